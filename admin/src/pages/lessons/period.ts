import { type Day, mondayOf, plusDays, plusMonths, weeksOfMonth } from "./zone";

export const VIEWS = ["month", "week", "day", "agenda"] as const;
type View = (typeof VIEWS)[number];

export function viewNamed(name: string | undefined): View {
  return VIEWS.find((view) => view === name) ?? "week";
}

/** The days that a view shows. */
export function daysOf(view: View, day: Day): Day[] {
  if (view === "day") return [day];
  if (view === "month") return weeksOfMonth(day).flat();
  return Array.from({ length: 7 }, (_, place) => plusDays(mondayOf(day), place));
}

/** The day from which the next view, or the one before, is drawn. */
export function stepped(view: View, day: Day, steps: number): Day {
  if (view === "month") return plusMonths(day, steps);
  return plusDays(day, view === "day" ? steps : 7 * steps);
}

/** What the days of a view are called: «23–29 ноября 2026». */
export function titleOf(view: View, days: readonly Day[], day: Day, locale: string): string {
  const noon = (of: Day) => new Date(`${of}T12:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const clean = (text: string) => text.replace(/\s?г\.$/, "");
  if (view === "month") {
    const text = clean(format({ month: "long", year: "numeric" }).format(noon(day)));
    return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  }
  if (view === "day")
    return clean(format({ weekday: "short", day: "numeric", month: "long", year: "numeric" }).format(noon(day)));
  const [first = day, last = day] = [days[0], days.at(-1)];
  return clean(format({ day: "numeric", month: "long", year: "numeric" }).formatRange(noon(first), noon(last)));
}
