import { useTranslation } from "react-i18next";
import { isOver, type Run } from "@/api/runs";
import { Empty } from "@/components/Answer";
import { Mark, type MarkName, markOfRun } from "@/components/Mark";
import { Panel } from "@/components/Panel";
import { useFormat } from "@/format";
import { type Line, useLines } from "./lines";
import { usePhase } from "./phases";
import classes from "./RunPage.module.css";

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function useText(connection: string) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const phase = usePhase();
  return ({ event, data }: Line): string => {
    switch (event) {
      case "run_queued":
        return t(`course.queued.${data.asked_by as "person"}`);
      case "run_started":
        return data.continues === null
          ? t("course.started")
          : t("course.continues", { n: format.number(data.continues) });
      case "run_phase":
        return capital(phase(data.phase));
      case "run_throttled":
        return data.asked_to_wait_seconds === null
          ? t("course.throttled", { connection })
          : t("course.throttledFor", { connection, length: format.duration(data.asked_to_wait_seconds * 1000) });
      case "run_ended":
        return t("course.ended", { outcome: t(`common:run.${data.state}`) });
    }
  };
}

function markOf({ event, data }: Line, isLast: boolean, over: boolean): MarkName {
  if (event === "run_throttled") return "paused";
  if (event === "run_ended") return markOfRun(data.state);
  return isLast && !over ? "running" : event === "run_queued" ? "unchanged" : "ok";
}

/** How it went, a line for each step. */
export function Course({ run, connection }: { run: Run; connection: string }) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const { lines, lost } = useLines(run);
  const text = useText(connection);
  const over = isOver(run);
  return (
    <Panel padded>
      {lost && (
        <p className={classes.lost} role="status">
          {t("common:live.lost")}
        </p>
      )}
      {lines.length === 0 && <Empty title={t("course.none")} />}
      <ol role="log" aria-label={t("tabs.course")} className={classes.course}>
        {lines.map((line, place) => (
          <li key={line.data.id}>
            <time dateTime={line.data.at} title={format.exactly(line.data.at)}>
              {format.exactTime(line.data.at)}
            </time>
            <Mark name={markOf(line, place === lines.length - 1, over)} />
            <span>{text(line)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
