import type { Slot } from "@/components/Pulse";

/** What a day of runs comes to: `since` when what was not read whole then has not been read whole to this hour. */
export type Day = { runs: number } & ({ kind: "none" | "whole" | "some" } | { kind: "since"; at: string });

/** Read whole, whether or not something of it waits for a decision. */
const WHOLE = new Set<Slot["outcome"]>(["complete", "held"]);
const SAYS_NOTHING = new Set<Slot["outcome"]>([null, "cancelled", "running", "queued"]);

export function dayOf(slots: Slot[]): Day {
  const runs = slots.reduce((sum, slot) => sum + slot.runs, 0);
  const ended = slots.filter(({ outcome }) => !SAYS_NOTHING.has(outcome));
  const lastWhole = ended.findLastIndex(({ outcome }) => WHOLE.has(outcome));
  const since = ended[lastWhole + 1];
  if (runs === 0) return { kind: "none", runs };
  if (since) return { kind: "since", runs, at: since.at };
  return { kind: slots.every(({ outcome }) => outcome === null || WHOLE.has(outcome)) ? "whole" : "some", runs };
}
