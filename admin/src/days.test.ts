import { expect, test } from "vitest";
import { beginOfDay, dayOf, endOfDay, minuteOf } from "./days";

test("a day begins and ends where the reader is; what is not a day has no moment", () => {
  expect(beginOfDay("2026-11-26")).toBe(new Date(2026, 10, 26).toISOString());
  expect(beginOfDay("2026-11-30", 1)).toBe(new Date(2026, 11, 1).toISOString());
  expect(endOfDay("2026-11-30")).toBe(new Date(2026, 10, 30, 23, 59, 59).toISOString());
  expect([undefined, "yesterday", ""].map((day) => beginOfDay(day))).toEqual([undefined, undefined, undefined]);
  expect(endOfDay("")).toBeUndefined();
});

test("a moment is written so that it sorts", () => {
  const moment = new Date(2027, 5, 3, 9, 5);
  expect(dayOf(moment)).toBe("2027-06-03");
  expect(minuteOf(moment)).toBe("2027-06-03 09:05");
});
