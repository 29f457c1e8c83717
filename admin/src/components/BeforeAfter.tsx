import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Kind } from "@/records";
import classes from "./BeforeAfter.module.css";
import { useFieldName, useShownValue } from "./fieldWords";
import { difference } from "./news";

const LONG = 120;
const MOST_NAMES = 5;

interface BeforeAfterProps {
  kind: Kind;
  field: string;
  before: unknown;
  after: unknown;
}

/** «Фамилия: Иванова → Петрова»; of lists who came and who went. */
export function BeforeAfter({ kind, field, before, after }: BeforeAfterProps) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const fieldName = useFieldName();
  const shown = useShownValue();
  const text = (value: unknown) => {
    const whole = shown(value, `${kind}.${field}`);
    return whole.length > LONG ? `${whole.slice(0, LONG)}…` : whole;
  };
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
          <del>{text(before)}</del>
          <span className="sr"> {t("became")} </span>
          <span aria-hidden="true"> → </span>
          <ins>{text(after)}</ins>
        </>
      )}
    </p>
  );
}
