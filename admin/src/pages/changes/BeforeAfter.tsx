import { useTranslation } from "react-i18next";
import type { LatestChange } from "@/api/changes";
import { useFieldName, useValueWord } from "@/components/words";
import { useFormat } from "@/format";
import classes from "./ChangesPage.module.css";
import { difference, isReference } from "./feed";

const LONG = 120;
const MOST_NAMES = 5;

interface BeforeAfterProps {
  kind: LatestChange["kind"];
  field: string;
  before: unknown;
  after: unknown;
}

function useValueText() {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const valueWord = useValueWord();
  return (kind: LatestChange["kind"], field: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("nothing");
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return format.number(value);
    if (isReference(value)) return value.name ?? value.id;
    if (typeof value !== "string") return JSON.stringify(value);
    if (field.endsWith("_at")) return format.exactly(value);
    const word = valueWord(kind, field, value);
    return word.length > LONG ? `${word.slice(0, LONG)}…` : word;
  };
}

/** «Фамилия: Иванова → Петрова»; of lists who came and who went. */
export function BeforeAfter({ kind, field, before, after }: BeforeAfterProps) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const fieldName = useFieldName();
  const text = useValueText();
  const lists = difference(before, after);
  const names = (people: { id: string; name?: string | null }[]) => {
    const shown = people.slice(0, MOST_NAMES).map(({ id, name }) => name ?? id);
    const left = people.length - shown.length;
    return left > 0 ? `${shown.join(", ")} ${t("andMore", { n: format.number(left) })}` : shown.join(", ");
  };
  return (
    <p className={classes.field}>
      <span className={classes.name}>{fieldName(field)}</span>{" "}
      {lists ? (
        [
          lists.came.length > 0 && t("plus", { names: names(lists.came) }),
          lists.went.length > 0 && t("minus", { names: names(lists.went) }),
        ]
          .filter(Boolean)
          .join("; ") || t("hidden")
      ) : before === null && after === null ? (
        t("hidden")
      ) : (
        <>
          <span className="sr">{t("was")} </span>
          <del>{text(kind, field, before)}</del>
          <span className="sr"> {t("became")} </span>
          <span aria-hidden="true"> → </span>
          <ins>{text(kind, field, after)}</ins>
        </>
      )}
    </p>
  );
}
