import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { ExternalLink, Maximize2, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { type AnyRecord, type ListName, type Records, recordQuery, type User } from "@/api/records";
import { useFormat } from "@/format";
import { Empty, Failed, Waiting } from "../Answer";
import { useWords } from "../DataTable/words";
import { KINDS } from "../kinds";
import { Mark } from "../Mark";
import { Moment } from "../Moment";
import { Callout } from "../Panel";
import { CourseSections } from "./CourseSections";
import classes from "./Detail.module.css";
import { RecordFacts } from "./Facts";
import { MembersSection, SubmissionsSection } from "./OtherSections";
import { PersonSections } from "./PersonSections";
import { Times } from "./Times";

interface DetailProps {
  list: ListName;
  id: string;
  /** Beside a table it can be closed, and opened as a page. */
  close?: () => void;
}

const PEOPLE = new Set<ListName>(["students", "teachers", "users"]);

/** One record: what it is, what belongs to it, and what happened to it. */
export function Detail({ list, id, close }: DetailProps) {
  const { t } = useTranslation(["data", "common"]);
  // A person who has left is in no list of students or teachers any more, and still has a page.
  const query = useQuery(recordQuery(PEOPLE.has(list) ? "users" : list, id));
  const aside = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!close) return;
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[data-expanded=true]")) close();
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [close]);
  const row = query.data as AnyRecord | undefined;
  if (!row) {
    const isMissing = query.error && asProblem(query.error).status === 404;
    return (
      <div ref={aside}>
        {close && (
          <div className={classes.buttons}>
            <Close close={close} />
          </div>
        )}
        {isMissing ? (
          <Empty title={t("common:notFound.title")}>{t("common:notFound.text")}</Empty>
        ) : query.error && !query.isFetching ? (
          <Failed error={query.error} again={() => query.refetch()} title={t("common:failed.page")} />
        ) : (
          <Waiting height={28} lines={14} />
        )}
      </div>
    );
  }
  return (
    <div ref={aside} className={close ? undefined : classes.wide}>
      <DetailHead list={list} row={row} close={close} />
      {row.removed_at && (
        <div className={classes.callout}>
          <Callout tone="warn" icon={<Mark name="none" />}>
            <b>
              {t("data:table.removed")} <Moment at={row.removed_at} />
            </b>
            <br />
            {t("data:detail.removedText")}
          </Callout>
        </div>
      )}
      {!close && <h2 className="sr">{t("data:detail.data")}</h2>}
      <RecordFacts list={list} row={row} />
      <div className={classes.sections}>
        <Sections list={list} row={row} isPage={!close} />
      </div>
    </div>
  );
}

function Sections({ list, row, isPage }: { list: ListName; row: AnyRecord; isPage: boolean }) {
  if (PEOPLE.has(list)) return <PersonSections person={row as User} isPage={isPage} />;
  return (
    <>
      {list === "courses" && <CourseSections course={row as Records["courses"]} isPage={isPage} />}
      {list === "groups" && <MembersSection group={row as Records["groups"]} />}
      {list === "items" && <SubmissionsSection item={row as Records["items"]} />}
      <Times row={row} />
    </>
  );
}

function Close({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon onClick={close} aria-label={t("do.close")}>
      <X size={16} strokeWidth={1.7} aria-hidden="true" />
    </ActionIcon>
  );
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0] ?? "")
    .join("")
    .toUpperCase();
}

function DetailHead({ list, row, close }: { list: ListName; row: AnyRecord; close?: () => void }) {
  const { t } = useTranslation("data");
  const name = KINDS[list].name(row as never) || t("nameless");
  const Title = close ? "h2" : "h1";
  return (
    <div className={classes.head}>
      {PEOPLE.has(list) && (
        <span className={classes.initials} aria-hidden="true">
          {initials(name)}
        </span>
      )}
      <div className="grow">
        <Title className={clsx(classes.title, row.removed_at && classes.removed)}>{name}</Title>
        <p className={classes.lead}>
          <Lead list={list} row={row} />
        </p>
      </div>
      <div className={classes.buttons}>
        <InLms row={row} />
        {close && (
          <>
            <ActionIcon
              component={Link}
              to="/data/$kind/$id"
              params={{ kind: list, id: row.id } as never}
              aria-label={t("table.openPage")}
              title={t("table.openPage")}
            >
              <Maximize2 size={15} strokeWidth={1.7} aria-hidden="true" />
            </ActionIcon>
            <Close close={close} />
          </>
        )}
      </div>
    </div>
  );
}

function InLms({ row }: { row: AnyRecord & { url?: string | null } }) {
  const { t } = useTranslation("data");
  const words = useWords();
  // The LMS says it, so it may say anything.
  if (!row.url || !/^https?:\/\//i.test(row.url)) return null;
  const label = t("detail.openInLms", { system: words.connection(row.connection) });
  return (
    <ActionIcon component="a" href={row.url} target="_blank" rel="noreferrer" aria-label={label} title={label}>
      <ExternalLink size={16} strokeWidth={1.7} aria-hidden="true" />
    </ActionIcon>
  );
}

/** What kind of record it is, in a line under its name. */
function Lead({ list, row }: { list: ListName; row: AnyRecord }): ReactNode {
  const { t } = useTranslation("data");
  const format = useFormat();
  const words = useWords();
  if (PEOPLE.has(list)) {
    const { student_courses: learns = 0, teacher_courses: teaches = 0 } = row as User;
    const roles = [
      learns > 0 && t("detail.studentOf", { count: learns, n: format.number(learns) }),
      teaches > 0 && t("detail.teacherOf", { count: teaches, n: format.number(teaches) }),
    ].filter(Boolean);
    return roles.length > 0 ? roles.join(" · ") : t("detail.noRole");
  }
  return `${t(`one.${list}`)}, ${words.connection(row.connection)}`;
}
