import type { Records } from "@/api/records";
import { commonColumns, connectionColumn, type RecordKind } from "../DataTable/kind";
import { CHANGED, CONNECTION, COURSE, STUDENT, TEACHER } from "./people";

export const courses: RecordKind<"courses"> = {
  list: "courses",
  kind: "course",
  name: (row) => row.name || row.code,
  columns: [
    { key: "course", type: "text", of: (row) => row.name || row.code, width: 260, sort: "name" },
    { key: "code", type: "text", of: (row) => row.code, width: 104 },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 112, hidden: true },
    { key: "org", type: "reference", list: "orgs", of: (row) => row.org, width: 200, phone: "below" },
    { key: "term", type: "reference", list: "terms", of: (row) => row.term, width: 130, hidden: true },
    { key: "state", type: "word", words: "courseState", of: (row) => row.state, width: 124 },
    { key: "starts_at", type: "date", of: (row) => row.starts_at, width: 120, sort: "starts_at" },
    { key: "ends_at", type: "date", of: (row) => row.ends_at, width: 120, hidden: true },
    connectionColumn(),
    { key: "format", type: "text", of: (row) => row.format, width: 110, hidden: true },
    { key: "time_zone", type: "text", of: (row) => row.time_zone, width: 150, hidden: true },
    { key: "url", type: "link", of: (row) => row.url, width: 120, hidden: true },
    ...commonColumns<Records["courses"]>(),
  ],
  filters: [
    CONNECTION,
    { type: "choice", name: "state", words: "courseState", choices: ["unpublished", "active", "ended"] },
    TEACHER,
    STUDENT,
    CHANGED,
  ],
  sort: "name",
  searches: true,
};

export const groups: RecordKind<"groups"> = {
  list: "groups",
  kind: "group",
  name: (row) => row.name,
  columns: [
    { key: "group", type: "text", of: (row) => row.name, width: 200, sort: "name" },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 260, phone: "below" },
    { key: "members", type: "number", of: (row) => row.members?.length, width: 104 },
    { key: "set_name", type: "text", of: (row) => row.set_name, width: 140, hidden: true },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 112, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["groups"]>(),
  ],
  filters: [CONNECTION, COURSE, STUDENT, TEACHER, CHANGED],
  sort: "name",
  searches: true,
};

export const sections: RecordKind<"sections"> = {
  list: "sections",
  kind: "section",
  name: (row) => row.name,
  columns: [
    { key: "section", type: "text", of: (row) => row.name, width: 240, sort: "name" },
    { key: "course", type: "reference", list: "courses", of: (row) => row.course, width: 260, phone: "below" },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 112 },
    { key: "starts_at", type: "date", of: (row) => row.starts_at, width: 120, hidden: true },
    { key: "ends_at", type: "date", of: (row) => row.ends_at, width: 120, hidden: true },
    { key: "synthetic", type: "flag", of: (row) => row.synthetic, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["sections"]>(),
  ],
  filters: [CONNECTION, COURSE, CHANGED],
  sort: "name",
  searches: true,
};

export const terms: RecordKind<"terms"> = {
  list: "terms",
  kind: "term",
  name: (row) => row.name,
  columns: [
    { key: "term", type: "text", of: (row) => row.name, width: 220, sort: "name" },
    { key: "type", type: "word", words: "termType", of: (row) => row.type, width: 150, phone: "below" },
    { key: "parent", type: "reference", list: "terms", of: (row) => row.parent, width: 180 },
    { key: "starts_on", type: "day", of: (row) => row.starts_on, width: 124 },
    { key: "ends_on", type: "day", of: (row) => row.ends_on, width: 124 },
    { key: "school_year", type: "text", of: (row) => row.school_year?.toString(), width: 110, hidden: true },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 112, hidden: true },
    { key: "synthetic", type: "flag", of: (row) => row.synthetic, width: 120, hidden: true },
    connectionColumn(),
    ...commonColumns<Records["terms"]>(),
  ],
  filters: [CONNECTION, CHANGED],
  sort: "name",
  searches: true,
};

export const orgs: RecordKind<"orgs"> = {
  list: "orgs",
  kind: "org",
  name: (row) => row.name,
  columns: [
    { key: "org", type: "text", of: (row) => row.name, width: 240, sort: "name" },
    { key: "type", type: "word", words: "orgType", of: (row) => row.type, width: 140 },
    { key: "parent", type: "reference", list: "orgs", of: (row) => row.parent, width: 240, phone: "below" },
    { key: "sis_id", type: "text", of: (row) => row.sis_id, width: 112 },
    connectionColumn(),
    ...commonColumns<Records["orgs"]>(),
  ],
  filters: [CONNECTION, CHANGED],
  sort: "name",
  searches: true,
};
