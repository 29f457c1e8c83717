import type { components } from "@/api/schema";

type Kind = components["schemas"]["Kind"];

/** The list in which the records of a kind are found, as in the address of its page. */
export const LIST_OF_KIND: Record<Kind, string> = {
  org: "orgs",
  term: "terms",
  course: "courses",
  section: "sections",
  user: "users",
  group: "groups",
  enrollment: "enrollments",
  category: "categories",
  item: "items",
  submission: "submissions",
  lesson: "lessons",
  attendance: "attendance",
};
export const KINDS = Object.keys(LIST_OF_KIND) as Kind[];
