import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type AnyRecord, type Course, type Filters, type ListName, listQuery } from "@/api/records";
import { useWords } from "@/components/DataTable/words";
import { KINDS } from "../kinds";
import { NextLessons } from "./NextLessons";
import { RecordLink } from "./RecordLink";
import { Lines, Section } from "./Section";

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

interface SomeProps {
  list: ListName;
  filters: Filters;
  title: string;
  shown: number;
}

/** The first few of a list, and the way to all of them. */
function Some({ list, filters, title, shown }: SomeProps) {
  const { t } = useTranslation("data");
  const words = useWords();
  const query = useQuery(listQuery(list, filters, shown + 1));
  const rows = query.data?.items as AnyRecord[] | undefined;
  const isMore = rows && rows.length > shown;
  return (
    <Section
      title={title}
      aside={
        isMore && (
          <Link to="/data/$kind" params={{ kind: list }} search={filters}>
            {t("detail.all")}
          </Link>
        )
      }
    >
      <Lines
        lines={rows?.slice(0, shown).map((row) => ({
          key: row.id,
          what: <RecordLink list={list} to={{ id: row.id, name: KINDS[list].name(row as never) }} />,
          aside: asideOf(row, words.dayTime),
        }))}
        error={query.error}
        again={() => query.refetch()}
        none={t("detail.noneHere")}
      />
    </Section>
  );
}

function asideOf(row: object, dayTime: (at: string, now: number) => string): string | undefined {
  const { due_at, sis_id } = row as { due_at?: string | null; sis_id?: string | null };
  return due_at ? dayTime(due_at, Date.now()) : (sis_id ?? undefined);
}
