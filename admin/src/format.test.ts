import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useFormat } from "./format";

test.each([
  [8.75, "8,75"],
  [1234.125, "1\u202f234,125"],
  [90, "90"],
])("a mark is shown as it is, never rounded: %d", (mark, shown) => {
  const { result } = renderHook(() => useFormat());
  expect(result.current.value(mark)).toBe(shown);
});
