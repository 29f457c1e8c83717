import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Table2 } from "lucide-react";
import { type MouseEvent, useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AnyRecord, Filters, Lesson } from "@/api/records";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { chosenColumns } from "@/components/DataTable/columns";
import { FilterBar } from "@/components/DataTable/FilterBar";
import { askedFilters, type Column } from "@/components/DataTable/kind";
import { CsvButton } from "@/components/DataTable/Tools";
import { useWords } from "@/components/DataTable/words";
import { useKeys } from "@/components/keys";
import { lessons as LESSONS } from "@/components/kinds/lessons";
import { PartlyUnknown } from "@/components/PartlyUnknown";
import { Detail } from "@/components/record/Detail";
import { useIsNarrow, useIsPhone } from "@/components/screen";
import { useFormat, useNow } from "@/format";
import { Agenda } from "./Agenda";
import { Legend } from "./Legend";
import classes from "./Lessons.module.css";
import { byDays } from "./layout";
import { type LessonsOfPeriod, lessonsQuery, useSchoolZone } from "./lessons";
import { MonthGrid } from "./MonthGrid";
import { daysOf, stepped, titleOf, VIEWS, viewNamed } from "./period";
import { WeekGrid } from "./WeekGrid";
import { beginOf, type Day, isDay, placeIn, plusDays } from "./zone";

const FILTERS = LESSONS.filters.filter(({ name }) => !["from", "to", "changed_since"].includes(name));
const KIND = { ...LESSONS, filters: FILTERS } as never as Parameters<typeof askedFilters>[0];
const OFFERED = ["connection", "group", "teacher", "course", "kind"] as const;

