import clsx from "clsx";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/runs";
import { useLines } from "./lines";
import classes from "./Phases.module.css";
import { usePhase } from "./phases";
import type { Progress } from "./useProgress";

/** How far a run is: a bar of its requests, and the phases that it has begun. */
export function Phases({ run, progress }: { run: Run; progress: Progress }) {
  const { t } = useTranslation(["runs", "common"]);
  const phase = usePhase();
  const { lines, lost } = useLines(run);
  const begun = lines.flatMap((line) => (line.event === "run_phase" ? [line.data.phase] : []));
  const { done, planned } = progress;
  const share = planned && done !== null ? Math.min(1, done / planned) : null;
  return (
    <div className={classes.phases}>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={t("progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(100 * share)}
      >
        <span style={{ width: `${100 * (share ?? 0)}%` }} />
      </div>
      <ol>
        {begun.map((name, place) => (
          <li key={name} className={clsx(place === begun.length - 1 && classes.now)}>
            {phase(name)}
          </li>
        ))}
      </ol>
      {lost && (
        <p className={classes.lost} role="status">
          {t("common:live.lost")}
        </p>
      )}
    </div>
  );
}
