import { Button, Tabs } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cancelRun, isOver, type Run, runQuery, runsQuery } from "@/api/runs";
import { useMay } from "@/api/session";
import { statusQuery } from "@/api/status";
import { Answered, Waiting } from "@/components/Answer";
import { Mark, markOfRun } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Page, PageHead, Panel } from "@/components/Panel";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import { Course } from "./Course";
import { Phases } from "./Phases";
import { Receipt } from "./Receipt";
import { RunChanges } from "./RunChanges";
import classes from "./RunPage.module.css";
import { useSentence } from "./sentence";
import { changesOf, sumsOf } from "./sums";
import { useProgress } from "./useProgress";

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const format = useFormat();
  const sums = sumsOf(run);
  const facts: (readonly [string, React.ReactNode])[] = [
    [t("facts.begun"), <Moment key="begun" at={run.started_at ?? run.queued_at} />],
    [t("facts.duration"), run.duration_ms === null ? null : format.duration(run.duration_ms)],
    [t("facts.requests"), run.done_requests === null ? null : format.number(run.done_requests)],
    [t("facts.received"), sums.bytes > 0 ? format.bytes(sums.bytes) : null],
    [
      t("facts.pauses"),
      sums.throttles > 0
        ? t("facts.pausesValue", {
            n: format.number(sums.throttles),
            length: format.duration(sums.waited_seconds * 1000),
          })
        : null,
    ],
    [t("facts.asked"), t(`asked.${run.asked_by}`, { mode: t(`mode.${run.mode}`) })],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Neighbours({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const navigate = useNavigate();
  const { data } = useInfiniteQuery(runsQuery({ connection: run.connection, limit: 50 }));
  const ids = data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  const older = ids.find((id) => id < run.id);
  const newer = ids.filter((id) => id > run.id).at(-1);
  const button = (id: number | undefined, label: string, Icon: typeof ChevronLeft) => (
    <Button
      px={7}
      aria-label={label}
      title={label}
      disabled={id === undefined}
      onClick={() => navigate({ to: "/runs/$id", params: { id: String(id) } })}
    >
      <Icon size={16} aria-hidden="true" />
    </Button>
  );
  return (
    <>
      {button(older, t("older"), ChevronLeft)}
      {button(newer, t("newer"), ChevronRight)}
    </>
  );
}

function Stop({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const { act, busy } = useAct();
  if (run.cancel_asked_at) return <span className="t3">{t("stopping")}</span>;
  return (
    <Button
      leftSection={<Square size={14} aria-hidden="true" />}
      loading={busy}
      onClick={() => act(() => cancelRun(run.id))}
    >
      {t("stop")}
    </Button>
  );
}

const TABS = ["receipt", "changes", "course"] as const;

function RunView({ run }: { run: Run }) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayAdminister = useMay("administer");
  const { data: status } = useQuery(statusQuery());
  const connection = status?.connections.find((each) => each.connection === run.connection);
  const name = connection?.name ?? run.connection;
  const progress = useProgress(run);
  const sentence = useSentence(run, name, progress);
  const over = isOver(run);
  const tab = TABS.find((each) => each === search.tab) ?? "receipt";
  const changes = changesOf(run);
  return (
    <Page>
      <PageHead
        crumbs={
          <>
            <Link to="/runs">{t("common:nav.runs")}</Link>
            <ChevronRight size={14} aria-hidden="true" />
            <Link to="/runs" search={{ connection: run.connection }}>
              {name}
            </Link>
            <ChevronRight size={14} aria-hidden="true" />
            <span>{t("number", { n: format.number(run.id) })}</span>
          </>
        }
        mark={<Mark name={markOfRun(run.state)} size={24} />}
        title={sentence.title}
        lead={<span aria-live="polite">{sentence.lead}</span>}
        actions={
          <>
            {!over && mayAdminister && <Stop run={run} />}
            <Neighbours run={run} />
          </>
        }
      />
      {!over && <Phases run={run} progress={progress} />}
      <Facts run={run} />
      <Tabs
        value={tab}
        onChange={(next) =>
          navigate({
            to: "/runs/$id",
            params: { id: String(run.id) },
            search: next === "receipt" ? {} : { tab: next ?? "receipt" },
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="receipt">{t(over ? "tabs.receipt" : "tabs.soFar")}</Tabs.Tab>
          <Tabs.Tab value="changes">
            {t("tabs.changes")} <span className="t3">{format.number(changes)}</span>
          </Tabs.Tab>
          <Tabs.Tab value="course">{t("tabs.course")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="receipt">
          <Receipt run={run} connection={name} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <RunChanges run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="course">
          <Course run={run} connection={name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** One run: what happened, what was read and what not, what changed; live while it goes on. */
export function RunPage() {
  const { id } = useParams({ from: "/inside/runs/$id" });
  const query = useQuery(runQuery(Number(id)));
  return (
    <Answered
      query={query}
      waiting={
        <Page>
          <Waiting height={34} lines={6} />
          <Panel>
            <Waiting height={34} lines={10} />
          </Panel>
        </Page>
      }
    >
      {(run) => <RunView key={run.id} run={run} />}
    </Answered>
  );
}
