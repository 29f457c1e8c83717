import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import type { Kind } from "@/records";
import { BeforeAfter } from "./BeforeAfter";
import { newsOf } from "./news";

interface FieldChangesProps {
  kind: Kind;
  fields: Parameters<typeof newsOf>[0];
  /** Of more than so many, the others are counted. */
  most?: number;
}

/** The fields of a record that changed, each before and after. */
export function FieldChanges({ kind, fields, most = Number.POSITIVE_INFINITY }: FieldChangesProps) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const news = newsOf(fields);
  const left = news.length - most;
  return (
    <>
      {news.slice(0, most).map(([field, before, after]) => (
        <BeforeAfter key={field} kind={kind} field={field} before={before} after={after} />
      ))}
      {left > 0 && <p className="t3 small">{t("moreFields", { count: left, n: format.number(left) })}</p>}
    </>
  );
}
