import { useEffect, useState } from "react";
import type { Run } from "@/api/runs";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Line =
  | { event: "run_queued"; data: Schemas["RunQueued"] }
  | { event: "run_started"; data: Schemas["RunStarted"] }
  | { event: "run_phase"; data: Schemas["RunPhase"] }
  | { event: "run_throttled"; data: Schemas["RunThrottled"] }
  | { event: "run_ended"; data: Schemas["RunEnded"] };
const NAMES: readonly Line["event"][] = ["run_queued", "run_started", "run_phase", "run_throttled", "run_ended"];

/** Every event of a run from its beginning; the stream ends with it. */
export function useLines(run: Run): { lines: Line[]; lost: boolean } {
  const [lines, setLines] = useState<Line[]>([]);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const seen = new Map<number, Line>();
    const source = new EventSource(`/api/v1/crm/runs/${run.id}/events`);
    source.onopen = () => setLost(false);
    source.onerror = () => setLost(source.readyState === EventSource.CONNECTING);
    for (const event of NAMES) {
      source.addEventListener(event, ({ data }: MessageEvent<string>) => {
        const line = { event, data: JSON.parse(data) } as Line;
        seen.set(line.data.id, line);
        setLines([...seen.values()]);
        if (event === "run_ended") source.close();
      });
    }
    return () => source.close();
  }, [run.id]);
  return { lines, lost };
}
