import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** A field in words; one that has none keeps its own name. */
export function useFieldName() {
  const { t, i18n } = useTranslation();
  return (field: string) =>
    i18n.exists(`field.${field}`) ? t(`field.${field}` as "field.email") : field.replaceAll("_", " ");
}

/** Fields that hold a word of a set, by kind. */
const WORDS: Record<string, string> = {
  "user.state": "userState",
  "course.state": "courseState",
  "enrollment.state": "enrollmentState",
  "enrollment.role": "role",
  "item.kind": "itemKind",
  "item.grading": "grading",
  "submission.status": "submissionStatus",
  "attendance.status": "attendanceStatus",
  "lesson.kind": "lessonKind",
  "lesson.state": "lessonState",
  "term.type": "termType",
  "org.type": "orgType",
};

export function useShownValue() {
  const { t, i18n } = useTranslation(["common", "data"]);
  const format = useFormat();
  return function shown(value: unknown, field?: string): string {
    if (value === null || value === undefined || value === "") return t("noValue");
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return format.value(value);
    if (Array.isArray(value)) return value.map((each) => shown(each)).join(", ");
    if (typeof value === "object") {
      const { name, id } = value as { name?: unknown; id?: unknown };
      return String(name ?? id ?? JSON.stringify(value));
    }
    const text = String(value);
    const word = field && WORDS[field] ? `data:word.${WORDS[field]}.${text}` : undefined;
    if (word && i18n.exists(word)) return t(word as "common:yes");
    return ISO_TIME.test(text) ? format.exactly(text) : text;
  };
}
