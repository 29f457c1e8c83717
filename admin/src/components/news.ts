const OF_A_NAME = ["given_name", "family_name"];

/** The fields that say something: a full name repeats its parts, and when the LMS last touched a record is no news beside what it
 * did. */
export function newsOf(fields: Readonly<Record<string, readonly unknown[]>> | null): [string, unknown, unknown][] {
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
