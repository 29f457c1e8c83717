import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { queries } from "./query";
import type { components, paths } from "./schema";

export type Run = components["schemas"]["RunRow"];
export type RunState = Run["state"];
export type KindCounts = components["schemas"]["KindCounts"];
export type Scope = components["schemas"]["ScopeRow"];
type RunsFilter = NonNullable<paths["/api/v1/crm/runs"]["get"]["parameters"]["query"]>;
type ScopesFilter = NonNullable<paths["/api/v1/crm/runs/{run_id}/scopes"]["get"]["parameters"]["query"]>;
type ChangesFilter = NonNullable<paths["/api/v1/crm/runs/{run_id}/changes"]["get"]["parameters"]["query"]>;

export const isOver = (run: Run) => run.state !== "running" && run.state !== "queued";

export const runsQuery = (filter: Omit<RunsFilter, "cursor">) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET("/api/v1/crm/runs", { params: { query: { ...filter, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ["runs", "one", id],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/crm/runs/{run_id}", { params: { path: { run_id: id } }, signal })),
    // Should the stream of events be lost, the page goes on all the same.
    refetchInterval: ({ state }) => (state.data && !isOver(state.data) ? 5_000 : false),
  });

export const scopesQuery = (id: number, filter: Omit<ScopesFilter, "cursor"> = {}) =>
  infiniteQueryOptions({
    queryKey: ["runs", "scopes", id, filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/crm/runs/{run_id}/scopes", {
          params: { path: { run_id: id }, query: { ...filter, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const runChangesQuery = (id: number, filter: Omit<ChangesFilter, "cursor"> = {}) =>
  infiniteQueryOptions({
    queryKey: ["runs", "changes", id, filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/crm/runs/{run_id}/changes", {
          params: { path: { run_id: id }, query: { ...filter, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A run of one connection, or of each; one that is going on already is answered as it is. */
export async function startRuns(connection?: string, mode?: "full") {
  const started = await answer(api.POST("/api/v1/crm/sync", { params: { query: { connection, mode } } }));
  await queries.invalidateQueries({ queryKey: ["status"] });
  void queries.invalidateQueries({ queryKey: ["runs"] });
  return started;
}

export async function cancelRun(id: number) {
  await answer(api.POST("/api/v1/crm/runs/{run_id}/cancel", { params: { path: { run_id: id } } }));
  await queries.invalidateQueries({ queryKey: ["runs"] });
}
