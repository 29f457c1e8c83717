import type { Lesson } from "@/api/records";
import type { Zone } from "@/format";
import { type Day, MINUTES_OF_DAY, placeIn } from "./zone";

/** A lesson on one day of the calendar, in minutes of that day. */
export interface Block {
  lesson: Lesson;
  from: number;
  to: number;
}

/** A block with its place among those of the same time. */
interface Laid extends Block {
  lane: number;
  lanes: number;
}

/** Blocks of the same time that found no place beside each other. */
export interface Rest {
  from: number;
  to: number;
  count: number;
}

export interface DayOf {
  day: Day;
  blocks: Block[];
  /** What takes the whole day, or has no end: it stands above the hours. */
  whole: Lesson[];
  deadlines: Lesson[];
}

const SHORTEST = 20;
const DAY_MS = 24 * 60 * 60_000;

/** Lessons by the days on which they happen in the zone; one that lasts over midnight is on both. */
export function byDays(days: readonly Day[], lessons: readonly Lesson[], zone: Zone): DayOf[] {
  const found = new Map<Day, DayOf>(days.map((day) => [day, { day, blocks: [], whole: [], deadlines: [] }]));
  for (const lesson of lessons) {
    if (lesson.all_day && lesson.on_date) {
      found.get(lesson.on_date)?.whole.push(lesson);
      continue;
    }
    if (!lesson.starts_at) continue;
    const begin = placeIn(zone, lesson.starts_at);
    if (lesson.kind === "deadline") {
      found.get(begin.day)?.deadlines.push(lesson);
      continue;
    }
    if (lesson.ends_at === null) {
      found.get(begin.day)?.whole.push(lesson);
      continue;
    }
    const end = placeIn(zone, lesson.ends_at);
    // The day on which summer time begins has 23 hours.
    const isWholeDay = begin.minute === 0 && end.minute === 0 && end.day > begin.day;
    const isLong = isWholeDay || Date.parse(lesson.ends_at) - Date.parse(lesson.starts_at) >= DAY_MS;
    for (const each of found.values()) {
      if (each.day < begin.day || each.day > end.day) continue;
      const from = each.day === begin.day ? begin.minute : 0;
      const to = each.day === end.day ? end.minute : MINUTES_OF_DAY;
      if (each.day > begin.day && to <= from) continue;
      if (isLong) each.whole.push(lesson);
      else each.blocks.push({ lesson, from, to: Math.min(MINUTES_OF_DAY, Math.max(to, from + SHORTEST)) });
    }
  }
  const days_ = [...found.values()];
  for (const { blocks } of days_) blocks.sort((a, b) => a.from - b.from || b.to - a.to);
  return days_;
}

/** Lessons of the same time stand side by side, so many at most; of the others the number is said. */
export function laidOut(blocks: readonly Block[], most: number): { laid: Laid[]; rest: Rest[] } {
  const laid: Laid[] = [];
  const rest: Rest[] = [];
  let cluster: Block[] = [];
  let until = -1;
  function close() {
    const ends: number[] = [];
    const placed = cluster.map((block) => {
      const free = ends.findIndex((end) => end <= block.from);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = block.to;
      return { ...block, lane };
    });
    // The last lane tells of those that have none.
    const isFull = ends.length > most;
    const lanes = isFull ? most : ends.length;
    const own = isFull ? most - 1 : lanes;
    laid.push(...placed.filter(({ lane }) => lane < own).map((block) => ({ ...block, lanes })));
    const hidden = placed.filter(({ lane }) => lane >= own);
    if (hidden.length > 0) {
      const first = hidden[0] as Block;
      rest.push({ from: first.from, to: Math.max(...hidden.map(({ to }) => to)), count: hidden.length });
    }
    cluster = [];
  }
  for (const block of blocks) {
    if (block.from >= until && cluster.length > 0) close();
    cluster.push(block);
    until = Math.max(cluster.length === 1 ? -1 : until, block.to);
  }
  if (cluster.length > 0) close();
  return { laid, rest };
}

const USUAL_HOURS = [8, 17] as const;

/** Hours in a row, of which the empty ones between two lessons fold. */
export interface Stretch {
  from: number;
  to: number;
  isFolded: boolean;
}

/** So many empty hours in a row are worth folding. */
const FOLDED = 3;
/** How high a fold is, in hours. */
const FOLD = 0.5;

/** The hours of the grid: those before and after everything are left out, and long gaps fold. */
export function stretchesOf(days: readonly DayOf[], now?: number): Stretch[] {
  const [first, last] = hoursOf(days, now);
  const blocks = days.flatMap((day) => day.blocks);
  const isTaken = (hour: number) =>
    blocks.length === 0 ||
    (now !== undefined && Math.floor(now / 60) === hour) ||
    blocks.some(({ from, to }) => from < (hour + 1) * 60 && to > hour * 60);
  const runs: Stretch[] = [];
  for (let hour = first; hour < last; hour += 1) {
    const run = runs.at(-1);
    const isFolded = !isTaken(hour);
    if (run && run.isFolded === isFolded) run.to = hour + 1;
    else runs.push({ from: hour, to: hour + 1, isFolded });
  }
  const shown: Stretch[] = [];
  for (const [place, run] of runs.entries()) {
    const isBetween = place > 0 && place < runs.length - 1;
    const isFolded = run.isFolded && isBetween && run.to - run.from >= FOLDED;
    const before = shown.at(-1);
    if (before && !before.isFolded && !isFolded) before.to = run.to;
    else shown.push({ ...run, isFolded });
  }
  return shown;
}

/** Where a minute of the day stands in the grid, from 0 to 1, and how many hours high the grid is. */
export function scaleOf(stretches: readonly Stretch[]): { height: number; place: (minute: number) => number } {
  const sizes = stretches.map(({ from, to, isFolded }) => (isFolded ? FOLD : to - from));
  const height = sizes.reduce((sum, size) => sum + size, 0);
  function place(minute: number): number {
    let above = 0;
    for (const [index, { from, to }] of stretches.entries()) {
      const size = sizes[index] ?? 0;
      if (minute <= to * 60) return (above + (size * Math.max(0, minute / 60 - from)) / (to - from)) / height;
      above += size;
    }
    return 1;
  }
  return { height, place };
}

/** From which hour to which something happens; the hours before and after fold. */
export function hoursOf(days: readonly DayOf[], now?: number): [number, number] {
  const blocks = days.flatMap((day) => day.blocks);
  if (blocks.length === 0) return [...USUAL_HOURS];
  const from = Math.floor(Math.min(...blocks.map((block) => block.from)) / 60);
  const to = Math.ceil(Math.max(...blocks.map((block) => block.to)) / 60);
  const here = now === undefined ? undefined : Math.floor(now / 60);
  // The line of the present moment belongs on the page when that is near.
  const isNear = here !== undefined && here >= from - 1 && here <= to;
  return [Math.min(from, isNear ? here : from, 23), Math.max(to, isNear ? here + 1 : to, from + 4)];
}
