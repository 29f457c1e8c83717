/** Fields that a connection may leave out, by the kind of record that they stand in. The server refuses any other. */
export const MAY_STAY_OUT = {
  user: ["email", "username", "sis_id", "given_name", "family_name", "display_name", "time_zone", "locale"],
  enrollment: ["current_score", "final_score", "final_grade", "completed_at"],
  submission: ["score", "grade", "attempt", "submitted_at", "graded_at", "late", "missing", "excused", "resubmit"],
  lesson: ["location", "url", "description_text"],
  attendance: ["source_status", "points", "taken_at"],
  course: ["description_text"],
} as const;

type LeftOutKind = keyof typeof MAY_STAY_OUT;
export const KINDS_WITH_FIELDS = Object.keys(MAY_STAY_OUT) as LeftOutKind[];
