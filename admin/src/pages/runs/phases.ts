import { useTranslation } from "react-i18next";

/** What a run reads in a phase, in words; the phases of other integrations keep their own names. */
export function usePhase() {
  const { t, i18n } = useTranslation("runs");
  return (phase: string) =>
    i18n.exists(`runs:phase.${phase}`) ? t(`phase.${phase}` as "phase.people") : phase.replaceAll("_", " ");
}
