import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema";

type Row = components["schemas"]["ShownChangeRow"];
export interface ShownChange extends Omit<Row, "fields"> {
  /** By name: before and after. */
  fields: Record<string, readonly unknown[]> | null;
}

export interface ChangesFilter {
  /** Kinds, separated by commas. */
  kinds?: string;
  connection?: string;
}

/** What has changed last, newest first. */
export const latestChangesQuery = (filter: ChangesFilter) =>
  infiniteQueryOptions({
    queryKey: ["changes", "latest", filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/crm/changes/latest", {
          params: { query: { ...filter, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
