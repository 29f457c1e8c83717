import type { User } from "@/api/records";
import { type Column, commonColumns, connectionColumn, type Filter, type RecordKind } from "../DataTable/kind";

export const CONNECTION: Filter = { type: "connection", name: "connection" };
export const COURSE: Filter = { type: "record", name: "course", list: "courses" };
export const SECTION: Filter = { type: "record", name: "section", list: "sections" };
export const GROUP: Filter = { type: "record", name: "group", list: "groups" };
export const TEACHER: Filter = { type: "record", name: "teacher", list: "teachers" };
export const STUDENT: Filter = { type: "record", name: "student", list: "students" };
export const CHANGED: Filter = { type: "day", name: "changed_since" };
const STATE: Filter = { type: "choice", name: "state", words: "userState", choices: ["active", "suspended"] };
export const ROLES = ["student", "teacher", "assistant", "designer", "observer", "manager", "guest", "other"] as const;
const ROLE: Filter = { type: "choice", name: "role", words: "role", choices: ROLES };

/** What a person is called, or else the address or the number that is known of them. */
function nameOfPerson(person: User): string | null | undefined {
  const whole = [person.family_name, person.given_name].filter(Boolean).join(" ");
  return person.display_name || whole || person.username || person.email || person.sis_id;
}

function columns(courses: "student_courses" | "teacher_courses" | "both"): Column<User>[] {
  const inCourses: Column<User>[] = (["student_courses", "teacher_courses"] as const).map((key) => ({
    key,
    type: "number",
    of: (row) => row[key],
    width: courses === "both" ? 124 : 84,
    hidden: courses !== "both" && key !== courses,
  }));
  return [
    { key: "person", type: "text", of: nameOfPerson, width: 190, sort: "name" },
    { key: "email", type: "text", of: (row) => row.email, width: 210, phone: "below" },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 100 },
    { key: "username", type: "text", of: (row) => row.username, width: 150, hidden: true },
    { key: "family_name", type: "text", of: (row) => row.family_name, width: 150, hidden: true },
    { key: "given_name", type: "text", of: (row) => row.given_name, width: 150, hidden: true },
    ...inCourses,
    { key: "state", type: "word", words: "userState", of: (row) => row.state, width: 130, hidden: true },
    connectionColumn(),
    { key: "time_zone", type: "text", of: (row) => row.time_zone, width: 150, hidden: true },
    { key: "locale", type: "text", of: (row) => row.locale, width: 90, hidden: true },
    ...commonColumns<User>(),
  ];
}

export const students: RecordKind<"students"> = {
  list: "students",
  kind: "user",
  name: nameOfPerson,
  columns: columns("student_courses"),
  filters: [CONNECTION, STATE, COURSE, GROUP, SECTION, TEACHER, CHANGED],
  sort: "name",
  removedIn: "users",
  searches: true,
};
export const teachers: RecordKind<"teachers"> = {
  list: "teachers",
  kind: "user",
  name: nameOfPerson,
  columns: columns("teacher_courses"),
  filters: [CONNECTION, STATE, COURSE, GROUP, SECTION, STUDENT, CHANGED],
  sort: "name",
  removedIn: "users",
  searches: true,
};
export const users: RecordKind<"users"> = {
  list: "users",
  kind: "user",
  name: nameOfPerson,
  columns: columns("both"),
  filters: [CONNECTION, ROLE, STATE, COURSE, GROUP, SECTION, TEACHER, STUDENT, CHANGED],
  sort: "name",
  searches: true,
};
