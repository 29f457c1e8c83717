import { queryOptions } from "@tanstack/react-query";
import type { Language } from "@/language";
import { answer, api, asProblem, sendWithSession } from "./client";
import { readEvents } from "./events";
import { type Problem, problemOf, unreachable } from "./problems";
import { queries } from "./query";
import type { components } from "./schema";

export type System = components["schemas"]["SystemRow"];
export type Connection = components["schemas"]["ConnectionRow"];
export type ConfigRequest = components["schemas"]["CRMConfigRequest"];
type Configured = components["schemas"]["Configured"];
export type Check = components["schemas"]["CheckRow"];
export type Test = components["schemas"]["Test"];
export type Forgotten = components["schemas"]["ForgottenRow"];
export type PlannedRun = components["schemas"]["PlannedRun"];

/** What can be connected, and how; in the language of the panel. */
export const systemsQuery = (language: Language) =>
  queryOptions({
    queryKey: ["systems", language],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/crm/systems", { signal }))).systems,
    staleTime: Number.POSITIVE_INFINITY,
  });

async function configured(signal?: AbortSignal): Promise<Connection[]> {
  try {
    return (await answer(api.GET("/api/v1/crm/configure", { signal }))).connections;
  } catch (error) {
    if (asProblem(error).type === "not-configured") return [];
    throw error;
  }
}

/** What is configured, without secrets; empty when nothing is. */
export const connectionsQuery = () =>
  queryOptions({ queryKey: ["connections", "list"], queryFn: ({ signal }) => configured(signal) });

export const planQuery = (connection: string, language: Language) =>
  queryOptions({
    queryKey: ["connections", "plan", connection, language],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/crm/plan", { params: { query: { connection } }, signal }))).plans[0] ?? null,
    staleTime: 60_000,
  });

async function moved(): Promise<void> {
  void queries.invalidateQueries({ queryKey: ["slots"] });
  await Promise.all(["connections", "status"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

export async function configure(body: ConfigRequest): Promise<Configured> {
  const stored = await answer(api.POST("/api/v1/crm/configure", { body }));
  await moved();
  return stored;
}

/** Queries that hold what was read of an LMS: nothing of it may stay here when it is deleted. */
const OF_RECORDS = ["records", "table", "changes", "search", "held", "runs"];

export async function forget(connection: string, withData: boolean): Promise<void> {
  await answer(api.DELETE("/api/v1/crm/configure", { params: { query: { connection, with_data: withData } } }));
  for (const key of OF_RECORDS) void queries.resetQueries({ queryKey: [key] });
  await moved();
}

/** Connections that were forgotten, and whose records are kept. */
export const forgottenQuery = () =>
  queryOptions({
    queryKey: ["connections", "forgotten"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/crm/forgotten", { signal }))).connections,
  });

export async function deleteForgotten(connection: string): Promise<void> {
  await answer(api.DELETE("/api/v1/crm/forgotten/{connection}", { params: { path: { connection } } }));
  for (const key of OF_RECORDS) void queries.resetQueries({ queryKey: [key] });
  await queries.invalidateQueries({ queryKey: ["connections"] });
}

export async function switchAuto(connection: string, on: boolean): Promise<void> {
  const params = { query: { connection } };
  await answer(on ? api.POST("/api/v1/crm/sync/start", { params }) : api.POST("/api/v1/crm/sync/stop", { params }));
  await moved();
}

/** Tries a configuration, or a connection as it is stored, and tells each check as soon as it is over. Raises `Problem`. */
export async function check(
  what: ConfigRequest | string,
  heard: (check: Check) => void,
  signal: AbortSignal,
): Promise<Test> {
  const stored = typeof what === "string";
  const address = new URL("/api/v1/crm/test", location.origin);
  if (stored) address.searchParams.set("connection", what);
  const request = new Request(address, {
    method: stored ? "GET" : "POST",
    body: stored ? null : JSON.stringify(what),
    headers: { Accept: "text/event-stream", ...(stored ? {} : { "Content-Type": "application/json" }) },
    credentials: "same-origin",
    signal,
  });
  try {
    const response = await sendWithSession(request);
    if (!response.ok) throw problemOf(await response.json().catch(() => null), response);
    for await (const { name, data } of readEvents(response)) {
      if (name === "check") heard(JSON.parse(data) as Check);
      if (name === "problem")
        throw problemOf(JSON.parse(data), new Response(null, { status: JSON.parse(data).status }));
      if (name === "tested") {
        if (stored) void moved();
        return JSON.parse(data) as Test;
      }
    }
  } catch (error) {
    if (error instanceof TypeError) throw unreachable();
    throw error;
  }
  throw unreachable();
}

/** The fields of the form that a refusal names. */
export function fieldsOf(problem: Problem): string[] {
  return problem.errors.map((error) => error.field);
}
