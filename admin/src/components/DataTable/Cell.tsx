import type { Value } from "./kind";
import type { Words } from "./words";

const MOMENTS = new Set(["age", "moment", "date"]);

interface CellProps<T> {
  value: Value<T>;
  row: T;
  words: Words;
  now: number;
}

/** One value in words: nought is grey, and what is not known is a word. It uses no hook: a table has hundreds of them. */
export function Cell<T>({ value, row, words, now }: CellProps<T>) {
  const shown = words.shown(value, row, now);
  if (shown === null) {
    const isCounted = value.type === "number" || value.type === "flag";
    return <span className="t3">{isCounted ? words.unknown : words.notGiven}</span>;
  }
  const held = value.of(row);
  if (held === 0) return <span className="zero">{shown}</span>;
  if (MOMENTS.has(value.type))
    return (
      <time dateTime={String(held)} title={words.exactly(String(held))}>
        {shown}
      </time>
    );
  return <>{shown}</>;
}
