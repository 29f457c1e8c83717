import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Flag } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Filters, listQuery } from "@/api/records";
import { MINUTE } from "@/format";
import { Moment } from "../Moment";
import { RecordLink } from "./RecordLink";
import { Lines, Section } from "./Section";
import { whyEmpty } from "./unknown";

/** Rounded, so that a page which is opened again finds the answer that it had. */
function useRecently(): string {
  const [at] = useState(() => new Date(Math.floor(Date.now() / (10 * MINUTE)) * 10 * MINUTE).toISOString());
  return at;
}

const SHOWN = 5;

export function NextLessons({ filters }: { filters: Filters }) {
  const { t } = useTranslation("data");
  const from = useRecently();
  const query = useQuery(listQuery("lessons", { ...filters, from }, SHOWN));
  const why = whyEmpty(query.data, Object.values(filters));
  return (
    <Section
      title={t("detail.nextLessons")}
      aside={
        <Link to="/lessons" search={filters}>
          {t("detail.calendar")}
        </Link>
      }
    >
      <Lines
        lines={query.data?.items.map((lesson) => {
          const name = lesson.title || lesson.course?.name;
          return {
            key: lesson.id,
            what:
              lesson.kind === "deadline" ? (
                <>
                  <Flag size={13} aria-hidden="true" />{" "}
                  <RecordLink list="lessons" to={{ id: lesson.id, name: t("detail.deadline", { title: name }) }} />
                  {lesson.course?.name && !filters.course && <span className="t3">, {lesson.course.name}</span>}
                </>
              ) : (
                <>
                  <RecordLink list="lessons" to={{ id: lesson.id, name }} />
                  {lesson.location && <span className="t3">, {lesson.location}</span>}
                </>
              ),
            aside: lesson.starts_at && <Moment at={lesson.starts_at} />,
          };
        })}
        error={query.error}
        again={() => query.refetch()}
        none={t(why ? `detail.${why}` : "detail.noLessons")}
      />
    </Section>
  );
}
