import { DAY, HOUR, MINUTE, type Zone } from "@/format";

/** A day as `2026-11-23`. Days are counted in UTC, so that summer time never shortens one. */
export type Day = string;

const ofZone = new Map<string, Intl.DateTimeFormat>();
function clockOf(zone: Zone): Intl.DateTimeFormat {
  const kept = ofZone.get(zone ?? "");
  if (kept) return kept;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  ofZone.set(zone ?? "", clock);
  return clock;
}

/** Which day it is in the zone, and how many minutes of it have passed. */
export function placeIn(zone: Zone, at: string | number | Date): { day: Day; minute: number } {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** When a day begins in the zone. */
export function beginOf(day: Day, zone: Zone): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const ahead = (at: number) => {
    const place = placeIn(zone, at);
    return Date.parse(`${place.day}T00:00:00Z`) + place.minute * MINUTE - at;
  };
  // Once more, because the clock may have been changed between the two.
  return new Date(utc - ahead(utc - ahead(utc)));
}

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** A day of a calendar that people have: the edges of what a computer can reckon with are far from it. */
export function isDay(text: string | undefined): text is Day {
  if (text === undefined || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Monday is 0. */
export function weekdayOf(day: Day): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function mondayOf(day: Day): Day {
  return plusDays(day, -weekdayOf(day));
}

export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The whole weeks that show a month. */
export function weeksOfMonth(day: Day): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const end = plusMonths(day, 1);
  const weeks: Day[][] = [];
  for (let monday = mondayOf(first); monday < end; monday = plusDays(monday, 7))
    weeks.push(Array.from({ length: 7 }, (_, place) => plusDays(monday, place)));
  return weeks;
}

/** A zone in words: «Москва», «Восточная Европа», “Moscow Standard Time”. */
export function wordsOf(zone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts();
  const words = parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
  // Behind the comma it says that this is not summer time.
  return words.split(",")[0] ?? words;
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const MINUTES_OF_DAY = (24 * HOUR) / MINUTE;
