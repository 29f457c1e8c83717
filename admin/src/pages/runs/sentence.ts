import { useTranslation } from "react-i18next";
import type { Run } from "@/api/runs";
import { useFormat } from "@/format";
import { usePhase } from "./phases";
import { changesOf, keptOf, missingOf, sumsOf } from "./sums";
import { type Progress, secondsLeft } from "./useProgress";

/** What happened, as one would tell it to a colleague. */
export function useSentence(run: Run, connection: string, progress: Progress): { title: string; lead: string } {
  const { t } = useTranslation("runs");
  const format = useFormat();
  const phase = usePhase();
  const missing = missingOf(run);
  const { held } = sumsOf(run);
  const changes = changesOf(run);
  const moved = changes > 0 ? t("lead.changes", { count: changes, n: format.number(changes) }) : t("lead.noChanges");
  const why = run.error?.text ?? "";
  const kept = t(`lead.${keptOf(run)}`);

  switch (run.state) {
    case "queued":
      return { title: t("title.queued"), lead: t("lead.queued", { connection }) };
    case "running": {
      const { done, planned } = progress;
      const left = secondsLeft(progress);
      const far =
        done === null
          ? t("lead.begins", { connection })
          : planned && planned >= done
            ? t("lead.doneOf", { done: format.number(done), planned: format.number(planned) })
            : t("lead.done", { count: done, n: format.number(done) });
      const rest = left === null ? t("lead.leftUnknown") : t("lead.left", { length: format.duration(left * 1000) });
      return {
        title: progress.phase ? t("title.running", { what: phase(progress.phase) }) : t("title.begins"),
        lead: `${far}${done === null ? "" : `, ${rest}`}. ${t("lead.meanwhile")}`,
      };
    }
    case "complete":
      return {
        title: held > 0 ? t("title.completeHeld") : t("title.complete"),
        lead: held > 0 ? `${moved} ${t("lead.held", { count: held })}` : moved,
      };
    case "partial":
      return {
        title: missing > 0 ? t("title.partial", { count: missing }) : t("title.partialOther"),
        lead: `${why} ${kept}`.trim(),
      };
    case "cancelled":
      return { title: t("title.cancelled"), lead: t("lead.cancelled") };
    case "interrupted":
      return { title: t("title.interrupted"), lead: `${why} ${t("lead.interrupted")}`.trim() };
    default:
      return { title: t(`title.${run.state}`, { connection }), lead: `${why} ${kept}`.trim() };
  }
}
