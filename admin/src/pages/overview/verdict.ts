import type { ConnectionStatus, Status } from "@/api/status";

export type VerdictKind =
  | "unknown"
  | "notConfigured"
  | "stopped"
  | "needed"
  | "stale"
  | "held"
  | "firstReading"
  | "paused"
  | "upToDate";

/** What the overview opens with: the worst that is so, and of which connections. */
export interface Verdict {
  kind: VerdictKind;
  /** Names of the connections of which it is so. */
  names: string[];
  held: number;
  /** When the kind that was read longest ago was last read whole; `null` when one never was. */
  oldestAt: string | null;
}

const OF_DECISIONS = new Set(["removals_held", "withheld", "unreachable", "kept", "stale"]);

/** What has a row of its own elsewhere: decisions that wait, and old data. */
export function isSaidElsewhere(cause: string): boolean {
  return OF_DECISIONS.has(cause);
}

function hasSeverity(connection: ConnectionStatus, ...severities: string[]): boolean {
  return connection.attention.some((row) => severities.includes(row.severity) && !isSaidElsewhere(row.cause));
}

/** Not the same as an age that nobody knows, because the clock of the server was set back. */
export function neverRead(connection: ConnectionStatus): boolean {
  return connection.last_complete_at === null && connection.reason?.cause !== "clock";
}

/** A state that asks for a person, of which nothing else says why. */
function isOtherwiseNeeded(connection: ConnectionStatus): boolean {
  const isSaid = connection.attention.some((row) => row.severity !== "noted");
  return connection.status === "needs_attention" && !isSaid;
}

/** When the oldest of the kinds that are provided was read whole. */
function oldestOf(connections: ConnectionStatus[]): string | null {
  const times = connections.flatMap((connection) =>
    Object.values(connection.kinds)
      .filter((kind) => kind.provided)
      .map((kind) => kind.last_complete_at),
  );
  if (times.length === 0 || times.includes(null)) return null;
  return (times as string[]).reduce((oldest, at) => (at < oldest ? at : oldest));
}

/** `isKnown`: whether the server has just answered; else nothing is said of what is so now. */
export function verdictOf(status: Status, isKnown = true): Verdict {
  const { connections } = status;
  const kinds: [VerdictKind, (connection: ConnectionStatus) => boolean][] = [
    ["stopped", (connection) => hasSeverity(connection, "stopped")],
    ["stale", (connection) => connection.status === "stale" && !(neverRead(connection) && isRunning(connection))],
    ["needed", (connection) => hasSeverity(connection, "needed") || isOtherwiseNeeded(connection)],
    ["firstReading", (connection) => neverRead(connection) && isRunning(connection)],
    ["paused", (connection) => connection.status === "paused"],
  ];
  const facts = { held: status.held.length, oldestAt: oldestOf(connections) };
  if (!isKnown) return { kind: "unknown", names: [], ...facts };
  if (connections.length === 0) return { kind: "notConfigured", names: [], ...facts };
  for (const [kind, is] of kinds) {
    if (kind === "firstReading" && status.held.length > 0) return { kind: "held", names: [], ...facts };
    const names = connections.filter(is).map((connection) => connection.name);
    if (names.length > 0) return { kind, names, ...facts };
  }
  return { kind: status.held.length > 0 ? "held" : "upToDate", names: [], ...facts };
}

export function isRunning(connection: ConnectionStatus): boolean {
  return connection.last_run?.state === "running" || connection.last_run?.state === "queued";
}
