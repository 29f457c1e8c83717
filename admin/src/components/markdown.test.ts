import { expect, test } from "vitest";
import { inline, parseMarkdown } from "./markdown";

test("steps keep what belongs below them, and wrapped lines become one", () => {
  const [list] = parseMarkdown(
    "1. *Admin → Roles*: allow\n   only these:\n   - *Users* (`read_roster`): people\n2. **Log in**.\n",
  );
  expect(list).toMatchObject({
    type: "list",
    ordered: true,
    items: [
      {
        text: [
          { type: "italic", text: "Admin → Roles" },
          { type: "text", text: ": allow only these:" },
        ],
        items: [[{}, {}, {}, {}]],
      },
      {
        text: [
          { type: "bold", text: "Log in" },
          { type: "text", text: "." },
        ],
        items: [],
      },
    ],
  });
});

test("a table has a head and rows", () => {
  const [table] = parseMarkdown("| right | lost |\n|---|---|\n| `mod/quiz:view` | work |\n");
  expect(table).toEqual({
    type: "table",
    head: [[{ type: "text", text: "right" }], [{ type: "text", text: "lost" }]],
    rows: [[[{ type: "code", text: "mod/quiz:view" }], [{ type: "text", text: "work" }]]],
  });
});

test("headings and paragraphs stand apart", () => {
  expect(parseMarkdown("## One\n\nTen\nminutes.\n").map(({ type }) => type)).toEqual(["heading", "paragraph"]);
  expect(inline("see [this](x.md)")).toEqual([
    { type: "text", text: "see " },
    { type: "link", text: "this", to: "x.md" },
  ]);
});
