import { expect, test } from "vitest";
import type { Check } from "@/api/connections";
import { unreachable } from "@/api/problems";
import { isReported } from "./useChecking";

test("checks that passed before the answer broke off say nothing of the whole", () => {
  const passed = { name: "token", title: "Token", passed: true, required: true } as Check;
  const heard = { busy: false, checks: [passed], test: null, problem: null, seconds: 1 };
  expect(isReported(heard)).toBe(true);
  expect(isReported({ ...heard, problem: unreachable() })).toBe(false);
  expect(isReported({ ...heard, busy: true })).toBe(false);
  expect(isReported({ ...heard, checks: [] })).toBe(false);
});
