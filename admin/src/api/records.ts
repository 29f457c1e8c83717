import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Reference = Schemas["Reference"];
export type User = Schemas["User"];
export type Course = Schemas["Course"];
export type Lesson = Schemas["Lesson"];
export type Found = Schemas["Found"];
export type PersonExport = Schemas["PersonExport"];
export type LoggedChange = Schemas["LoggedChange"];
export type NotProvided = Schemas["NotProvided"];

/** What the lists of the API hold. */
export interface Records {
  students: User;
  teachers: User;
  users: User;
  courses: Course;
  groups: Schemas["Group"];
  enrollments: Schemas["Enrollment"];
  items: Schemas["Item"];
  submissions: Schemas["Submission"];
  attendance: Schemas["Attendance"];
  sections: Schemas["Section"];
  terms: Schemas["Term"];
  orgs: Schemas["Org"];
  categories: Schemas["Category"];
  lessons: Lesson;
}
export type ListName = keyof Records;
/** What every record has. */
export interface AnyRecord {
  id: string;
  connection: string;
  external_id: string;
  first_seen_at: string;
  changed_at: string;
  removed_at: string | null;
  source_updated_at: string | null;
}

/** Filters by name, as in the address of the page and of the API. */
export type Filters = Readonly<Record<string, string | undefined>>;

export interface RecordPage<T> {
  items: T[];
  next_cursor: string | null;
  total: number | null;
  not_provided: NotProvided[];
  not_yet_read: string[];
}

const LISTS = {
  students: "/api/v1/crm/students",
  teachers: "/api/v1/crm/teachers",
  users: "/api/v1/crm/users",
  courses: "/api/v1/crm/courses",
  groups: "/api/v1/crm/groups",
  enrollments: "/api/v1/crm/enrollments",
  items: "/api/v1/crm/items",
  submissions: "/api/v1/crm/submissions",
  attendance: "/api/v1/crm/attendance",
  sections: "/api/v1/crm/sections",
  terms: "/api/v1/crm/terms",
  orgs: "/api/v1/crm/orgs",
  categories: "/api/v1/crm/categories",
  lessons: "/api/v1/crm/lessons",
} as const;
const RECORDS = {
  students: "/api/v1/crm/students/{record_id}",
  teachers: "/api/v1/crm/teachers/{record_id}",
  users: "/api/v1/crm/users/{record_id}",
  courses: "/api/v1/crm/courses/{record_id}",
  groups: "/api/v1/crm/groups/{record_id}",
  enrollments: "/api/v1/crm/enrollments/{record_id}",
  items: "/api/v1/crm/items/{record_id}",
  submissions: "/api/v1/crm/submissions/{record_id}",
  attendance: "/api/v1/crm/attendance/{record_id}",
  sections: "/api/v1/crm/sections/{record_id}",
  terms: "/api/v1/crm/terms/{record_id}",
  orgs: "/api/v1/crm/orgs/{record_id}",
  categories: "/api/v1/crm/categories/{record_id}",
  lessons: "/api/v1/crm/lessons/{record_id}",
} as const;

/** A page of a list. The lists take their filters alike, so that one of them stands for all in the types. */
export async function askPage<L extends ListName>(
  list: L,
  filters: Filters,
  page: { limit: number; cursor?: string | null },
  signal?: AbortSignal,
): Promise<RecordPage<Records[L]>> {
  const query = { ...filters, limit: page.limit, cursor: page.cursor ?? undefined } as object;
  const answered = await answer(api.GET(LISTS[list] as "/api/v1/crm/users", { params: { query }, signal }));
  return answered as unknown as RecordPage<Records[L]>;
}

const PAGE_ROWS = 200;
/** Up to this many pages are asked anew when something has changed; of more, the reader decides. */
export const FEW_PAGES = 3;

/** A list, page by page. Its key is not of those that a run asks anew: a reader who has scrolled far would wait for every page. */
export const tableQuery = <L extends ListName>(list: L, filters: Filters) => {
  const isShort = (query: { state: { data?: { pages: unknown[] } } }) =>
    (query.state.data?.pages.length ?? 0) <= FEW_PAGES ? ("always" as const) : false;
  return infiniteQueryOptions({
    queryKey: ["table", list, filters],
    queryFn: ({ pageParam, signal }) =>
      askPage(list, filters, { limit: PAGE_ROWS, cursor: pageParam as string | null }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchOnWindowFocus: isShort,
    refetchOnMount: isShort,
    // Rows of the filter before stay until those of the next have come, but never rows of another list.
    placeholderData: (previous, before) => (before?.queryKey[1] === list ? keepPreviousData(previous) : undefined),
  });
};

/** The first records of a list, for a detail or a choice. */
export const listQuery = <L extends ListName>(list: L, filters: Filters, limit: number) =>
  queryOptions({
    queryKey: ["records", list, "first", filters, limit],
    queryFn: ({ signal }) => askPage(list, filters, { limit }, signal),
  });

/** One record, also when it is removed. */
export const recordQuery = <L extends ListName>(list: L, id: string) =>
  queryOptions({
    queryKey: ["records", list, "one", id],
    queryFn: async ({ signal }) => {
      const params = { path: { record_id: id }, query: { include_removed: true } };
      return (await answer(
        api.GET(RECORDS[list] as "/api/v1/crm/users/{record_id}", { params, signal }),
      )) as unknown as Records[L];
    },
  });

/** Everything that is held on a person: the only place that holds the changes of one record. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "person", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/crm/users/{record_id}/export", { params: { path: { record_id: id } }, signal })),
  });

export const searchQuery = (q: string, limit: number, kinds?: string) =>
  queryOptions({
    queryKey: ["search", q, limit, kinds ?? null],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/crm/search", { params: { query: { q, limit, kinds } }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
