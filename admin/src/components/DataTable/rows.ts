import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { answer, api } from "@/api/client";
import { type LiveEvents, useLive } from "@/api/live";
import { type AnyRecord, FEW_PAGES, type Filters, tableQuery } from "@/api/records";
import type { SomeKind } from "./kind";

/** What a run must have changed for the list to look different. */
async function hasChanged(kind: SomeKind, run: number): Promise<boolean> {
  const params = { path: { run_id: run } };
  const { counts } = await answer(api.GET("/api/v1/crm/runs/{run_id}", { params }));
  return [kind.kind, ...(kind.kind === "user" ? (["enrollment"] as const) : [])].some((name) => {
    const of = counts[name];
    return of !== undefined && of.added + of.changed + of.removed > 0;
  });
}

/** Pages are asked for at different times: a row that has moved on meanwhile comes twice, and counts once, as it is now. */
export function distinctRows<T extends { id: string }>(pages: readonly { items: readonly T[] }[]): T[] {
  return [...new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item]))).values()];
}

/** The rows of a list that were loaded so far. A short list is asked anew when a run has ended; of a long one the reader is told
 * that it changed, because every page of it would be asked. */
export function useTableRows(kind: SomeKind, filters: Filters) {
  const client = useQueryClient();
  const options = tableQuery(kind.list, filters);
  const query = useInfiniteQuery(options);
  const { refetch } = query;
  const pages = query.data?.pages;
  const [old, setOld] = useState<"changed" | "perhaps" | null>(null);
  const [turn, setTurn] = useState(0);
  const few = (pages?.length ?? 0) <= FEW_PAGES;

  const ended = useCallback(
    (event: LiveEvents["run_ended"]) => {
      if (few) void refetch();
      else if (event.run !== null)
        void hasChanged(kind, event.run).then(
          (changed) => changed && setOld("changed"),
          () => undefined,
        );
    },
    [few, refetch, kind],
  );
  const decided = useCallback(() => (few ? void refetch() : setOld("changed")), [few, refetch]);
  const missed = useCallback(() => (few ? void refetch() : setOld((known) => known ?? "perhaps")), [few, refetch]);
  useLive("run_ended", ended);
  useLive("removals_decided", decided);
  useLive("missed", missed);

  const rows = useMemo(() => distinctRows(pages ?? []) as AnyRecord[], [pages]);
  const refresh = useCallback(() => {
    setOld(null);
    setTurn((count) => count + 1);
    client.setQueryData(
      options.queryKey,
      (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    void refetch();
  }, [client, options.queryKey, refetch]);

  const first = pages?.[0];
  // With filters the API does not count. When all pages are there the rows are counted, unless a connection's part is unknown.
  const isWhole = first !== undefined && !query.hasNextPage;
  const isKnown = first !== undefined && first.not_provided.length + first.not_yet_read.length === 0;
  return {
    query,
    rows,
    first,
    isWhole,
    total: first?.total ?? (isWhole && isKnown ? rows.length : null),
    /** Another number after a refresh: the list begins at its top. */
    turn,
    /** Of a long list, which is asked anew only when the reader wants it: whether it has changed since, or may have. */
    old: few ? null : old,
    refresh,
  };
}
export type TableRows = ReturnType<typeof useTableRows>;
