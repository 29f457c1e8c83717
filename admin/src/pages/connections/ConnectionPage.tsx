import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronRight, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Connection, connectionsQuery, systemsQuery } from "@/api/connections";
import { startRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import { type ConnectionStatus, statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Mark, markOfConnection, State } from "@/components/Mark";
import { Callout, Page, PageHead } from "@/components/Panel";
import { useAct } from "@/components/useAct";
import { language } from "@/language";
import classes from "./ConnectionPage.module.css";
import { Editing } from "./Editing";

function Head({ connection, status }: { connection: Connection; status?: ConnectionStatus }) {
  const { t } = useTranslation(["connections", "common"]);
  const { act, busy } = useAct();
  const state = connection.state === "unverified" ? "unverified" : (status?.status ?? connection.state);
  const running = status?.status === "syncing";
  const lastRun = status?.last_run;
  return (
    <PageHead
      crumbs={
        <>
          <Link to="/connections">{t("list.title")}</Link>
          <ChevronRight size={14} aria-hidden="true" />
          <span>{connection.name}</span>
        </>
      }
      title={connection.name}
      lead={
        <span className={classes.lead}>
          <State name={markOfConnection(state)}>{t(`common:state.${state}`)}</State>
          {lastRun && (
            <Link to="/runs/$id" params={{ id: String(lastRun.id) }}>
              {t(running ? "edit.runNow" : "edit.lastRun")}
            </Link>
          )}
        </span>
      }
      actions={
        !running && (
          <Button
            leftSection={<RefreshCw size={16} strokeWidth={1.7} aria-hidden="true" />}
            loading={busy}
            onClick={() => act(() => startRuns(connection.connection), t("sync.started"))}
          >
            {t("sync.now")}
          </Button>
        )
      }
    />
  );
}

/** What needs a person, in the words of the server. */
function Troubles({ status }: { status?: ConnectionStatus }) {
  const rows = status?.attention.filter(({ severity }) => severity === "stopped" || severity === "needed") ?? [];
  return rows.map((row) => (
    <div key={`${row.cause} ${row.kind}`} className={classes.trouble}>
      <Callout
        tone={row.severity === "stopped" ? "bad" : "warn"}
        icon={<Mark name={row.severity === "stopped" ? "failed" : "needed"} />}
      >
        {row.text}
      </Callout>
    </div>
  ));
}

/** One connection: what it is, when it reads, whether it may, and its end. */
export function ConnectionPage() {
  const { t } = useTranslation("connections");
  const { slug } = useParams({ strict: false });
  const may = useMay("administer");
  const connections = useQuery({ ...connectionsQuery(), enabled: may });
  const systems = useQuery({ ...systemsQuery(language()), enabled: may });
  const status = useQuery(statusQuery());
  if (!may)
    return (
      <Empty isPage title={t("notYours.title")}>
        {t("notYours.text")}
      </Empty>
    );
  return (
    <Page>
      <Answered query={connections} waiting={<Waiting height={48} lines={8} />}>
        {(rows) => {
          const connection = rows.find((row) => row.connection === slug);
          const state = status.data?.connections.find((row) => row.connection === slug);
          if (!connection)
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
            <>
              <Head connection={connection} status={state} />
              <Troubles status={state} />
              <Answered query={systems} waiting={<Waiting height={48} lines={8} />}>
                {(known) => (
                  <Editing
                    key={connection.connection}
                    connection={connection}
                    status={state}
                    system={known.find(({ crm_type }) => crm_type === connection.crm_type)}
                  />
                )}
              </Answered>
            </>
          );
        }}
      </Answered>
    </Page>
  );
}
