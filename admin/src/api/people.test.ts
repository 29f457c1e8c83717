import { expect, test, vi } from "vitest";
import { erase } from "./people";
import { queries } from "./query";

test.each([
  "records",
  "table",
  "changes",
  "search",
  "held",
  "runs",
])("nothing of somebody who was erased stays in what was read before: %s", async (key) => {
  const answered = new Response(JSON.stringify({ people: [], cleaned: true }), { status: 200 });
  vi.stubGlobal("fetch", async () => answered);
  queries.setQueryData([key, "of Anna"], { name: "Anna" });
  await erase(["school-usr-1"]);
  expect(queries.getQueryData([key, "of Anna"])).toBeUndefined();
});
