import { queryOptions } from "@tanstack/react-query";
import { saveFile } from "@/saveFile";
import { answer, api } from "./client";
import { queries } from "./query";
import type { components } from "./schema";

export type Erasure = components["schemas"]["Erasure"];
export type FoundPerson = components["schemas"]["Found"];
const MOST_FOUND = 20;

export const foundPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: ["search", "people", q],
    queryFn: async ({ signal }) => {
      const query = { q, kinds: "user", limit: MOST_FOUND };
      const found = await answer(api.GET("/api/v1/crm/search", { params: { query }, signal }));
      return found.kinds[0] ?? { kind: "user" as const, items: [], has_more: false, not_known_in: [] };
    },
    enabled: q !== "",
  });

/** What would be erased with these accounts: nothing is changed. The first id is the one that was asked for. */
export const erasurePlanQuery = (ids: string[]) =>
  queryOptions({
    queryKey: ["records", "erasure", ids],
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/v1/crm/users/{record_id}/erase", {
          params: { path: { record_id: ids[0] ?? "" }, query: { dry_run: true } },
          body: { ids },
          signal,
        }),
      ),
  });

/** Nothing that was read of somebody who is erased may stay here either. */
async function forgetWhatWasRead(): Promise<void> {
  void queries.invalidateQueries({ queryKey: ["status"] });
  await Promise.all(
    ["records", "table", "changes", "search", "held", "runs"].map((key) => queries.resetQueries({ queryKey: [key] })),
  );
}

export async function erase(ids: string[]): Promise<Erasure> {
  const erased = await answer(
    api.POST("/api/v1/crm/users/{record_id}/erase", { params: { path: { record_id: ids[0] ?? "" } }, body: { ids } }),
  );
  await forgetWhatWasRead();
  return erased;
}

export async function lift(id: string) {
  return await answer(api.POST("/api/v1/crm/users/{record_id}/lift", { params: { path: { record_id: id } } }));
}

/** Everything that is held on a person, as a file of JSON. */
export async function exportPerson(id: string): Promise<void> {
  const held = await answer(api.GET("/api/v1/crm/users/{record_id}/export", { params: { path: { record_id: id } } }));
  saveFile(new Blob([JSON.stringify(held, null, 2)], { type: "application/json" }), `${id}.json`);
}
