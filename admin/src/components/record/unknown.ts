import type { RecordPage } from "@/api/records";

/** Whether an empty list of somebody or something says nothing, because its connection does not provide such records, or has
 * not read them yet. `ids`: of the records that the list is about; each begins with its connection. */
export function whyEmpty(
  page: Pick<RecordPage<unknown>, "not_provided" | "not_yet_read"> | undefined,
  ids: readonly (string | undefined)[],
): "notYetRead" | "notProvided" | null {
  const isOf = (connection: string) =>
    ids.some((id) => id?.startsWith(`${connection}-`) && /^[a-z]{3}-/.test(id.slice(connection.length + 1)));
  if (page?.not_yet_read.some(isOf)) return "notYetRead";
  if (page?.not_provided.some(({ connection }) => isOf(connection))) return "notProvided";
  return null;
}
