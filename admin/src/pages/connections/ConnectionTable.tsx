import { ActionIcon, Menu, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Connection, type System, switchAuto } from "@/api/connections";
import { startRuns } from "@/api/runs";
import { type ConnectionStatus, slotsQuery } from "@/api/status";
import { Waiting } from "@/components/Answer";
import { markOfConnection, State } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Pulse } from "@/components/Pulse";
import { SimpleTable } from "@/components/SimpleTable";
import { useAct } from "@/components/useAct";
import { DAY, useFormat, useNow } from "@/format";
import classes from "./ConnectionTable.module.css";

const DAY_HOURS = 24;
const SOON_DAYS = 14;

/** The last day, in quarters of an hour. */
function Day({ connection }: { connection: Connection }) {
  const { t } = useTranslation("connections");
  const { data } = useQuery(slotsQuery(DAY_HOURS, connection.connection));
  if (!data) return <Waiting height={30} />;
  const runs = data.slots.reduce((sum, slot) => sum + slot.runs, 0);
  return <Pulse slots={data.slots} label={t("list.day", { count: runs })} />;
}

function TokenEnd({ connection }: { connection: Connection }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const now = useNow();
  const end = connection.token_expires_at;
  if (!connection.token_set_at && end === null) return <span className="t3">{t("token.none")}</span>;
  if (end === null) return <span className="t2">{t("token.endUnknown")}</span>;
  const days = Math.floor((Date.parse(end) - now) / DAY);
  const over = Date.parse(end) <= now;
  return (
    <time dateTime={end} title={format.exactly(end)} className={over ? "bad" : days < SOON_DAYS ? "warn" : undefined}>
      {over
        ? t("token.over")
        : days < SOON_DAYS
          ? t("token.days", { count: days })
          : t("token.until", { date: format.date(end, now) })}
    </time>
  );
}

function Actions({ connection, running }: { connection: Connection; running: boolean }) {
  const { t } = useTranslation(["connections", "common"]);
  const { act } = useAct();
  const slug = connection.connection;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={28} aria-label={t("common:do.actionsOf", { name: connection.name })}>
          <Ellipsis size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!running && (
          <Menu.Item onClick={() => act(() => startRuns(slug), t("sync.started"))}>{t("sync.now")}</Menu.Item>
        )}
        <Menu.Item renderRoot={(props) => <Link to="/runs" search={{ connection: slug }} {...props} />}>
          {t("list.runs")}
        </Menu.Item>
        <Menu.Item component={Link} to={`/connections/${slug}`}>
          {t("list.edit")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface RowProps {
  connection: Connection;
  status?: ConnectionStatus;
  system?: System;
}

function Row({ connection, status, system }: RowProps) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const { act, busy } = useAct();
  const state = connection.state === "unverified" ? "unverified" : (status?.status ?? connection.state);
  const host = connection.base_url?.replace(/^https?:\/\//, "");
  const quiet = state === "ok" || state === "paused";
  return (
    <tr>
      <td>
        <b>
          <Link to="/connections/$slug" params={{ slug: connection.connection }}>
            {connection.name}
          </Link>
        </b>
        <small>{[system?.title ?? connection.crm_type, host].filter(Boolean).join(" · ")}</small>
      </td>
      <td>
        <State name={markOfConnection(state)} quiet={quiet}>
          {t(`common:state.${state}`)}
        </State>
      </td>
      <td className={classes.day}>
        <Day connection={connection} />
      </td>
      <td>
        <span className={classes.name}>{t("list.whole")} </span>
        {status?.last_complete_at ? (
          <Moment at={status.last_complete_at} />
        ) : (
          <span className="t3">{t("common:empty.notYetRead")}</span>
        )}
      </td>
      <td>
        <span className={classes.name}>{t("list.token")}: </span>
        <TokenEnd connection={connection} />
      </td>
      <td>
        <span className="row">
          <Switch
            checked={connection.auto_sync}
            disabled={busy}
            aria-label={t("auto.labelOf", { name: connection.name })}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              void act(() => switchAuto(connection.connection, on), t(on ? "auto.on" : "auto.off"));
            }}
          />
          <span className="t2">
            {connection.auto_sync ? format.duration(connection.sync_interval_seconds * 1_000) : t("auto.no")}
          </span>
        </span>
      </td>
      <td className="num">
        <Actions connection={connection} running={status?.status === "syncing"} />
      </td>
    </tr>
  );
}

interface TableProps {
  rows: Connection[];
  statuses: ConnectionStatus[];
  systems: System[];
}

export function ConnectionTable({ rows, statuses, systems }: TableProps) {
  const { t } = useTranslation(["connections", "common"]);
  const columns = [
    t("list.name"),
    t("list.state"),
    t("list.dayTitle"),
    t("list.whole"),
    t("list.token"),
    t("list.auto"),
    <span key="actions" className="sr">
      {t("common:do.actions")}
    </span>,
  ];
  return (
    <SimpleTable className={classes.table} columns={columns} caption={t("list.title")}>
      {rows.map((connection) => (
        <Row
          key={connection.connection}
          connection={connection}
          status={statuses.find((row) => row.connection === connection.connection)}
          system={systems.find((row) => row.crm_type === connection.crm_type)}
        />
      ))}
    </SimpleTable>
  );
}
