import { expect, test } from "vitest";
import { CODE } from "../testing/sources";
import type { Texts } from "../typeset";
import english from "./en";
import russian from "./ru";

const PLURALS: Record<"ru" | "en", string[]> = { ru: ["one", "few", "many", "other"], en: ["one", "other"] };
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(texts: Texts, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [[prefix + key, text] as [string, string]] : flat(text, `${prefix}${key}.`),
  );
}

const CATALOGUES = { ru: flat(russian), en: flat(english) };
const names = (texts: [string, string][]) => [...new Set(texts.map(([key]) => key.replace(PLURAL, "")))].sort();

test("both languages have the same texts", () => {
  expect(names(CATALOGUES.en)).toEqual(names(CATALOGUES.ru));
});

test.each(["ru", "en"] as const)("every text that counts has all plural forms of %s", (language) => {
  const texts = CATALOGUES[language];
  const keys = new Set(texts.map(([key]) => key));
  const counted = new Set([...CATALOGUES.ru, ...CATALOGUES.en].map(([key]) => key).filter((key) => PLURAL.test(key)));
  const missing = [...counted]
    .map((key) => key.replace(PLURAL, ""))
    .flatMap((key) => PLURALS[language].map((form) => `${key}_${form}`))
    .filter((key) => !keys.has(key));
  expect([...new Set(missing)]).toEqual([]);
});

test("both languages fill the same places of a text", () => {
  const places = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();
  const english = new Map(CATALOGUES.en);
  // «Один список» has a form without its number.
  const plain = CATALOGUES.ru.filter(([key]) => !PLURAL.test(key));
  expect(plain.filter(([key, text]) => String(places(text)) !== String(places(english.get(key) ?? "")))).toEqual([]);
});

test("texts neither shout nor boast, and have the quotes of their language", () => {
  const words = CATALOGUES.ru.map(([key, text]) => [key, text.replace(/{{\w+}}/g, "X")] as const);
  expect(words.filter(([, text]) => /!|успешно|произошла ошибка|Вы уверены/i.test(text))).toEqual([]);
  expect(CATALOGUES.en.filter(([, text]) => /!|successfully|are you sure/i.test(text))).toEqual([]);
  expect(words.filter(([, text]) => /"[^"]*[а-яё]/i.test(text))).toEqual([]);
});

/** Knows words of both languages by their nature. */
const TYPESETTER = "src/typeset.ts";
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
const LANGUAGE_NAMES = /"(Русский|English)"/g;

test("no text stands outside the catalogues", () => {
  const found = CODE.filter(([path]) => path !== TYPESETTER && !path.startsWith("src/locales/")).flatMap(
    ([path, text]) => {
      const code = text.replace(COMMENT, "").replace(LANGUAGE_NAMES, "");
      const cyrillic = code.match(/[а-яё]{2,}[^\n]*/i);
      // Words between tags, and texts of attributes that people hear or see.
      const between = path.endsWith(".tsx") ? code.match(/>\s*[A-Z][a-z]+(?: [a-z]+)*\s*<\//) : null;
      const attribute = code.match(/(?:aria-label|title|placeholder|label|alt)="[^"]*[A-Za-z]{3,}[^"]*"/);
      return [cyrillic, between, attribute].flatMap((hit) => (hit ? [`${path}: ${hit[0]}`] : []));
    },
  );
  expect(found).toEqual([]);
});

/** As a whole, or by its beginning when the rest is put together: `kind.${name}`. */
function isNamed(key: string, code: string): boolean {
  const words = key.split(".");
  const beginnings = words.slice(1).map((_, place) => `${words.slice(0, place + 1).join(".")}.\${`);
  return [...['"', "`"].map((quote) => key + quote), ...beginnings].some((text) =>
    ['"', "`", ":"].some((before) => code.includes(before + text)),
  );
}

test("every text is shown somewhere", () => {
  const code = CODE.map(([, text]) => text).join("\n");
  const unused = Object.entries(russian).flatMap(([namespace, texts]) =>
    names(flat(texts as Texts))
      .filter((key) => !isNamed(key, code))
      .map((key) => `${namespace}:${key}`),
  );
  expect(unused).toEqual([]);
});
