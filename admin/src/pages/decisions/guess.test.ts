import { describe, expect, it } from "vitest";
import { guessOf } from "./guess";

const COURSE = { id: "school-crs-7", name: "Алгебра" };

function guess(about: "removal" | "withheld_field" | "unreachable", numbers: (number | null)[], parent = true) {
  const [before, now, people, elsewhere] = numbers as [number | null, number | null, number | null, number | null];
  const decision = {
    about,
    kind: "enrollment",
    parent: parent ? COURSE : null,
    numbers: { before, now, people, elsewhere },
  };
  return guessOf(decision as Parameters<typeof guessOf>[0])?.guess ?? null;
}

describe("what it looks like", () => {
  it("is the course, when nearly all of its people study elsewhere", () => {
    expect(guess("removal", [28, 1, 27, 26])).toBe("hidden");
  });
  it("is people who left, when they are nowhere and the others are in place", () => {
    expect(guess("removal", [300, 240, 60, 0], false)).toBe("left");
  });
  it("is a right, when a whole list went at once", () => {
    expect(guess("removal", [300, 0, 120, 0], false)).toBe("right");
    expect(guess("withheld_field", [52, 0, null, null])).toBe("field");
  });
  it("is not said when the numbers do not carry it", () => {
    expect(guess("removal", [28, 1, 27, 13])).toBeNull();
    expect(guess("removal", [28, 1, null, null])).toBeNull();
    expect(guess("removal", [4, 0, 4, 4])).toBeNull();
    expect(guess("withheld_field", [100, 60, null, null])).toBeNull();
    expect(guess("unreachable", [28, 1, 27, 26])).toBeNull();
  });
});
