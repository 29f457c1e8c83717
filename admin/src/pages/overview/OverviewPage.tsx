import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { startRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import { type Status, statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Mark, type MarkName, type Tone } from "@/components/Mark";
import { Page, Panel } from "@/components/Panel";
import { useIsPhone } from "@/components/screen";
import { useAct } from "@/components/useAct";
import { useFormat, useNow } from "@/format";
import { AttentionList } from "./AttentionList";
import { ConnectionCard } from "./ConnectionCard";
import classes from "./OverviewPage.module.css";
import { isRunning, type Verdict, type VerdictKind, verdictOf } from "./verdict";

const Week = lazy(() => import("./Week"));

const MARKS: Record<VerdictKind, readonly [MarkName, Tone]> = {
  unknown: ["none", "warn"],
  notConfigured: ["none", "quiet"],
  stopped: ["needed", "bad"],
  stale: ["needed", "warn"],
  needed: ["needed", "warn"],
  held: ["held", "warn"],
  firstReading: ["running", "accent"],
  paused: ["paused", "quiet"],
  upToDate: ["ok", "ok"],
};

interface SentenceProps {
  verdict: Verdict;
  status: Status;
  /** When the server said so. */
  saidAt: number;
}

function Sentence({ verdict, status, saidAt }: SentenceProps) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const now = useNow();
  const [mark, tone] = MARKS[verdict.kind];
  const names = format.list(verdict.names);
  const age = verdict.oldestAt ? format.agePlain(now - Date.parse(verdict.oldestAt)) : null;
  const lastWhole = status.connections.flatMap(({ name, last_complete_at: at }) =>
    at === null ? [] : [t("lead.lastWhole", { name, time: format.at(at, now) })],
  );
  const title =
    verdict.kind === "held"
      ? t("title.held", { count: verdict.held })
      : verdict.kind === "stale" && verdict.held > 0
        ? t("title.staleAndHeld", { names, held: t("title.andHeld", { count: verdict.held }) })
        : t(`title.${verdict.kind}`, { names });
  const lead =
    verdict.kind === "unknown"
      ? t("lead.unknown", { time: format.exactTime(saidAt) })
      : verdict.kind === "upToDate"
        ? age && t("lead.upToDate", { age })
        : verdict.kind === "firstReading"
          ? t("lead.firstReading")
          : lastWhole.length > 0
            ? t("lead.nothingLost", { connections: format.list(lastWhole) })
            : t("lead.nothingReadYet");
  return (
    <div className={classes.verdict} role="status">
      <Mark name={mark} tone={tone} size={26} className={classes.mark} />
      <div>
        <h1>{title}</h1>
        {lead && <p className="t2">{lead}</p>}
      </div>
    </div>
  );
}

function Synchronise({ status }: { status: Status }) {
  const { t } = useTranslation("overview");
  const { act, busy } = useAct();
  if (status.connections.every(isRunning)) return null;
  return (
    <Button
      leftSection={<RefreshCw size={16} aria-hidden="true" />}
      loading={busy}
      onClick={() => act(() => startRuns(), t("started"))}
    >
      {t("synchronise")}
    </Button>
  );
}

function NothingConnected() {
  const { t } = useTranslation("overview");
  const mayConnect = useMay("administer");
  const navigate = useNavigate();
  useEffect(() => {
    if (mayConnect) void navigate({ to: "/connections/new", replace: true });
  }, [mayConnect, navigate]);
  return <Empty title={t("title.notConfigured")}>{t("askAdministrator")}</Empty>;
}

export function OverviewPage() {
  const isPhone = useIsPhone();
  const query = useQuery(statusQuery());
  const mayAdminister = useMay("administer");
  const { t } = useTranslation("overview");
  return (
    <Page>
      <Answered query={query} waiting={<Waiting height={34} lines={16} />}>
        {(status) => {
          const verdict = verdictOf(status, query.error === null);
          if (verdict.kind === "notConfigured") return <NothingConnected />;
          return (
            <>
              <div className={classes.head}>
                <Sentence verdict={verdict} status={status} saidAt={query.dataUpdatedAt} />
                {mayAdminister && verdict.kind === "upToDate" && <Synchronise status={status} />}
              </div>
              <AttentionList status={status} />
              <div className={status.connections.length > 1 ? "two" : undefined}>
                {status.connections.map((connection) => (
                  <ConnectionCard key={connection.connection} connection={connection} />
                ))}
              </div>
              {!isPhone && (
                <Suspense
                  fallback={
                    <Panel className={classes.week} title={t("week.title")}>
                      <Waiting height={240} />
                    </Panel>
                  }
                >
                  <Week />
                </Suspense>
              )}
              <p className={`${classes.more} small`}>
                <Link to="/runs">{t("allRuns")}</Link>
              </p>
            </>
          );
        }}
      </Answered>
    </Page>
  );
}