export function LessonsPage() {
  const { t } = useTranslation(["lessons", "common"]);
  const search = useSearch({ from: "/inside/lessons" });
  const navigate = useNavigate();
  const schoolZone = useSchoolZone();
  const zone = search.zone === "school" ? schoolZone : undefined;
  const format = useFormat(zone);
  const words = useWords(zone);
  const now = useNow();
  const isPhone = useIsPhone();
  const isNarrow = useIsNarrow();
  const view = viewNamed(search.view);
  const today = placeIn(zone, now).day;
  const day = isDay(search.day) ? search.day : today;
  const days = useMemo(() => daysOf(view, day), [view, day]);
  const filters = useMemo(() => askedFilters(KIND, { ...search, q: undefined, sort: undefined }), [search]);
  const query = useQuery({ ...lessonsQuery(filters, days, zone), placeholderData: keepPreviousData });

  const change = useCallback(
    (changes: Filters, replace = true) =>
      void navigate({
        to: "/lessons",
        search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value)),
        replace,
      }),
    [navigate],
  );
  const goTo = (to: Day) => change({ day: to === today ? undefined : to });
  useKeys([
    ["[", () => goTo(stepped(view, day, -1))],
    ["]", () => goTo(stepped(view, day, 1))],
    ["BracketLeft", () => goTo(stepped(view, day, -1))],
    ["BracketRight", () => goTo(stepped(view, day, 1))],
  ]);

  const from = useRef<HTMLElement | null>(null);
  function open(event: MouseEvent<HTMLElement>, lesson: Lesson) {
    if (isNarrow || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    from.current = event.currentTarget;
    change({ open: search.open === lesson.id ? undefined : lesson.id }, false);
  }
  const close = useCallback(() => {
    change({ open: undefined });
    from.current?.focus();
  }, [change]);

  const csvFilters = useMemo(
    () => ({
      ...filters,
      from: beginOf(days[0] ?? day, zone).toISOString(),
      to: beginOf(plusDays(days.at(-1) ?? day, 1), zone).toISOString(),
    }),
    [filters, days, day, zone],
  );
  // A link that was sent from a wide screen.
  if (search.open && isNarrow)
    return <Navigate to="/data/$kind/$id" params={{ kind: "lessons", id: search.open }} search={{}} replace />;
  const csvColumns = chosenColumns(KIND, null) as unknown as readonly Column<AnyRecord>[];
  const title = titleOf(view, days, day, format.locale);
  const body = (data: LessonsOfPeriod) => {
    const shown = byDays(days, data.lessons, zone);
    const isEmpty = data.lessons.length === 0;
    const look = { days: shown, today, now, zone, isPhone, open, chosen: search.open };
    const openDay = (to: Day) => change({ view: "day", day: to }, false);
    return (
      <>
        {/* An empty calendar says it in its middle. */}
        <PartlyUnknown first={{ ...data, items: data.lessons }} isFiltered={false} />
        {data.isCut && <p className={classes.note}>{t("lessons:cut", { n: format.number(data.lessons.length) })}</p>}
        {isEmpty && (isPhone || view === "agenda") ? (
          <NoLessons data={data} isFiltered={Object.keys(filters).length > 0} />
        ) : view === "month" && !isPhone ? (
          <MonthGrid {...look} month={day.slice(0, 7)} openDay={openDay} />
        ) : view === "agenda" || isPhone ? (
          <Agenda {...look} />
        ) : (
          <>
            {isEmpty && (
              <p className={classes.note} role="status">
                <EmptyText data={data} isFiltered={Object.keys(filters).length > 0} />
              </p>
            )}
            <WeekGrid {...look} most={view === "day" ? 8 : 3} openDay={openDay} />
          </>
        )}
      </>
    );
  };
  return (
    <div className={search.open && !isNarrow ? classes.withDetail : classes.page}>
      <section className={classes.calendar}>
        <div className={classes.tools}>
          <div className={classes.head}>
            <h1>{title}</h1>
            <div className={classes.steps}>
              <ActionIcon
                variant="default"
                onClick={() => goTo(stepped(view, day, -1))}
                aria-label={t("lessons:previous")}
              >
                <ChevronLeft size={18} strokeWidth={1.7} aria-hidden="true" />
              </ActionIcon>
              <Button onClick={() => goTo(today)}>{t("lessons:today")}</Button>
              <ActionIcon variant="default" onClick={() => goTo(stepped(view, day, 1))} aria-label={t("lessons:next")}>
                <ChevronRight size={18} strokeWidth={1.7} aria-hidden="true" />
              </ActionIcon>
            </div>
            <div className={classes.views}>
              <SegmentedControl
                value={view}
                onChange={(next) => change({ view: next === "week" ? undefined : next }, false)}
                data={VIEWS.map((value) => ({ value, label: t(`lessons:${value}`) }))}
                aria-label={t("lessons:view")}
                fullWidth={isPhone}
                transitionDuration={0}
              />
            </div>
            <div className={`wide ${classes.steps} ${classes.extra}`}>
              <Button
                size="xs"
                component={Link}
                to="/data/lessons"
                search={filters as never}
                leftSection={<Table2 size={14} strokeWidth={1.7} aria-hidden="true" />}
              >
                {t("lessons:asTable")}
              </Button>
              <CsvButton list="lessons" filters={csvFilters} columns={csvColumns} words={words} total={null} />
            </div>
          </div>
          <div className={classes.filters}>
            <FilterBar filters={FILTERS} offered={OFFERED} search={search} change={change} />
            <Legend
              zone={zone}
              schoolZone={schoolZone}
              isSchool={search.zone === "school"}
              choose={(isSchool) => change({ zone: isSchool ? "school" : undefined })}
            />
          </div>
        </div>
        <div className={query.isPlaceholderData ? `${classes.body} ${classes.before}` : classes.body}>
          <Answered query={query} waiting={<Waiting height={56} lines={10} />}>
            {body}
          </Answered>
        </div>
      </section>
      {search.open && !isNarrow && (
        <aside className={classes.detail} aria-label={t("lessons:detail")}>
          <Detail key={search.open} list="lessons" id={search.open} close={close} />
        </aside>
      )}
    </div>
  );
}

/** Nothing there, not read yet and not provided are three different things. */
function EmptyText({ data, isFiltered }: { data: LessonsOfPeriod; isFiltered: boolean }) {
  const { t } = useTranslation(["lessons", "common", "data"]);
  const words = useWords();
  const names = data.not_provided.map(({ connection }) => words.connection(connection));
  if (data.not_yet_read.length > 0) return t("common:empty.notYetRead");
  if (names.length > 1) return t("data:table.nobodyProvides");
  if (names[0]) return `${t("common:empty.notProvided", { system: names[0] })}. ${t("common:empty.notProvidedText")}`;
  return t(isFiltered ? "lessons:emptyFiltered" : "lessons:empty");
}

function NoLessons({ data, isFiltered }: { data: LessonsOfPeriod; isFiltered: boolean }) {
  const { t } = useTranslation(["lessons", "common", "data"]);
  const words = useWords();
  if (data.not_yet_read.length > 0)
    return (
      <Empty reason="notYetRead" title={t("common:empty.notYetRead")}>
        {t("common:empty.notYetReadText")}
      </Empty>
    );
  if (data.not_provided.length > 0)
    return (
      <Empty
        reason="notProvided"
        title={
          data.not_provided.length > 1
            ? t("data:table.nobodyProvides")
            : t("common:empty.notProvided", { system: words.connection(data.not_provided[0]?.connection ?? "") })
        }
      >
        {t("common:empty.notProvidedText")}
      </Empty>
    );
  return <Empty title={t(isFiltered ? "lessons:emptyFiltered" : "lessons:empty")} />;
}
