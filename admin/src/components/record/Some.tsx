import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type AnyRecord, type Filters, type ListName, listQuery, type Records } from "@/api/records";
import { useWords, type Words } from "../DataTable/words";
import { KINDS } from "../kinds";
import { RecordLink } from "./RecordLink";
import { Lines, Section } from "./Section";
import { whyEmpty } from "./unknown";

interface SomeProps<L extends ListName> {
  list: L;
  filters: Filters;
  title: string;
  shown: number;
  /** What a record is called here, when that is not its own name. */
  name?: (row: Records[L]) => string | null | undefined;
  /** Nothing is said of what there may never be. */
  isOptional?: boolean;
}

/** The first few of a list, and the way to all of them. */
export function Some<L extends ListName>({ list, filters, title, shown, name, isOptional }: SomeProps<L>) {
  const { t } = useTranslation("data");
  const words = useWords();
  const query = useQuery(listQuery(list, filters, shown + 1));
  const rows = query.data?.items as AnyRecord[] | undefined;
  if (isOptional && !rows?.length) return null;
  const why = whyEmpty(query.data, Object.values(filters));
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
          what: (
            <RecordLink
              list={list}
              to={{ id: row.id, name: name ? name(row as unknown as Records[L]) : KINDS[list].name(row as never) }}
            />
          ),
          aside: asideOf(row, words),
        }))}
        error={query.error}
        again={() => query.refetch()}
        none={t(why ? `detail.${why}` : "detail.noneHere")}
      />
    </Section>
  );
}

/** What tells it apart: when work is due, how it came out, the number of a person. */
function asideOf(row: object, words: Words): string | undefined {
  const { due_at, status, score, sis_id } = row as {
    due_at?: string | null;
    status?: string | null;
    score?: number | null;
    sis_id?: string | null;
  };
  if (due_at) return words.dayTime(due_at, Date.now());
  if (!status) return sis_id ?? undefined;
  const said = words.word("lesson" in row ? "attendanceStatus" : "submissionStatus", status);
  return score === null || score === undefined ? said : `${said}, ${score}`;
}
