/** Days as the address and the fields have them, like 2027-06-30, and the moments that they mean where the reader is. */
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

const two = (part: number) => String(part).padStart(2, "0");

export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** For spreadsheets: the same in every language, and it sorts. */
export function minuteOf(at: Date): string {
  return `${dayOf(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** When a day begins, or the one so many days later; `undefined` for what is not a day. */
export function beginOfDay(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = (DAY.exec(day ?? "") ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

/** The last second of a day. */
export function endOfDay(day: string): string | undefined {
  const next = beginOfDay(day, 1);
  return next && new Date(Date.parse(next) - 1_000).toISOString();
}
