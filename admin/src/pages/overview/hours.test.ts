import { expect, test } from "vitest";
import type { Slot } from "@/components/Pulse";
import { hoursOf } from "./hours";

function slot(at: string, facts: Partial<Slot> = {}): Slot {
  return { at, runs: 0, outcome: null, seconds: 0, changes: 0, ...facts };
}

test("quarters of an hour become hours, each with its worst outcome", () => {
  const hours = hoursOf([
    slot("2026-11-26T10:00:00Z", { runs: 1, outcome: "complete", seconds: 4, changes: 3 }),
    slot("2026-11-26T10:15:00Z", { runs: 2, outcome: "partial", seconds: 12 }),
    slot("2026-11-26T10:30:00Z"),
    slot("2026-11-26T10:45:00Z", { runs: 1, outcome: "complete", seconds: 2, changes: 1 }),
    slot("2026-11-26T11:00:00Z"),
  ]);
  expect(hours).toMatchObject([
    { runs: 4, outcome: "partial", whole: 0, part: 1, failed: 0, seconds: 6, changes: 4 },
    { runs: 0, outcome: null, whole: 0, part: 0, failed: 0, seconds: null, changes: 0 },
  ]);
});
