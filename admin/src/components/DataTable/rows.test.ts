import { expect, test } from "vitest";
import { distinctRows } from "./rows";

test("a row that moved between two pages stands once, as it is now", () => {
  const pages = [
    {
      items: [
        { id: "a", name: "Anna" },
        { id: "b", name: "Boris" },
      ],
    },
    {
      items: [
        { id: "c", name: "Clara" },
        { id: "a", name: "Olga" },
      ],
    },
  ];
  expect(distinctRows(pages)).toEqual([
    { id: "a", name: "Olga" },
    { id: "b", name: "Boris" },
    { id: "c", name: "Clara" },
  ]);
});
