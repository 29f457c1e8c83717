import { useTranslation } from "react-i18next";
import { type Decided, decide, type Held } from "@/api/held";
import { useFieldName } from "@/components/fieldWords";
import { say } from "@/components/say";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";

/** How many records of its own kind it is about; children that would go along are counted beside. */
function ownCount(held: Held): number {
  return held.counts[held.kind] ?? held.total;
}

export function useDecisionWords() {
  const { t } = useTranslation("decisions");
  const format = useFormat();
  const fieldName = useFieldName();
  const counted = (kind: Held["kind"], count: number) => t(`count.${kind}`, { count, n: format.number(count) });
  return {
    counted,
    /** «27 записей на курсы», as the object of a verb. */
    whom: (held: Held) => t(`whom.${held.kind}`, { count: ownCount(held), n: format.number(ownCount(held)) }),
    /** «CRM получит 27 изменений.» */
    news: (held: Held) => t("news", { count: held.total, n: format.number(held.total) }),
    /** What came of it: «Удалено: 27 записей на курсы». */
    outcome: (held: Held) =>
      held.state === "waiting"
        ? ""
        : t(`outcome.${held.state}.${held.about}`, {
            what: counted(held.kind, ownCount(held)),
            field: held.field ? fieldName(held.field) : "",
          }),
  };
}

/** Decides, and says how it came out: calmly also when a colleague, or the LMS, was there first. */
export function useDecide(held: Held) {
  const { t } = useTranslation("decisions");
  const format = useFormat();
  const { act, busy } = useAct();
  return {
    busy,
    decide: (decided: Decided) =>
      act(async () => {
        const records = await decide(held.id, decided);
        const n = format.number(records ?? 0);
        const said = {
          keep: t("keep.done"),
          remove: t(held.about === "withheld_field" ? "remove.emptied" : "remove.done", { n }),
          rollover: t("remove.done", { n }),
          undo: held.state === "dismissed" ? t("waitsAgain") : t("undone", { n }),
        };
        say(records === null ? t("alreadyDecided") : said[decided]);
      }),
  };
}
