import type { TFunction } from "i18next";
import { expect, it } from "vitest";
import { headingOf, nameOf, titleOf } from "./pageName";

const t = ((key: string) => key) as unknown as TFunction;

it.each([
  ["/", "Всё в порядке", "nav.overview"],
  ["/data/students", "Ученики", "nav.students"],
  ["/data/students/moodle-usr-7", "Анна Ёлкина", "Анна Ёлкина · nav.students"],
  ["/data/students/moodle-usr-7", "", "nav.students"],
  ["/data/terms", "Учебные периоды", "Учебные периоды"],
  ["/access/log", "Доступ", "nav.access"],
  ["/connections/new", "Что подключить", "Что подключить · nav.connections"],
  ["/login", "Вход", "Вход"],
])("%s with the heading «%s» is called «%s»", (path, heading, name) => {
  expect(nameOf(path, t, heading)).toBe(name);
});

it.each([
  ["/data/students/moodle-usr-7", "nav.students"],
  ["/data/users/moodle-usr-7", ""],
  ["/data/submissions/moodle-sub-7", "nav.submissions"],
  ["/data/courses/moodle-crs-7", "Анна Ёлкина · nav.courses"],
])("the history of the browser gets no name of a person: %s", (path, title) => {
  expect(titleOf(path, t, "Анна Ёлкина")).toBe(title);
});

it("takes the heading as it is read", () => {
  const page = document.createElement("div");
  page.innerHTML = "<h1>of a window</h1><main><h1> Анна\n <b>Ёлкина</b> </h1><h1>another</h1></main>";
  expect(headingOf(page)).toBe("Анна Ёлкина");
  expect(headingOf(document.createElement("div"))).toBe("");
});
