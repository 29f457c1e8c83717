import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LiveEvents, useLive, useLiveState } from "@/api/live";
import { isOver, type Run, runQuery } from "@/api/runs";
import { statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Mark, markOfRun } from "@/components/Mark";
import { PageHead, Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useFormat } from "@/format";
import classes from "./Wizard.module.css";

type Progress = LiveEvents["run_progress"];
const LAND_MS = 1_200;

function useSentence(run: Run, progress: Progress | null) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  if (run.state === "queued") return t("reading.queued");
  const done = progress?.done_requests ?? run.done_requests ?? 0;
  const planned = progress?.planned_requests ?? run.planned_requests;
  const left = progress?.seconds_left ?? run.seconds_left;
  const requests =
    planned && planned >= done
      ? t("reading.requestsOf", { done: format.number(done), planned: format.number(planned) })
      : t("reading.requests", { count: done, n: format.number(done) });
  return left == null ? requests : t("reading.left", { requests, length: format.duration(left * 1_000) });
}

function Going({ run, progress }: { run: Run; progress: Progress | null }) {
  const { t } = useTranslation(["connections", "common"]);
  const live = useLiveState();
  const sentence = useSentence(run, progress);
  const done = progress?.done_requests ?? run.done_requests ?? 0;
  const planned = Math.max(progress?.planned_requests ?? run.planned_requests ?? 0, done, 1);
  const share = Math.round((100 * done) / planned);
  return (
    <Panel padded>
      <p role="status">{live === "lost" ? t("common:live.lost") : sentence}</p>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={t("reading.title")}
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${share}%` }} />
      </div>
    </Panel>
  );
}

function Read({ run }: { run: Run }) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const rows = Object.entries(run.counts).filter(([, counts]) => counts.accepted > 0);
  if (rows.length === 0) return null;
  return (
    <Panel>
      <SimpleTable columns={[t("reading.kind"), t("reading.read")]} numeric={[1]} caption={t("reading.table")}>
        {rows.map(([kind, counts]) => (
          <tr key={kind}>
            <td>{t(`common:kind.${kind}` as "common:kind.user")}</td>
            <td className="num">{format.number(counts.accepted)}</td>
          </tr>
        ))}
      </SimpleTable>
    </Panel>
  );
}

function Reading({ run, name }: { run: Run; name: string }) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const [progress, setProgress] = useState<Progress | null>(null);
  useLive(
    "run_progress",
    useCallback((said: Progress) => said.run === run.id && setProgress(said), [run.id]),
  );
  const over = isOver(run);
  const whole = run.state === "complete";
  useEffect(() => {
    if (!whole) return;
    const timer = setTimeout(
      () => void navigate({ to: "/data/$kind", params: { kind: "students" }, replace: true }),
      LAND_MS,
    );
    return () => clearTimeout(timer);
  }, [whole, navigate]);
  const records = Object.values(run.counts).reduce((sum, counts) => sum + counts.accepted, 0);
  const lead = whole
    ? t("reading.done", { count: records, n: format.number(records) })
    : over
      ? (run.error?.text ?? t(records > 0 ? "reading.partly" : "reading.nothing"))
      : t("reading.lead");
  return (
    <>
      <PageHead
        mark={over ? <Mark name={markOfRun(run.state)} size={20} /> : <Mark name="running" size={20} />}
        title={t(whole ? "reading.titleDone" : over ? "reading.titleOver" : "reading.title", { name })}
        lead={<span role="status">{lead}</span>}
      />
      <div className={classes.reading}>
        {!over && <Going run={run} progress={progress} />}
        <Read run={run} />
        <div className={classes.foot}>
          <Button component={Link} to="/data/students" variant={over ? "filled" : "default"}>
            {t("reading.toStudents")}
          </Button>
          <Button component={Link} to={`/runs/${run.id}`}>
            {t("reading.toRun")}
          </Button>
          {over && !whole && (
            <Button component={Link} to={`/connections/${run.connection}`}>
              {t("reading.toConnection")}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

/** The first run, live, until the data are there. */
export function ReadingStep({ connection, run }: { connection: string; run: number }) {
  const { t } = useTranslation("connections");
  const status = useQuery({ ...statusQuery(), staleTime: 0 });
  const found = status.data?.connections.find((row) => row.connection === connection);
  const query = useQuery({ ...runQuery(run || (found?.last_run?.id ?? 0)), enabled: run > 0 || !!found?.last_run });
  if (status.data && !status.isFetching && !found)
    return (
      <Empty
        title={t("edit.gone")}
        action={
          <Button component={Link} to="/connections">
            {t("edit.toList")}
          </Button>
        }
      />
    );
  return (
    <Answered query={query} waiting={<Waiting height={48} lines={4} />}>
      {(row) => <Reading run={row} name={found?.name ?? connection} />}
    </Answered>
  );
}
