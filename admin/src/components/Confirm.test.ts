import { expect, test } from "vitest";
import { asTyped } from "./Confirm";

test.each([
  ["Анна  Королёва ", "Анна Королёва"],
  ["Анна\u00a0Королёва", "Анна Королёва"],
  ["\u0438\u0306", "\u0439"],
])("a name can be typed as it is seen: %j", (name, typed) => {
  expect(asTyped(typed)).toBe(asTyped(name));
});
