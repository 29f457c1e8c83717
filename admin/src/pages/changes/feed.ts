import type { LatestChange } from "@/api/changes";

export interface ChangesOfRun {
  key: string;
  run: number | null;
  connection: string;
  /** Of the newest of them. */
  at: string;
  items: LatestChange[];
}

/** Newest first: what one run did stands together. */
export function byRun(changes: readonly LatestChange[]): ChangesOfRun[] {
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
export function distinct(pages: readonly { items: LatestChange[] }[]): LatestChange[] {
  const found = new Map<number, LatestChange>();
  for (const { items } of pages) for (const item of items) found.set(item.seq, item);
  return [...found.values()].sort((a, b) => b.seq - a.seq);
}

export interface Fold {
  /** What is shown at once. */
  shown: LatestChange[];
  /** More of the same, on demand. */
  folded: LatestChange[];
}
const ALIKE = 8;
const SHOWN_OF_ALIKE = 4;

/** A first reading adds hundreds of the same kind: some stand for all. What has changed is never folded, it is news each time. */
export function folds(items: readonly LatestChange[]): Fold[] {
  const alike: LatestChange[][] = [];
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

const OF_A_NAME = ["given_name", "family_name"];

/** The fields that say something: a full name repeats its parts, and when the LMS last touched a record is no news beside what it
 * did. */
export function newsOf(fields: LatestChange["fields"]): [string, unknown, unknown][] {
  const all = Object.entries(fields ?? {}).map(([name, [before, after]]): [string, unknown, unknown] => [
    name,
    before,
    after,
  ]);
  const names = new Set(all.map(([name]) => name));
  const news = all.filter(
    ([name]) => name !== "source_updated_at" && !(name === "display_name" && OF_A_NAME.some((part) => names.has(part))),
  );
  return news.length > 0 ? news : all;
}

interface Reference {
  id: string;
  name?: string | null;
}

function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "id" in value;
}

/** Of two lists of people: who came, and who went. */
export function difference(before: unknown, after: unknown): { came: Reference[]; went: Reference[] } | null {
  if (!Array.isArray(before) || !Array.isArray(after)) return null;
  const [was, is] = [before.filter(isReference), after.filter(isReference)];
  const without = (list: Reference[], other: Reference[]) => {
    const ids = new Set(other.map(({ id }) => id));
    return list.filter(({ id }) => !ids.has(id));
  };
  return { came: without(is, was), went: without(was, is) };
}
