import { expect, test } from "vitest";
import manifest from "../package.json";
import { CODE, CODE_AND_TESTS, STYLES } from "./testing/sources";

test("what is exported is imported somewhere", () => {
  const unused = CODE.flatMap(([path, text]) =>
    [...text.matchAll(/^export (?:async )?(?:const|function|type|interface|class) (\w+)/gm)]
      .map(([, name]) => new RegExp(`\\b${name}\\b`))
      .filter((name) => !CODE_AND_TESTS.some(([other, text]) => other !== path && name.test(text)))
      .map((name) => `${path}: ${name.source}`),
  );
  expect(unused).toEqual([]);
});

const COMMENT = /\/\*[\s\S]*?\*\//g;
const CLASS = /\.([a-zA-Z][\w-]*)(?=[\s,{:.[>)+~])/g;

test("every class of the styles is given to something", () => {
  const unused = STYLES.flatMap(([path, text]) => {
    const name = path.split("/").at(-1) ?? path;
    const readers = CODE.filter(([, code]) => !path.endsWith(".module.css") || code.includes(`/${name}"`));
    const names = [...text.replace(COMMENT, "").matchAll(CLASS)].map(([, name]) => name ?? "");
    return [...new Set(names)]
      .filter((name) => !name.startsWith("mantine-"))
      .filter((name) => !readers.some(([, code]) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code)))
      .map((name) => `${path}: ${name}`);
  });
  expect(unused).toEqual([]);
});

/** Not imported by the panel: a peer of the charts' package asks for `react-is`, and the build copies the others. */
const BY_OTHERS = ["react-is", "recharts", "swagger-ui-dist"];

test("every package of the panel is imported", () => {
  const unused = Object.keys(manifest.dependencies)
    .filter((name) => !BY_OTHERS.includes(name))
    .filter((name) => !CODE.some(([, code]) => code.includes(`"${name}"`) || code.includes(`"${name}/`)));
  expect(unused).toEqual([]);
});
