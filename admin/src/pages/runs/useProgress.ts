import { useCallback, useState } from "react";
import { useLive } from "@/api/live";
import type { Run } from "@/api/runs";
import type { components } from "@/api/schema";

export interface Progress {
  phase: string | null;
  done: number | null;
  planned: number | null;
  secondsLeft: number | null;
}

type Said = components["schemas"]["RunProgress"];

/** How far a run is: what the stream of events said last, or else what the run itself says. */
export function useProgress(run: Run): Progress {
  const [said, setSaid] = useState<Said | null>(null);
  useLive(
    "run_progress",
    useCallback((progress: Said) => progress.run === run.id && setSaid(progress), [run.id]),
  );
  const newer = said && said.done_requests >= (run.done_requests ?? 0);
  return newer
    ? { phase: said.phase, done: said.done_requests, planned: said.planned_requests, secondsLeft: said.seconds_left }
    : { phase: run.phase, done: run.done_requests, planned: run.planned_requests, secondsLeft: run.seconds_left };
}

const SHOWN_AFTER = 0.1;
const STEP_SECONDS = 10;

/** Seconds that are left, rounded; `null` while nothing honest can be said. */
export function secondsLeft({ done, planned, secondsLeft: seconds }: Progress): number | null {
  if (seconds === null || !planned || !done || done / planned < SHOWN_AFTER || done > planned) return null;
  return Math.max(STEP_SECONDS, Math.round(seconds / STEP_SECONDS) * STEP_SECONDS);
}
