import type { Records } from "@/api/records";
import { commonColumns, connectionColumn, type RecordKind } from "../DataTable/kind";
import { CHANGED, CONNECTION, COURSE, GROUP, SECTION, STUDENT, TEACHER } from "./people";

const LESSON_KINDS = ["class", "meeting", "event", "appointment", "deadline"] as const;

export const lessons: RecordKind<"lessons"> = {
  list: "lessons",
  kind: "lesson",
  name: (row) => row.title || row.course?.name,
  columns: [
    { key: "lesson", type: "text", of: (row) => row.title || row.course?.name, width: 210 },
    { key: "starts_at", type: "moment", of: (row) => row.starts_at, width: 140, sort: "starts_at", phone: "corner" },
    { key: "ends_at", type: "moment", of: (row) => row.ends_at, width: 140, hidden: true },
    { key: "kind", type: "word", words: "lessonKind", of: (row) => row.kind, width: 110 },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 210, hidden: true },
    { key: "teachers", type: "references", list: "teachers", of: (row) => row.teachers, width: 170, phone: "below" },
    { key: "group", type: "reference", list: "groups", of: (row) => row.group, width: 120 },
    { key: "location", type: "text", of: (row) => row.location, width: 130 },
    { key: "state", type: "word", words: "lessonState", of: (row) => row.state, width: 110 },
    { key: "section", type: "reference", list: "sections", of: (row) => row.section, width: 160, hidden: true },
    { key: "item", type: "reference", list: "items", of: (row) => row.item, width: 160, hidden: true },
    { key: "owner", type: "reference", list: "users", of: (row) => row.owner, width: 160, hidden: true },
    { key: "url", type: "link", of: (row) => row.url, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["lessons"]>().map((column) => ({
      ...column,
      phone: undefined,
      sort: column.key === "changed_at" ? column.sort : undefined,
    })),
  ],
  filters: [
    CONNECTION,
    COURSE,
    TEACHER,
    GROUP,
    { type: "choice", name: "kind", words: "lessonKind", choices: LESSON_KINDS },
    { type: "choice", name: "state", words: "lessonState", choices: ["planned", "held", "cancelled"] },
    { type: "day", name: "from" },
    { type: "day", name: "to" },
    STUDENT,
    SECTION,
    CHANGED,
  ],
  sort: "starts_at",
  searches: true,
};

export const attendance: RecordKind<"attendance"> = {
  list: "attendance",
  kind: "attendance",
  name: (row) => row.user?.name,
  columns: [
    { key: "person", type: "reference", list: "users", of: (row) => row.user, width: 220 },
    { key: "lesson", type: "reference", list: "lessons", of: (row) => row.lesson, width: 240, phone: "below" },
    { key: "status", type: "word", words: "attendanceStatus", of: (row) => row.status, width: 150 },
    { key: "points", type: "number", of: (row) => row.points, width: 96, hidden: true },
    { key: "taken_at", type: "moment", of: (row) => row.taken_at, width: 130 },
    { key: "source_status", type: "text", of: (row) => row.source_status, width: 130, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["attendance"]>(),
  ],
  filters: [
    CONNECTION,
    COURSE,
    STUDENT,
    {
      type: "choice",
      name: "state",
      words: "attendanceStatus",
      choices: ["present", "absent", "late", "excused", "unknown"],
    },
    CHANGED,
  ],
  sort: "id",
  searches: false,
};
