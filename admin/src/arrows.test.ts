import { expect, test } from "vitest";
import { CODE_AND_TESTS } from "./testing/sources";

const IMPORT = /(?:from|import\() ?"([^"]+)"/g;

/** The path inside `src` that an import names; `undefined` for a package. */
function target(from: string, name: string): string | undefined {
  if (name.startsWith("@/")) return name.slice(2);
  if (!name.startsWith(".")) return undefined;
  return new URL(name, `file:///${from}`).pathname.slice("/src/".length);
}

const imports = CODE_AND_TESTS.flatMap(([path, text]) =>
  [...text.matchAll(IMPORT)].map(([, name]) => [path.slice("src/".length), target(path, name ?? "") ?? ""] as const),
);
const roomOf = (path: string) => /^pages\/[a-z]+\//.exec(path)?.[0] ?? /^[a-z]+\//.exec(path)?.[0];

test("a page imports no other page", () => {
  expect(imports).toContainEqual(["pages/data/DataPage.tsx", "components/kinds"]);
  const pages = imports.filter(([from, to]) => roomOf(from)?.startsWith("pages/") && roomOf(to)?.startsWith("pages/"));
  expect(pages.filter(([from, to]) => roomOf(to) !== "pages/" && roomOf(from) !== roomOf(to))).toEqual([]);
});

test("what pages share knows no page, and what speaks to the server knows nothing that is shown", () => {
  const upward = imports.filter(
    ([from, to]) =>
      (from.startsWith("components/") && to.startsWith("pages/")) ||
      (from.startsWith("api/") && /^(components|pages)\//.test(to)),
  );
  expect(upward).toEqual([]);
});
