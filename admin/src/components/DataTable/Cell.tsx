import { useTranslation } from "react-i18next";
import { useFormat, useNow } from "@/format";
import type { Value } from "./kind";
import type { Words } from "./words";

const MOMENTS = new Set(["age", "moment", "date"]);

/** One value in words: nought is grey, and what is not known is a word. */
export function Cell<T>({ value, row, words }: { value: Value<T>; row: T; words: Words }) {
  const { t } = useTranslation(["data", "common"]);
  const format = useFormat();
  const now = useNow();
  const shown = words.shown(value, row, now);
  if (shown === null)
    return (
      <span className="t3">
        {value.type === "number" || value.type === "flag" ? t("common:unknown") : t("data:notGiven")}
      </span>
    );
  const held = value.of(row);
  if (held === 0) return <span className="zero">{shown}</span>;
  if (MOMENTS.has(value.type))
    return (
      <time dateTime={String(held)} title={format.exactly(String(held))}>
        {shown}
      </time>
    );
  return <>{shown}</>;
}
