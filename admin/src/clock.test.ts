import { afterEach, expect, test, vi } from "vitest";
import { hearTime, serverNow } from "./clock";

afterEach(() => {
  vi.useRealTimers();
  hearTime(new Date().toUTCString());
});

test.each([
  ["hours behind", "Thu, 26 Nov 2026 13:00:00 GMT", "2026-11-26T13:00:00.000Z"],
  ["a day ahead", "Wed, 25 Nov 2026 10:00:00 GMT", "2026-11-25T10:00:00.000Z"],
  ["nearly right", "Thu, 26 Nov 2026 10:00:12 GMT", "2026-11-26T10:00:00.000Z"],
  ["told nothing", null, "2026-11-26T10:00:00.000Z"],
])("ages are reckoned by the clock of the server, when the reader's own is %s", (_, said, now) => {
  vi.useFakeTimers({ now: Date.parse("2026-11-26T10:00:00Z") });
  hearTime(said);
  expect(new Date(serverNow()).toISOString()).toBe(now);
});
