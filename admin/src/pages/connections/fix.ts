type CurePiece = { type: "text" | "code"; text: string };

/** Rights and functions of an LMS: `moodle/course:view`, `core_course_get_courses`, `mod/quiz:view`. */
const CODE = /\b[a-z][a-z0-9]*(?:\/[a-z0-9]+)+:[a-z0-9]+\b|\b[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}\b/g;

/** A text that says how to mend something, with what is to be copied from it set apart. */
export function cureOf(said: string): CurePiece[] {
  const pieces: CurePiece[] = [];
  let end = 0;
  for (const match of said.matchAll(CODE)) {
    if (match.index > end) pieces.push({ type: "text", text: said.slice(end, match.index) });
    pieces.push({ type: "code", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < said.length) pieces.push({ type: "text", text: said.slice(end) });
  return pieces;
}
