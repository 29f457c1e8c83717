/** The short words in public ids, and the list that each stands in. */
const LISTS: Record<string, string> = {
  crs: "courses",
  sec: "sections",
  usr: "users",
  grp: "groups",
  enr: "enrollments",
  itm: "items",
  les: "lessons",
  cat: "categories",
  sub: "submissions",
  atd: "attendance",
  trm: "terms",
  org: "orgs",
};

/** Where a record is shown, by its public id (`school-crs-12`). */
export function pathOfRecord(id: string) {
  const [, word] = /^[a-z0-9]+-([a-z]+)-/.exec(id) ?? [];
  const kind = word ? LISTS[word] : undefined;
  return kind ? ({ to: "/data/$kind/$id", params: { kind, id } } as const) : null;
}
