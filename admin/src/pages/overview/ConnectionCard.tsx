import { ActionIcon, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { queries } from "@/api/query";
import { startRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import { type ConnectionStatus, slotsQuery, staleAfterMs } from "@/api/status";
import { Failed, Waiting } from "@/components/Answer";
import { Mark, markOfConnection, State } from "@/components/Mark";
import { Age, Moment } from "@/components/Moment";
import { Panel } from "@/components/Panel";
import { Pulse, type Slot } from "@/components/Pulse";
import { useAct } from "@/components/useAct";
import { useFormat, useNow } from "@/format";
import { dayOf } from "./day";
import { KindRows } from "./KindRows";
import classes from "./OverviewPage.module.css";
import { RunningNow } from "./RunningNow";
import { isRunning } from "./verdict";

const DAY_HOURS = 24;

function useDaySentence() {
  const { t } = useTranslation(["overview", "common"]);
  const format = useFormat();
  return (slots: Slot[]) => {
    const day = dayOf(slots);
    const runs = t("day.runs", { count: day.runs, n: format.number(day.runs) });
    switch (day.kind) {
      case "none":
        return t("day.none");
      case "whole":
        return t("day.whole", { runs });
      case "since":
        return t("day.since", { runs, time: format.clock(day.at) });
      default:
        return t("day.some", { runs });
    }
  };
}

function Day({ connection }: { connection: ConnectionStatus }) {
  const { t } = useTranslation("overview");
  const { data, error, refetch } = useQuery(slotsQuery(DAY_HOURS, connection.connection));
  const sentence = useDaySentence();
  const format = useFormat();
  const now = useNow();
  if (!data && error) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Waiting height={50} />;
  const first = data.slots[0];
  return (
    <figure className={classes.day}>
      <Pulse slots={data.slots} label={`${t("day.label")}. ${sentence(data.slots)}`} />
      <figcaption>
        <span>{first && format.relative(first.at, now)}</span>
        <span className={classes.middle}>{sentence(data.slots)}</span>
        <span>{t("day.now")}</span>
      </figcaption>
    </figure>
  );
}

/** When a token ends; only who may change it is told. */
function useTokenEnd(connection: string): string | null | undefined {
  const may = useMay("administer");
  const { data } = useQuery({
    queryKey: ["connections", "tokens"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/crm/configure", { signal })),
    enabled: may,
  });
  return data?.connections.find((row) => row.connection === connection)?.token_expires_at;
}

const SOON_DAYS = 14;

function TokenEnd({ connection }: { connection: string }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const now = useNow();
  const end = useTokenEnd(connection);
  if (end === undefined) return null;
  const days = end === null ? null : Math.floor((Date.parse(end) - now) / 86_400_000);
  const soon = days !== null && days < SOON_DAYS;
  return (
    <div>
      <dt>{t("card.token")}</dt>
      <dd className={soon ? "warn" : undefined}>
        {end === null || days === null ? (
          t("card.tokenEndUnknown")
        ) : (
          <time dateTime={end} title={format.exactly(end)}>
            {soon && <Mark name="stale" size={14} />}{" "}
            {t(days < 0 ? "card.tokenOver" : "card.until", { date: format.date(end, now) })}
            {soon && days >= 0 && `, ${t("card.days", { count: days })}`}
          </time>
        )}
      </dd>
    </div>
  );
}

async function switchAuto(connection: string, on: boolean) {
  const params = { query: { connection } };
  await answer(on ? api.POST("/api/v1/crm/sync/start", { params }) : api.POST("/api/v1/crm/sync/stop", { params }));
  await queries.invalidateQueries({ queryKey: ["status"] });
}

function Actions({ connection }: { connection: ConnectionStatus }) {
  const { t } = useTranslation(["overview", "common"]);
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
        {!isRunning(connection) && (
          <Menu.Item onClick={() => act(() => startRuns(slug), t("started"))}>{t("synchronise")}</Menu.Item>
        )}
        <Menu.Item
          onClick={() =>
            act(() => switchAuto(slug, !connection.auto_sync), t(connection.auto_sync ? "autoOff" : "autoOn"))
          }
        >
          {t(connection.auto_sync ? "switchOff" : "switchOn")}
        </Menu.Item>
        <Menu.Item component={Link} to={`/connections/${slug}`}>
          {t("openConnection")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A connection at a glance: its state, its day, and how old which of its data are. */
export function ConnectionCard({ connection }: { connection: ConnectionStatus }) {
  const { t } = useTranslation(["overview", "common"]);
  const mayAdminister = useMay("administer");
  const last = connection.last_run;
  return (
    <Panel
      className={classes.card}
      title={
        mayAdminister ? (
          <Link to="/connections/$slug" params={{ slug: connection.connection }}>
            {connection.name}
          </Link>
        ) : (
          connection.name
        )
      }
      aside={
        <>
          <State name={markOfConnection(connection.status)}>{t(`common:state.${connection.status}`)}</State>
          {mayAdminister && <Actions connection={connection} />}
        </>
      }
    >
      <Day connection={connection} />
      <dl className={classes.facts}>
        <div>
          <dt>{t("card.readWhole")}</dt>
          <dd>{connection.last_complete_at ? <Moment at={connection.last_complete_at} /> : t("card.notYet")}</dd>
        </div>
        {isRunning(connection) && last ? (
          <RunningNow run={last} />
        ) : (
          <div>
            <dt>{t("card.next")}</dt>
            <dd>{connection.next_run_at ? <Moment at={connection.next_run_at} /> : t("card.noNext")}</dd>
          </div>
        )}
        {last && (
          <div>
            <dt>{t("card.last")}</dt>
            <dd>
              <Link to="/runs/$id" params={{ id: String(last.id) }}>
                {t(`common:run.${last.state}`)}
              </Link>
            </dd>
          </div>
        )}
        <TokenEnd connection={connection.connection} />
      </dl>
      <KindRows connection={connection} age={(at) => <Age at={at} targetMs={staleAfterMs(connection)} />} />
    </Panel>
  );
}
