import { describe, expect, it } from "vitest";
import { chosenColumns } from "../DataTable/columns";
import { askedFilters, isFiltered } from "../DataTable/kind";
import { KINDS, kindNamed } from ".";

describe("filters of the address", () => {
  it("become those that the API takes, and others are left out", () => {
    const asked = askedFilters(KINDS.lessons, {
      course: "school-crs-1",
      open: "school-les-2",
      nonsense: "1",
      q: "физ",
    });
    expect(asked).toEqual({ course: "school-crs-1", q: "физ" });
  });
  it("take a day as the reader's, and the last day whole", () => {
    const { from = "", to = "" } = askedFilters(KINDS.items, { from: "2026-11-23", to: "2026-11-23" });
    expect(Date.parse(to) - Date.parse(from)).toBe(24 * 60 * 60_000);
    expect(new Date(from).getHours()).toBe(0);
  });
  it("leave out a day that is none, an order that the list has not, and words where it has no search", () => {
    expect(askedFilters(KINDS.items, { from: "yesterday", sort: "points_max" })).toEqual({});
    expect(askedFilters(KINDS.enrollments, { q: "иван", sort: "-changed_at" })).toEqual({ sort: "-changed_at" });
  });
  it("narrow the list, and its order does not", () => {
    expect(isFiltered({ sort: "name", include_removed: "true" })).toBe(false);
    expect(isFiltered({ q: "иван" })).toBe(true);
  });
});

describe("columns", () => {
  it("are those of the description until somebody chooses", () => {
    expect(chosenColumns(KINDS.terms, null).map(({ key }) => key)).toContain("starts_on");
    expect(chosenColumns(KINDS.terms, null).map(({ key }) => key)).not.toContain("external_id");
  });
  it("always begin with the link", () => {
    expect(chosenColumns(KINDS.students, "email").map(({ key }) => key)).toEqual(["person", "email"]);
  });
});

describe("kinds", () => {
  it("are found by the name of their list only", () => {
    expect(kindNamed("students")).toBe(KINDS.students);
    expect(kindNamed("toString")).toBeUndefined();
  });
  it("name each column once", () => {
    for (const kind of Object.values(KINDS)) {
      const keys = kind.columns.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
