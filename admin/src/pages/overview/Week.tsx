import "@mantine/charts/styles.layer.css";
import { BarChart, LineChart } from "@mantine/charts";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { slotsQuery } from "@/api/status";
import { Answered, Waiting } from "@/components/Answer";
import { markOfRun, State } from "@/components/Mark";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useFormat } from "@/format";
import { type Hour, hoursOf } from "./hours";
import classes from "./Week.module.css";

const WEEK_HOURS = 168;
const HEIGHT = 240;
const SYNC = "week";

function Tip({ hour }: { hour: Hour | undefined }) {
  const { t } = useTranslation(["overview", "common"]);
  const format = useFormat();
  if (!hour) return null;
  return (
    <div className={classes.tip}>
      <b>
        {format.weekday(hour.at)}, {format.clock(hour.at)}
      </b>
      <span>{hour.outcome ? t(`common:run.${hour.outcome}`) : t("week.noRuns")}</span>
      {hour.seconds !== null && <span>{format.duration(hour.seconds * 1000)}</span>}
      <span>{t("week.changesIn", { count: hour.changes, n: format.number(hour.changes) })}</span>
    </div>
  );
}

function Lanes({ hours }: { hours: Hour[] }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const days = useMemo(
    () => hours.filter((hour) => new Date(hour.at).getHours() === 0).map((hour) => hour.at),
    [hours],
  );
  const longest = Math.max(0, ...hours.map((hour) => hour.seconds ?? 0));
  const most = Math.max(0, ...hours.map((hour) => hour.changes));
  const shared = {
    data: hours,
    dataKey: "at",
    withYAxis: false,
    gridAxis: "none" as const,
    tickLine: "none" as const,
    tooltipAnimationDuration: 0,
    tooltipProps: {
      content: ({ payload }: { payload?: readonly { payload?: Hour }[] }) => <Tip hour={payload?.[0]?.payload} />,
    },
  };
  const chart = { syncId: SYNC, margin: { left: 0, right: 0, top: 2, bottom: 0 } };
  return (
    <div className={classes.lanes} role="img" aria-label={t("week.label")}>
      <div className={classes.lane}>
        <span>{t("week.outcome")}</span>
        <BarChart
          {...shared}
          h={26}
          type="stacked"
          withXAxis={false}
          series={[
            { name: "whole", color: "var(--ok-pale)" },
            { name: "part", color: "var(--warn-fill)" },
            { name: "failed", color: "var(--bad)" },
          ]}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ ...chart, barCategoryGap: 1 }}
        />
      </div>
      <div className={classes.lane}>
        <span>
          {t("week.duration")}
          <small>{longest > 0 && t("week.upTo", { value: format.duration(longest * 1000) })}</small>
        </span>
        <LineChart
          {...shared}
          h={64}
          withXAxis={false}
          withDots={false}
          strokeWidth={1.4}
          curveType="linear"
          connectNulls={false}
          series={[{ name: "seconds", color: "var(--text-3)" }]}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={chart}
        />
      </div>
      <div className={classes.lane}>
        <span>
          {t("week.changes")}
          <small>{most > 0 && t("week.upTo", { value: format.number(most) })}</small>
        </span>
        <BarChart
          {...shared}
          h={96}
          series={[{ name: "changes", color: "var(--accent)" }]}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ ...chart, barCategoryGap: 1 }}
          xAxisProps={{ ticks: days, tickFormatter: (at: string) => format.weekday(at), interval: 0 }}
        />
      </div>
    </div>
  );
}

function Rows({ hours }: { hours: Hour[] }) {
  const { t } = useTranslation(["overview", "common"]);
  const format = useFormat();
  const rows = hours.filter((hour) => hour.runs > 0).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
    <section className={classes.table} tabIndex={0} aria-label={t("week.title")}>
      <SimpleTable
        columns={[t("week.hour"), t("week.outcome"), t("week.runs"), t("week.duration"), t("week.changes")]}
        numeric={[2, 3, 4]}
      >
        {rows.map((hour) => (
          <tr key={hour.at}>
            <td>
              {format.weekday(hour.at)}, {format.clock(hour.at)}
            </td>
            <td>
              <State name={markOfRun(hour.outcome ?? "")} quiet>
                {hour.outcome && t(`common:run.${hour.outcome}`)}
              </State>
            </td>
            <td className="num">{format.number(hour.runs)}</td>
            <td className="num">{hour.seconds === null ? "" : format.duration(hour.seconds * 1000)}</td>
            <td className="num">
              <span className={hour.changes === 0 ? "zero" : undefined}>{format.number(hour.changes)}</span>
            </td>
          </tr>
        ))}
      </SimpleTable>
    </section>
  );
}

/** The last seven days by the hour: how runs came out, how long they took, how much they changed. */
export default function Week() {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const query = useQuery(slotsQuery(WEEK_HOURS));
  const [view, setView] = useState("chart");
  const hours = useMemo(() => hoursOf(query.data?.slots ?? []), [query.data]);
  const runs = hours.reduce((sum, hour) => sum + hour.runs, 0);
  return (
    <Panel
      className={classes.week}
      title={
        <>
          {t("week.title")}{" "}
          <span className={classes.total}>{query.data && t("day.runs", { count: runs, n: format.number(runs) })}</span>
        </>
      }
      aside={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          data={[
            { value: "chart", label: t("week.chart") },
            { value: "table", label: t("week.table") },
          ]}
        />
      }
    >
      <div style={{ height: HEIGHT }}>
        <Answered query={query} waiting={<Waiting height={HEIGHT} />}>
          {() => (view === "chart" ? <Lanes hours={hours} /> : <Rows hours={hours} />)}
        </Answered>
      </div>
    </Panel>
  );
}
