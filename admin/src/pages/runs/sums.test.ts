import { expect, test } from "vitest";
import type { KindCounts, Run } from "@/api/runs";
import { changesOf, keptOf, missingOf, outcomeOf } from "./sums";

const NONE: KindCounts = {
  scopes: 0,
  complete: 0,
  unchanged: 0,
  partial: 0,
  failed: 0,
  held: 0,
  pages: 0,
  requests: 0,
  bytes: 0,
  rows_read: 0,
  accepted: 0,
  set_aside: 0,
  erased: 0,
  added: 0,
  changed: 0,
  removed: 0,
  throttles: 0,
  seconds: 0,
  waited_seconds: 0,
};

test.each([
  [{ scopes: 3, unchanged: 3 }, "unchanged"],
  [{ scopes: 3, unchanged: 2, complete: 1 }, "complete"],
  [{ scopes: 3, complete: 2, held: 1 }, "held"],
  [{ scopes: 3, complete: 1, held: 1, failed: 1 }, "partial"],
  [{ scopes: 2, failed: 2 }, "failed"],
])("of the lists of a kind the worst decides: %o", (counts, outcome) => {
  expect(outcomeOf({ ...NONE, ...counts })).toBe(outcome);
});

test("changes and lists that are missing are summed over kinds", () => {
  const counts = {
    user: { ...NONE, added: 1, changed: 2, failed: 1 },
    course: { ...NONE, removed: 4, partial: 2 },
  };
  const run = { counts } as unknown as Run;
  expect(changesOf(run)).toBe(7);
  expect(missingOf(run)).toBe(3);
});

test("that nobody is removed is said only of a run that removed nothing", () => {
  const partial = { ...NONE, scopes: 1, partial: 1 };
  const whole = { ...NONE, scopes: 1, complete: 1, removed: 2 };
  expect(keptOf({ counts: { user: partial } } as unknown as Run)).toBe("kept");
  expect(keptOf({ counts: { user: partial, lesson: whole } } as unknown as Run)).toBe("keptUnread");
});
