import { queryOptions, useQuery } from "@tanstack/react-query";
import { askPage, type Filters, type Lesson, listQuery } from "@/api/records";
import type { Zone } from "@/format";
import { beginOf, type Day, isZone, plusDays } from "./zone";

const AT_ONCE = 500;
/** More than this nobody reads in a calendar; a filter helps, and the table shows all. */
const MOST_PAGES = 4;

export interface LessonsOfPeriod {
  lessons: Lesson[];
  isCut: boolean;
  not_provided: readonly { connection: string; why: string | null }[];
  not_yet_read: readonly string[];
}

export const lessonsQuery = (filters: Filters, days: readonly Day[], zone: Zone) => {
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const from = beginOf(first, zone).toISOString();
  const to = beginOf(plusDays(last, 1), zone).toISOString();
  return queryOptions({
    queryKey: ["records", "lessons", "period", filters, from, to],
    queryFn: async ({ signal }): Promise<LessonsOfPeriod> => {
      const lessons: Lesson[] = [];
      let cursor: string | null = null;
      for (let pages = 0; ; ) {
        const page: Awaited<ReturnType<typeof askPage<"lessons">>> = await askPage(
          "lessons",
          { ...filters, from, to },
          { limit: AT_ONCE, cursor },
          signal,
        );
        lessons.push(...page.items);
        cursor = page.next_cursor;
        pages += 1;
        if (cursor === null || pages === MOST_PAGES)
          return {
            lessons,
            isCut: cursor !== null,
            not_provided: page.not_provided,
            not_yet_read: page.not_yet_read,
          };
      }
    },
  });
};

const COURSES = 100;

/** The time zone that most courses say they have; `undefined` where no course says one. */
export function useSchoolZone(): string | undefined {
  const { data } = useQuery({ ...listQuery("courses", {}, COURSES), staleTime: 60 * 60_000 });
  const counts = new Map<string, number>();
  for (const { time_zone } of data?.items ?? [])
    if (time_zone && isZone(time_zone)) counts.set(time_zone, (counts.get(time_zone) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
