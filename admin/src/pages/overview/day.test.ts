import { expect, test } from "vitest";
import type { Slot } from "@/components/Pulse";
import { dayOf } from "./day";

function slots(...outcomes: (Slot["outcome"] | "")[]): Slot[] {
  return outcomes.map((outcome, hour) => ({
    at: `2026-11-26T0${hour}:00:00Z`,
    runs: outcome ? 1 : 0,
    outcome: outcome || null,
    seconds: 0,
    changes: 0,
  }));
}

test.each([
  ["no run", slots("", ""), { kind: "none" }],
  ["all complete", slots("complete", "", "complete"), { kind: "whole", runs: 2 }],
  ["what waits for a decision was read", slots("complete", "held"), { kind: "whole", runs: 2 }],
  ["not whole until now", slots("complete", "partial", "", "failed"), { kind: "since", at: "2026-11-26T01:00:00Z" }],
  ["a run that goes on mends nothing yet", slots("complete", "failed", "running"), { kind: "since" }],
  ["whole again", slots("complete", "failed", "complete"), { kind: "some", runs: 3 }],
  ["a run that was stopped is not complete", slots("complete", "cancelled", "complete"), { kind: "some" }],
  ["the first one goes on", slots("", "running"), { kind: "some", runs: 1 }],
] as const)("of a day is said what was so: %s", (_, day, said) => {
  expect(dayOf([...day])).toMatchObject(said);
});
