import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema";

export type Status = components["schemas"]["Status"];
export type ConnectionStatus = components["schemas"]["ConnectionStatus"];
export type Kind = components["schemas"]["Kind"];

const STALE_AFTER_RUNS = 3;
const STALE_AFTER_SECONDS = 900;

/** At which age the server calls data stale: three intervals, and never sooner than a quarter of an hour. */
export function staleAfterMs(connection: { sync_interval_seconds: number }): number {
  return 1_000 * Math.max(STALE_AFTER_SECONDS, STALE_AFTER_RUNS * connection.sync_interval_seconds);
}

/** A server that keeps silent for so long counts as not reached: what it said before is not so any more. */
const SILENCE_MS = 20_000;

export const statusQuery = () =>
  queryOptions({
    queryKey: ["status"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/crm/status", { signal: AbortSignal.any([signal, AbortSignal.timeout(SILENCE_MS)]) })),
    refetchInterval: 30_000,
  });

export const slotsQuery = (hours: number, connection?: string) =>
  queryOptions({
    queryKey: ["slots", hours, connection ?? null],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/crm/runs/slots", { params: { query: { hours, connection } }, signal })),
    refetchInterval: 60_000,
  });
