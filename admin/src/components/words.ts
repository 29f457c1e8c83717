import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";

type Kind = components["schemas"]["Kind"];
/** Names of fields come from the server: a new one is shown as it is, until the catalogue has a word. */
type Loose = (key: string, options: { defaultValue: string }) => string;

export function useFieldName(): (field: string) => string {
  const { t } = useTranslation("data");
  return (field) => (t as unknown as Loose)(`data:field.${field}`, { defaultValue: field });
}

/** Where the catalogue keeps the words of a field that has some. */
const WORDS: Partial<Record<`${Kind} ${string}`, string>> = {
  "user state": "userState",
  "course state": "courseState",
  "enrollment state": "enrollmentState",
  "enrollment role": "role",
  "term type": "termType",
  "org type": "orgType",
  "item kind": "itemKind",
  "item grading": "grading",
  "submission status": "submissionStatus",
  "attendance status": "attendanceStatus",
  "lesson kind": "lessonKind",
  "lesson state": "lessonState",
};

/** A word of the API in the language of the panel; other values as they are. */
export function useValueWord(): (kind: Kind, field: string, value: string) => string {
  const { t } = useTranslation("data");
  return (kind, field, value) => {
    const group = WORDS[`${kind} ${field}`];
    return group ? (t as unknown as Loose)(`data:word.${group}.${value}`, { defaultValue: value }) : value;
  };
}
