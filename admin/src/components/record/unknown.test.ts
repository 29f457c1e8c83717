import { expect, test } from "vitest";
import { whyEmpty } from "./unknown";

test.each([
  ["of a connection that was read", "moodle-crs-4", null],
  ["not read yet", "canvas-crs-4", "notYetRead"],
  ["not provided", "school-2-usr-1", "notProvided"],
  ["of a connection whose name begins alike", "canvas-b-crs-4", null],
])("an empty list is empty only where it is known: %s", (_, id, why) => {
  const page = { not_yet_read: ["canvas"], not_provided: [{ connection: "school-2", why: null }] };
  expect(whyEmpty(page, [undefined, "-changed_at", id])).toBe(why);
});
