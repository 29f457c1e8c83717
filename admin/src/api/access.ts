import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { queries } from "./query";
import type { components, paths } from "./schema";
import type { Role } from "./session";

type Schemas = components["schemas"];
export type Operator = Schemas["OperatorRow"];
export type Token = Schemas["TokenRow"];
export type NewToken = Schemas["NewToken"];
type TokenRequest = Schemas["TokenRequest"];
export type Scope = Token["scopes"][number];
export type OpenSession = Schemas["SessionRow"];
export type Act = Schemas["ActRow"];
export type ActsFilter = Omit<NonNullable<paths["/api/v1/audit"]["get"]["parameters"]["query"]>, "cursor" | "format">;

export const operatorsQuery = () =>
  queryOptions({
    queryKey: ["operators"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/operators", { signal })),
  });

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/tokens", { signal })),
    refetchInterval: 60_000,
  });

/** One's own; an owner's: everybody's. */
export const sessionsQuery = () =>
  queryOptions({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/sessions", { signal })),
  });

export const actsQuery = (filter: ActsFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET("/api/v1/audit", { params: { query: { ...filter, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** Where the browser saves what is shown as a table. */
export function actsAddress(filter: ActsFilter): string {
  const query = new URLSearchParams({ format: "csv" });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return `/api/v1/audit?${query}`;
}

async function thenAnew<T>(work: Promise<T>, ...keys: string[]): Promise<T> {
  const done = await work;
  await Promise.all([...keys, "audit"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  return done;
}

export const inviteOperator = (body: { login: string; name: string; role: Role }) =>
  thenAnew(answer(api.POST("/api/v1/operators", { body })), "operators");

export const changeOperator = (id: number, body: { role?: Role; state?: "active" | "disabled" }) =>
  thenAnew(
    answer(api.PATCH("/api/v1/operators/{operator_id}", { params: { path: { operator_id: id } }, body })),
    "operators",
    "sessions",
  );

export const resetOperator = (id: number) =>
  thenAnew(
    answer(api.POST("/api/v1/operators/{operator_id}/reset", { params: { path: { operator_id: id } } })),
    "operators",
  );

export const removeOperator = (id: number) =>
  thenAnew(
    answer(api.DELETE("/api/v1/operators/{operator_id}", { params: { path: { operator_id: id } } })),
    "operators",
    "sessions",
  );

export const makeToken = (body: TokenRequest) => thenAnew(answer(api.POST("/api/v1/tokens", { body })), "tokens");

export const revokeToken = (id: number) =>
  thenAnew(answer(api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: id } } })), "tokens");

export const endSession = (id: number) =>
  thenAnew(answer(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } })), "sessions");
