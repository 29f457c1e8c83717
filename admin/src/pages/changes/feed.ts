import type { ShownChange } from "@/api/changes";

export interface ChangesOfRun {
  key: string;
  run: number | null;
  connection: string;
  /** Of the newest of them. */
  at: string;
  items: ShownChange[];
}

/** Newest first: what one run did stands together. */
export function byRun(changes: readonly ShownChange[]): ChangesOfRun[] {
  const groups: ChangesOfRun[] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && last.run === change.run && last.connection === change.connection) last.items.push(change);
    else
      groups.push({
        key: `${change.connection} ${change.run} ${change.seq}`,
        run: change.run,
        connection: change.connection,
        at: change.at,
        items: [change],
      });
  }
  return groups;
}

/** Pages that were asked for at different times overlap. */
export function distinct(pages: readonly { items: ShownChange[] }[]): ShownChange[] {
  const found = new Map<number, ShownChange>();
  for (const { items } of pages) for (const item of items) found.set(item.seq, item);
  return [...found.values()].sort((a, b) => b.seq - a.seq);
}

export interface Fold {
  /** What is shown at once. */
  shown: ShownChange[];
  /** More of the same, on demand. */
  folded: ShownChange[];
}
const ALIKE = 8;
const SHOWN_OF_ALIKE = 4;

/** A first reading adds hundreds of the same kind: some stand for all. What has changed is never folded, it is news each time. */
export function folds(items: readonly ShownChange[]): Fold[] {
  const alike: ShownChange[][] = [];
  for (const item of items) {
    const last = alike.at(-1)?.[0];
    if (last && last.change !== "changed" && last.kind === item.kind && last.change === item.change)
      alike.at(-1)?.push(item);
    else alike.push([item]);
  }
  return alike.map((all) =>
    all.length < ALIKE
      ? { shown: all, folded: [] }
      : { shown: all.slice(0, SHOWN_OF_ALIKE), folded: all.slice(SHOWN_OF_ALIKE) },
  );
}
