import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api, asProblem } from "./client";
import { queries } from "./query";
import type { components } from "./schema";

export type Held = components["schemas"]["HeldRow"];
export type HeldDecision = components["schemas"]["HeldDecision"];
export type HeldRecord = components["schemas"]["HeldRecord"];

export const heldQuery = (state?: Held["state"]) =>
  infiniteQueryOptions({
    queryKey: ["held", "list", state ?? null],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET("/api/v1/crm/held", { params: { query: { state, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A decision with its records, a page at a time. */
export const decisionQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["held", "one", id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/crm/held/{held_id}", {
          params: { path: { held_id: id }, query: { limit: 90, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export type Decided = "keep" | "remove" | "rollover" | "undo";

function asked(id: number, decided: Decided) {
  const params = { path: { held_id: id } };
  if (decided === "keep") return answer(api.POST("/api/v1/crm/held/{held_id}/dismiss", { params }));
  if (decided === "undo") return answer(api.POST("/api/v1/crm/held/{held_id}/undo", { params }));
  return answer(api.POST("/api/v1/crm/held/{held_id}/apply", { params, body: { rollover: decided === "rollover" } }));
}

/** How many records it touched; `null` when somebody, or the LMS, was there first: the lists are asked anew then, and nobody is
 * to be alarmed. */
export async function decide(id: number, decided: Decided): Promise<number | null> {
  try {
    return (await asked(id, decided)).records;
  } catch (refused) {
    if (["already-decided", "nothing-held", "nothing-to-undo"].includes(asProblem(refused).type)) return null;
    throw refused;
  } finally {
    await queries.invalidateQueries({ queryKey: ["held"] });
    for (const key of ["status", "records", "changes"]) void queries.invalidateQueries({ queryKey: [key] });
  }
}
