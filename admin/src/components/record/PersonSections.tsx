import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listQuery, personQuery, recordQuery, type User } from "@/api/records";
import { useFormat } from "@/format";
import { Waiting } from "../Answer";
import { useWords } from "../DataTable/words";
import classes from "./Detail.module.css";
import { History } from "./History";
import { NextLessons } from "./NextLessons";
import { RecordLink } from "./RecordLink";
import { Lines, Section } from "./Section";
import { Some } from "./Some";

const FEW = 4;
const GROUPS = 50;

export function PersonSections({ person, isPage }: { person: User; isPage: boolean }) {
  const role = (person.student_courses ?? 0) > 0 || !person.teacher_courses ? "student" : "teacher";
  return (
    <>
      <Courses person={person} isPage={isPage} />
      {!person.removed_at && <NextLessons filters={{ [role]: person.id }} />}
      <Groups person={person} role={role} />
      {role === "student" && <Results person={person} isPage={isPage} />}
      <PersonHistory person={person} isPage={isPage} />
    </>
  );
}

/** What a student handed in and where they were; not every system says it. */
function Results({ person, isPage }: { person: User; isPage: boolean }) {
  const { t } = useTranslation("data");
  const filters = { student: person.id, sort: "-changed_at" };
  const shown = isPage ? 12 : FEW;
  return (
    <>
      <Some
        list="submissions"
        filters={filters}
        title={t("detail.submissions")}
        shown={shown}
        name={(row) => row.item?.name}
        isOptional
      />
      <Some
        list="attendance"
        filters={filters}
        title={t("detail.attendance")}
        shown={shown}
        name={(row) => row.lesson?.name}
        isOptional
      />
    </>
  );
}

function Courses({ person, isPage }: { person: User; isPage: boolean }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const words = useWords();
  const [isWhole, setWhole] = useState(false);
  // The list of one record says in which courses; a row of the table does not.
  const query = useQuery(recordQuery("users", person.id));
  const courses = (query.data as { courses?: CourseOfPerson[] } | undefined)?.courses;
  const shown = isPage || isWhole ? courses : courses?.slice(0, FEW);
  const isMore = courses && shown && courses.length > shown.length;
  return (
    <Section
      title={t("detail.courses")}
      aside={
        isMore && (
          <button type="button" className={classes.plain} onClick={() => setWhole(true)}>
            {t("detail.allN", { n: format.number(courses.length) })}
          </button>
        )
      }
    >
      <Lines
        lines={shown?.map(({ id, name, role, state }) => ({
          key: `${id} ${role}`,
          what: <RecordLink list="courses" to={{ id, name }} />,
          aside: [
            role && role !== "student" ? words.word("role", role) : null,
            state && state !== "active" ? words.word("enrollmentState", state) : null,
          ]
            .filter(Boolean)
            .join(", "),
        }))}
        error={query.error}
        again={() => query.refetch()}
        none={t("detail.noCourses")}
      />
    </Section>
  );
}
interface CourseOfPerson {
  id: string;
  name: string | null;
  role: string | null;
  state: string | null;
}

function Groups({ person, role }: { person: User; role: string }) {
  const { t } = useTranslation("data");
  const query = useQuery(listQuery("groups", { [role]: person.id }, GROUPS));
  if (query.data?.items.length === 0) return null;
  return (
    <Section title={t("detail.groups")}>
      <Lines
        lines={query.data?.items.map(({ id, name, course }) => ({
          key: id,
          what: <RecordLink list="groups" to={{ id, name }} />,
          aside: course && <RecordLink list="courses" to={course} />,
        }))}
        error={query.error}
        again={() => query.refetch()}
        none={t("detail.nothingHere")}
        expected={1}
      />
    </Section>
  );
}

function PersonHistory({ person, isPage }: { person: User; isPage: boolean }) {
  const { t } = useTranslation("data");
  const query = useQuery(personQuery(person.id));
  return (
    <Section
      title={t("detail.history")}
      aside={
        isPage ? (
          <span className="small t3">{t("detail.historyKept")}</span>
        ) : (
          <Link to="/data/$kind/$id" params={{ kind: "users", id: person.id }}>
            {t("detail.all")}
          </Link>
        )
      }
    >
      {query.data ? (
        <History held={query.data} person={person} shown={isPage ? 30 : 5} />
      ) : query.error ? (
        <Lines lines={undefined} error={query.error} again={() => query.refetch()} none="" />
      ) : (
        <Waiting height={40} lines={3} />
      )}
    </Section>
  );
}
