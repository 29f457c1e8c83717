import type { AnyRecord, ListName } from "@/api/records";
import type { SomeKind } from "../DataTable/kind";
import { courses, groups, orgs, sections, terms } from "./courses";
import { attendance, lessons } from "./lessons";
import { students, teachers, users } from "./people";
import { categories, enrollments, items, submissions } from "./work";

/** A further kind is a description beside these, and a line here. */
export const KINDS: Record<ListName, SomeKind> = {
  students,
  teachers,
  users,
  courses,
  groups,
  sections,
  enrollments,
  items,
  categories,
  submissions,
  attendance,
  lessons,
  terms,
  orgs,
};

export function kindNamed(name: string | undefined): SomeKind | undefined {
  return name !== undefined && Object.hasOwn(KINDS, name) ? KINDS[name as ListName] : undefined;
}

/** What a record is called: people by their names, work by its title. */
export function nameOfRecord(list: ListName, row: AnyRecord): string | null | undefined {
  return KINDS[list].name(row as never);
}
