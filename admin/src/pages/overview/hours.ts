import { type Slot, shapeOf } from "@/components/Pulse";

/** What an hour of the week came to: of the three outcomes one is 1, and its word says which. */
export interface Hour {
  at: string;
  whole: number;
  part: number;
  failed: number;
  outcome: Slot["outcome"];
  runs: number;
  /** The longest that a run took; `null` without a run. */
  seconds: number | null;
  changes: number;
}

const WORST = ["quiet", "running", "complete", "moved", "amber", "red"];
const HOUR_MS = 3_600_000;

/** Puts quarters of an hour together: the worst outcome, the sum of runs and changes. */
export function hoursOf(slots: Slot[]): Hour[] {
  const hours = new Map<number, { hour: Hour; worst: number }>();
  for (const slot of slots) {
    const begin = Math.floor(Date.parse(slot.at) / HOUR_MS);
    const entry = hours.get(begin) ?? { hour: emptyHour(begin), worst: -1 };
    const { hour } = entry;
    const shape = shapeOf(slot);
    const rank = slot.outcome ? WORST.indexOf(shape) : -1;
    if (rank > entry.worst) {
      entry.worst = rank;
      hour.outcome = slot.outcome;
      hour.whole = Number(shape === "complete" || shape === "moved");
      hour.part = Number(shape === "amber");
      hour.failed = Number(shape === "red");
    }
    hour.runs += slot.runs;
    hour.changes += slot.changes;
    if (slot.runs > 0) hour.seconds = Math.max(hour.seconds ?? 0, slot.seconds / slot.runs);
    hours.set(begin, entry);
  }
  return [...hours.values()].map(({ hour }) => hour);
}

function emptyHour(begin: number): Hour {
  const at = new Date(begin * HOUR_MS).toISOString();
  return { at, whole: 0, part: 0, failed: 0, outcome: null, runs: 0, seconds: null, changes: 0 };
}
