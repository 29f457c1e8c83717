import { expect, test } from "vitest";
import { cureOf } from "./fix";

test("rights and functions can be copied, and nothing of the text is lost", () => {
  const said = "Разрешите роли lmsync права moodle/calendar:manageentries и core_group_get_group_members.";
  const pieces = cureOf(said);
  expect(pieces.filter(({ type }) => type === "code").map(({ text }) => text)).toEqual([
    "moodle/calendar:manageentries",
    "core_group_get_group_members",
  ]);
  expect(pieces.map(({ text }) => text).join("")).toBe(said);
});

test("a text without any is a text", () => {
  expect(cureOf("Повторите позже.")).toEqual([{ type: "text", text: "Повторите позже." }]);
  expect(cureOf("")).toEqual([]);
});
