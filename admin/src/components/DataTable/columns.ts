import { useCallback, useMemo, useState } from "react";
import type { SomeKind } from "./kind";

const kept = (list: string) => `lmsync.columns.${list}`;

/** The columns that somebody chose for a list, in the order of its description; the first always stays. */
export function chosenColumns(kind: SomeKind, remembered: string | null): SomeKind["columns"] {
  const names = remembered?.split(",");
  return kind.columns.filter((column, place) => place === 0 || (names ? names.includes(column.key) : !column.hidden));
}

export function useColumns(kind: SomeKind) {
  const [, setChanges] = useState(0);
  const remembered = localStorage.getItem(kept(kind.list));
  const columns = useMemo(() => chosenColumns(kind, remembered), [kind, remembered]);
  const choose = useCallback(
    (names: readonly string[] | null) => {
      if (names) localStorage.setItem(kept(kind.list), names.join(","));
      else localStorage.removeItem(kept(kind.list));
      setChanges((count) => count + 1);
    },
    [kind.list],
  );
  return { columns, choose, isChosen: remembered !== null };
}
