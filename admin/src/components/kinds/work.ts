import type { Records } from "@/api/records";
import { commonColumns, connectionColumn, type RecordKind } from "../DataTable/kind";
import { CHANGED, CONNECTION, COURSE, ROLES, SECTION, STUDENT, TEACHER } from "./people";

const ITEM_KINDS = ["assignment", "quiz", "discussion", "content", "external", "survey", "package", "other"] as const;

export const enrollments: RecordKind<"enrollments"> = {
  list: "enrollments",
  kind: "enrollment",
  name: (row) => row.user?.name,
  columns: [
    { key: "person", type: "reference", list: "users", of: (row) => row.user, width: 220 },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 250, phone: "below" },
    { key: "role", type: "word", words: "role", of: (row) => row.role, width: 110 },
    { key: "state", type: "word", words: "enrollmentState", of: (row) => row.state, width: 116 },
    { key: "section", type: "reference", list: "sections", of: (row) => row.section, width: 200, hidden: true },
    { key: "source_role", type: "text", of: (row) => row.source_role, width: 130, hidden: true },
    { key: "current_score", type: "number", of: (row) => row.current_score, width: 124, hidden: true },
    { key: "final_score", type: "number", of: (row) => row.final_score, width: 124, hidden: true },
    { key: "final_grade", type: "text", of: (row) => row.final_grade, width: 110, hidden: true },
    { key: "starts_at", type: "date", of: (row) => row.starts_at, width: 120, hidden: true },
    { key: "ends_at", type: "date", of: (row) => row.ends_at, width: 120, hidden: true },
    { key: "completed_at", type: "date", of: (row) => row.completed_at, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["enrollments"]>(),
  ],
  filters: [
    CONNECTION,
    COURSE,
    { type: "choice", name: "role", words: "role", choices: ROLES },
    {
      type: "choice",
      name: "state",
      words: "enrollmentState",
      choices: ["invited", "active", "suspended", "completed"],
    },
    SECTION,
    STUDENT,
    TEACHER,
    CHANGED,
  ],
  sort: "id",
  searches: false,
};

export const items: RecordKind<"items"> = {
  list: "items",
  kind: "item",
  name: (row) => row.title,
  columns: [
    { key: "item", type: "text", of: (row) => row.title, width: 240, sort: "name" },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 220, phone: "below" },
    { key: "kind", type: "word", words: "itemKind", of: (row) => row.kind, width: 120 },
    { key: "due_at", type: "moment", of: (row) => row.due_at, width: 130, sort: "due_at" },
    { key: "points_max", type: "number", of: (row) => row.points_max, width: 96 },
    { key: "grading", type: "word", words: "grading", of: (row) => row.grading, width: 120, hidden: true },
    { key: "opens_at", type: "moment", of: (row) => row.opens_at, width: 130, hidden: true },
    { key: "closes_at", type: "moment", of: (row) => row.closes_at, width: 130, hidden: true },
    { key: "published", type: "flag", of: (row) => row.published, width: 110, hidden: true },
    { key: "container", type: "text", of: (row) => row.container, width: 150, hidden: true },
    { key: "category", type: "reference", list: "categories", of: (row) => row.category, width: 150, hidden: true },
    { key: "source_kind", type: "text", of: (row) => row.source_kind, width: 120, hidden: true },
    { key: "time_limit_minutes", type: "number", of: (row) => row.time_limit_minutes, width: 120, hidden: true },
    { key: "url", type: "link", of: (row) => row.url, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["items"]>(),
  ],
  filters: [
    CONNECTION,
    COURSE,
    { type: "choice", name: "kind", words: "itemKind", choices: ITEM_KINDS },
    { type: "day", name: "from" },
    { type: "day", name: "to" },
    CHANGED,
  ],
  sort: "name",
  searches: true,
};

export const categories: RecordKind<"categories"> = {
  list: "categories",
  kind: "category",
  name: (row) => row.name,
  columns: [
    { key: "category", type: "text", of: (row) => row.name, width: 240, sort: "name" },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 260, phone: "below" },
    { key: "weight", type: "number", of: (row) => row.weight, width: 96 },
    connectionColumn(),
    ...commonColumns<Records["categories"]>(),
  ],
  filters: [CONNECTION, COURSE, CHANGED],
  sort: "name",
  searches: true,
};

export const submissions: RecordKind<"submissions"> = {
  list: "submissions",
  kind: "submission",
  name: (row) => row.user?.name,
  columns: [
    { key: "person", type: "reference", list: "users", of: (row) => row.user, width: 220 },
    { key: "item", type: "reference", list: "items", of: (row) => row.item, width: 240, phone: "below" },
    { key: "status", type: "word", words: "submissionStatus", of: (row) => row.status, width: 130 },
    { key: "score", type: "number", of: (row) => row.score, width: 96 },
    { key: "submitted_at", type: "moment", of: (row) => row.submitted_at, width: 130 },
    { key: "graded_at", type: "moment", of: (row) => row.graded_at, width: 130, hidden: true },
    { key: "grade", type: "text", of: (row) => row.grade, width: 100, hidden: true },
    { key: "attempt", type: "number", of: (row) => row.attempt, width: 96, hidden: true },
    { key: "late", type: "flag", of: (row) => row.late, width: 100, hidden: true },
    { key: "missing", type: "flag", of: (row) => row.missing, width: 100, hidden: true },
    { key: "excused", type: "flag", of: (row) => row.excused, width: 120, hidden: true },
    { key: "resubmit", type: "flag", of: (row) => row.resubmit, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["submissions"]>(),
  ],
  filters: [
    CONNECTION,
    COURSE,
    STUDENT,
    {
      type: "choice",
      name: "state",
      words: "submissionStatus",
      choices: ["none", "draft", "submitted", "pending_review", "graded"],
    },
    CHANGED,
  ],
  sort: "id",
  searches: false,
};
