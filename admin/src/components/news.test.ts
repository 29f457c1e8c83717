import { describe, expect, it } from "vitest";
import { difference, newsOf } from "./news";

describe("what changed in a record", () => {
  it("leaves out what only repeats", () => {
    const fields = newsOf({
      family_name: ["Иванова", "Петрова"],
      display_name: ["Анна Иванова", "Анна Петрова"],
      source_updated_at: [null, "2026-09-01T08:00:00Z"],
    });
    expect(fields.map(([name]) => name)).toEqual(["family_name"]);
    expect(newsOf({ source_updated_at: [null, "2026-09-01T08:00:00Z"] })).toHaveLength(1);
    expect(newsOf(null)).toEqual([]);
  });

  it("says of lists who came and who went", () => {
    const [anna, boris, vera] = ["1", "2", "3"].map((id) => ({ id, name: id }));
    expect(difference([anna, boris], [boris, vera])).toEqual({ came: [vera], went: [anna] });
    expect(difference("a", "b")).toBeNull();
  });
});
