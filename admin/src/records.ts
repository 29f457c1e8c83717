import type { components } from "./api/schema";

export type Kind = components["schemas"]["Kind"];

const LISTS: Record<Kind, string> = {
  attendance: "attendance",
  category: "categories",
  course: "courses",
  enrollment: "enrollments",
  group: "groups",
  item: "items",
  lesson: "lessons",
  org: "orgs",
  section: "sections",
  submission: "submissions",
  term: "terms",
  user: "users",
};

export const KINDS = Object.keys(LISTS) as Kind[];

/** Where a record has its page. */
export function recordPlace(kind: Kind, id: string) {
  return { to: "/data/$kind/$id", params: { kind: LISTS[kind], id } } as const;
}
