import type { TFunction } from "i18next";
import { DATA, type Place, SETTINGS, WATCHING } from "./Frame";

const PLACES: readonly Place[] = [...WATCHING, ...DATA, ...SETTINGS];

/** What the first heading of the page says. */
export function headingOf(page: ParentNode): string {
  return page.querySelector("main h1")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

const OF_PERSONS = /^\/data\/(students|teachers|users|enrollments|submissions|attendance)\/./;

/** What the window is called. Its title stays in the history of the browser, where no name of a person belongs. */
export function titleOf(path: string, t: TFunction, heading: string): string {
  return nameOf(path, t, OF_PERSONS.test(path) ? "" : heading);
}

/** Where somebody is: the section, and before it the heading of what is shown of it, such as a person's name. */
export function nameOf(path: string, t: TFunction, heading: string): string {
  const section =
    PLACES.find(({ to }) => path === to) ?? PLACES.find(({ to, below }) => path.startsWith(`${below ?? to}/`));
  if (!section) return heading;
  const name = t(`nav.${section.section}`);
  const isAllOfIt = path === section.to || section.below !== undefined;
  return isAllOfIt || !heading ? name : `${heading} · ${name}`;
}
