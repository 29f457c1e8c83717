import { expect, test } from "vitest";
import { safePlace } from "./LoginPage";

test.each([
  ["/runs/4?tab=changes", "/runs/4?tab=changes"],
  ["/data/students?q=%D0%90", "/data/students?q=%D0%90"],
  [undefined, "/"],
  ["", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["\t//evil.example", "/"],
  ["/\n\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["https://evil.example/", "/"],
  ["/..//evil.example", "/"],
])("after login a link leads only to places of this panel: %j", (to, place) => {
  expect(safePlace(to)).toBe(place);
});
