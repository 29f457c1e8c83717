/** Up to here a difference is the way that an answer goes, and the whole seconds in which it says the time. */
const SLACK_MS = 30_000;
let aheadMs = 0;

/** What an answer of the server says of its clock: ages are reckoned by that clock, by which they were written down. */
export function hearTime(date: string | null): void {
  const ahead = Date.parse(date ?? "") - Date.now();
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) > SLACK_MS ? ahead : 0;
}

/** The time where the server is, in milliseconds. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
