import { expect, test } from "vitest";
import type { ConnectionStatus, Status } from "@/api/status";
import { splitSentence } from "./AttentionList";
import { verdictOf } from "./verdict";

type Attention = ConnectionStatus["attention"][number];
const CLOCK = { cause: "clock", text: "The clock of this machine was set back." };
const READ_AT = "2026-11-26T10:00:00Z";

function attention(severity: Attention["severity"], cause = "token_refused"): Attention {
  return { cause, kind: null, severity, since: READ_AT, text: "Canvas refuses the token. Enter a new one." };
}

function connection(facts: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    connection: "moodle",
    name: "Moodle",
    status: "ok",
    attention: [],
    last_complete_at: READ_AT,
    last_run: { state: "complete" },
    kinds: { course: { provided: true, last_complete_at: READ_AT } },
    ...facts,
  } as ConnectionStatus;
}

function status(connections: ConnectionStatus[], held = 0): Status {
  return { status: "ok", auto_sync: true, connections, held: Array(held).fill({}) } as unknown as Status;
}

const canvas = (facts: Partial<ConnectionStatus>) => connection({ connection: "canvas", name: "Canvas", ...facts });

test.each([
  ["nothing is connected", [], 0, "notConfigured", []],
  ["all is well", [connection(), canvas({})], 0, "upToDate", []],
  ["a decision waits", [connection({ attention: [attention("needed", "removals_held")] })], 2, "held", []],
  ["one is stale", [connection(), canvas({ status: "stale" })], 0, "stale", ["Canvas"]],
  ["a person is needed", [connection({ attention: [attention("needed")] })], 0, "needed", ["Moodle"]],
  [
    "the worst comes first",
    [connection({ status: "stale" }), canvas({ attention: [attention("stopped")] })],
    1,
    "stopped",
    ["Canvas"],
  ],
  ["stopped runs are a state of their own", [connection({ status: "paused" })], 0, "paused", ["Moodle"]],
  [
    "a first reading is no trouble",
    [connection({ status: "stale", last_complete_at: null, last_run: { state: "running" } as never })],
    0,
    "firstReading",
    ["Moodle"],
  ],
  [
    "a first reading that ended unread is stale",
    [connection({ status: "stale", last_complete_at: null, last_run: { state: "partial" } as never })],
    0,
    "stale",
    ["Moodle"],
  ],
  ["what only has to be known is no trouble", [connection({ attention: [attention("noted")] })], 0, "upToDate", []],
  [
    "an age that nobody knows is no first reading",
    [connection({ status: "stale", last_complete_at: null, last_run: { state: "running" }, reason: CLOCK } as never)],
    0,
    "stale",
    ["Moodle"],
  ],
  [
    "a state that asks for a person is never all well",
    [connection({ status: "needs_attention" })],
    0,
    "needed",
    ["Moodle"],
  ],
] as const)("%s", (_, connections, held, kind, names) => {
  expect(verdictOf(status([...connections], held))).toMatchObject({ kind, names, held });
});

test("nothing is called well when the server does not answer", () => {
  expect(verdictOf(status([connection()]), false).kind).toBe("unknown");
});

test("the oldest of what is provided decides about the age; what was never read has none", () => {
  const kinds = {
    course: { provided: true, last_complete_at: "2026-11-26T09:00:00Z" },
    lesson: { provided: true, last_complete_at: READ_AT },
    attendance: { provided: false, last_complete_at: null },
  } as unknown as ConnectionStatus["kinds"];
  expect(verdictOf(status([connection({ kinds })])).oldestAt).toBe("2026-11-26T09:00:00Z");
  const unread = { ...kinds, group: { provided: true, last_complete_at: null } as ConnectionStatus["kinds"][string] };
  expect(verdictOf(status([connection({ kinds: unread })])).oldestAt).toBeNull();
});

test.each([
  ["Canvas не принимает токен: он истёк. Выпустите новый.", "Canvas не принимает токен: он истёк", "Выпустите новый."],
  ["One sentence.", "One sentence", ""],
  [
    "Open https://school.example/a.b and look. Then mend it.",
    "Open https://school.example/a.b and look",
    "Then mend it.",
  ],
])("the first sentence becomes the title: %s", (text, title, rest) => {
  expect(splitSentence(text)).toEqual([title, rest]);
});
