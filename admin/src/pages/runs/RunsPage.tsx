import { Button, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Run, type RunState, runsQuery, startRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import { statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { DayInput } from "@/components/DayInput";
import { markOfRun, State } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { More } from "@/components/More";
import { Page, PageHead, Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useAct } from "@/components/useAct";
import { beginOfDay } from "@/days";
import { useFormat } from "@/format";
import classes from "./RunsPage.module.css";
import { changesOf } from "./sums";

const PAGE = 50;
const STATES: readonly RunState[] = [
  "complete",
  "partial",
  "needs_attention",
  "failed",
  "interrupted",
  "cancelled",
  "running",
  "queued",
];

function Row({ run, name }: { run: Run; name: string }) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const changes = changesOf(run);
  return (
    <tr>
      <td>
        <Link to="/runs/$id" params={{ id: String(run.id) }}>
          <Moment at={run.started_at ?? run.queued_at} />
        </Link>
      </td>
      <td>{name}</td>
      <td>
        <State name={markOfRun(run.state)} quiet>
          {t(`common:run.${run.state}`)}
        </State>
      </td>
      <td className="num wide">{run.duration_ms === null ? "" : format.duration(run.duration_ms)}</td>
      <td className="num wide">{run.done_requests === null ? "" : format.number(run.done_requests)}</td>
      <td className="num">
        <span className={changes === 0 ? "zero" : undefined}>{format.number(changes)}</span>
      </td>
      <td className="wide">{t(`askedBy.${run.asked_by}`)}</td>
    </tr>
  );
}

/** The history of runs, newest first. */
export function RunsPage() {
  const { t } = useTranslation(["runs", "common"]);
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const mayAdminister = useMay("administer");
  const { data: status } = useQuery(statusQuery());
  const state = STATES.find((each) => each === search.state);
  const days = { from: beginOfDay(search.from), to: beginOfDay(search.to, 1) };
  const query = useInfiniteQuery(runsQuery({ connection: search.connection, state, ...days, limit: PAGE }));
  const names = new Map(status?.connections.map(({ connection, name }) => [connection, name]));

  function filter(change: Record<string, string | null>) {
    const merged = { ...search, ...change };
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value));
    void navigate({ to: "/runs", search: kept as Record<string, string>, replace: true });
  }

  return (
    <Page>
      <PageHead
        title={t("common:nav.runs")}
        actions={
          mayAdminister && (
            <Button
              leftSection={<RefreshCw size={16} aria-hidden="true" />}
              loading={busy}
              onClick={() => act(() => startRuns(), t("started"))}
            >
              {t("synchronise")}
            </Button>
          )
        }
      />
      <div className={classes.filters}>
        <Select
          aria-label={t("connection")}
          placeholder={t("everyConnection")}
          clearable
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={search.connection ?? null}
          onChange={(connection) => filter({ connection })}
        />
        <Select
          aria-label={t("outcome")}
          placeholder={t("everyOutcome")}
          clearable
          data={STATES.map((value) => ({ value, label: t(`common:run.${value}`) }))}
          value={state ?? null}
          onChange={(value) => filter({ state: value })}
        />
        <DayInput
          aria-label={t("fromDay")}
          placeholder={t("fromDay")}
          value={search.from ?? ""}
          onChange={(from) => filter({ from })}
        />
        <DayInput
          aria-label={t("toDay")}
          placeholder={t("toDay")}
          value={search.to ?? ""}
          onChange={(to) => filter({ to })}
        />
      </div>
      <Panel className={classes.panel}>
        <Answered query={query} waiting={<Waiting height={34} lines={12} />}>
          {({ pages }) => {
            const runs = pages.flatMap(({ items }) => items);
            if (runs.length === 0)
              return (
                <Empty
                  title={t(search.connection || state || days.from || days.to ? "common:empty.noneFiltered" : "none")}
                />
              );
            return (
              <>
                <SimpleTable
                  caption={t("common:nav.runs")}
                  columns={[
                    t("begun"),
                    t("connection"),
                    t("outcome"),
                    t("duration"),
                    t("requests"),
                    t("changes"),
                    t("askedByTitle"),
                  ]}
                  numeric={[3, 4, 5]}
                  wide={[3, 4, 6]}
                >
                  {runs.map((run) => (
                    <Row key={run.id} run={run} name={names.get(run.connection) ?? run.connection} />
                  ))}
                </SimpleTable>
                <More query={query} />
              </>
            );
          }}
        </Answered>
      </Panel>
    </Page>
  );
}
