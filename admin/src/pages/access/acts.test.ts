import { describe, expect, it } from "vitest";
import { actsFilter, detailsOf } from "./acts";

describe("the log of acts", () => {
  it("takes whole days of the reader", () => {
    const { since, until } = actsFilter({ since: "2026-11-01", until: "2026-11-30" });
    expect(new Date(since ?? 0).toLocaleDateString("en-CA")).toBe("2026-11-01");
    expect(new Date(until ?? 0).toLocaleDateString("en-CA")).toBe("2026-12-01");
    expect(actsFilter({ since: "yesterday" }).since).toBeUndefined();
  });

  it("shows what differs", () => {
    expect(
      detailsOf({ before: { role: "viewer", state: "active" }, after: { role: "admin", state: "active" } }),
    ).toEqual([["role", "viewer", "admin"]]);
    expect(detailsOf({ before: null, after: { by: "single sign-on" } })).toEqual([["by", undefined, "single sign-on"]]);
    expect(detailsOf({ before: null, after: null })).toEqual([]);
  });
});
