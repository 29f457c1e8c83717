import { expect, test } from "vitest";
import { beginOf } from "./RunsPage";

test("a day begins and ends where the reader is; what is not a day is no filter", () => {
  expect(beginOf("2026-11-26")).toBe(new Date(2026, 10, 26).toISOString());
  expect(beginOf("2026-11-30", 1)).toBe(new Date(2026, 11, 1).toISOString());
  expect([beginOf(undefined), beginOf("yesterday"), beginOf("")]).toEqual([undefined, undefined, undefined]);
});
