import { useTranslation } from "react-i18next";
import type { Course } from "@/api/records";
import { NextLessons } from "./NextLessons";
import { Some } from "./Some";

export function CourseSections({ course, isPage }: { course: Course; isPage: boolean }) {
  const { t } = useTranslation("data");
  const shown = isPage ? 12 : 4;
  const filters = { course: course.id };
  return (
    <>
      <Some list="teachers" filters={{ ...filters, role: "teacher" }} title={t("detail.teachers")} shown={shown} />
      <Some list="students" filters={{ ...filters, role: "student" }} title={t("detail.students")} shown={shown} />
      <Some list="groups" filters={filters} title={t("detail.groups")} shown={shown} />
      {!course.removed_at && <NextLessons filters={filters} />}
      <Some list="items" filters={filters} title={t("detail.work")} shown={shown} />
    </>
  );
}
