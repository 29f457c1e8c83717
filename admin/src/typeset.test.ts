import { expect, test } from "vitest";
import { typeset } from "./typeset";

test.each([
  ["Нет права на курс", "Нет_права на_курс"],
  ["Все 27 учеников и 1 учитель", "Все_27 учеников и_1 учитель"],
  ["№ {{n}}, всего {{n}} мин", "№_{{n}}, всего {{n}}_мин"],
  ["осталось 40 секунд", "осталось 40 секунд"],
  ["с {{time}}", "с_{{time}}"],
  ["{{to}} и дальше", "{{to}} и_дальше"],
  ["in {{n}} min", "in {{n}}_min"],
  ["a {{n}} minute walk", "a {{n}} minute walk"],
])("%s", (text, expected) => {
  expect(typeset(text)).toBe(expected.replaceAll("_", "\u00a0"));
});
