import { describe, expect, it } from "vitest";
import type { ShownChange } from "@/api/changes";
import { byRun, distinct, folds } from "./feed";

function change(seq: number, run: number | null, connection = "school"): ShownChange {
  return {
    seq,
    run,
    connection,
    at: "2026-09-01T08:00:00Z",
    kind: "user",
    record: { id: `${connection}-usr-${seq}`, name: "Анна" },
    person: null,
    course: null,
    change: "added",
    fields: null,
  };
}

describe("the feed", () => {
  it("puts together what one run did, also when another one came between", () => {
    const groups = byRun([change(5, 2), change(4, 2), change(3, null), change(2, 1, "north"), change(1, 1)]);
    expect(groups.map(({ run, connection, items }) => [run, connection, items.length])).toEqual([
      [2, "school", 2],
      [null, "school", 1],
      [1, "north", 1],
      [1, "school", 1],
    ]);
  });

  it("shows a change once though pages overlap", () => {
    const seqs = distinct([{ items: [change(3, 1), change(2, 1)] }, { items: [change(2, 1), change(1, 1)] }]);
    expect(seqs.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  it("folds many that are alike, and nothing that changed", () => {
    const many = Array.from({ length: 10 }, (_, place) => change(20 - place, 1));
    expect(folds(many).map(({ shown, folded }) => [shown.length, folded.length])).toEqual([[4, 6]]);
    expect(folds(many.slice(0, 5)).map(({ folded }) => folded.length)).toEqual([0]);
    expect(folds(many.map((each) => ({ ...each, change: "changed" as const })))).toHaveLength(10);
  });
});
