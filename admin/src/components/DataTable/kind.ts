import type { AnyRecord, Filters, ListName, Records, Reference } from "@/api/records";
import type { Kind } from "@/api/status";
import { beginOfDay } from "@/days";
import type { Catalogues } from "@/locales/catalogues";

type FieldName = keyof Catalogues["data"]["field"];
/** A set of words that a field may hold. */
export type WordGroup = keyof Catalogues["data"]["word"];

/** What a column holds of a row, by which it is shown in the table, in the detail and in a CSV file alike. */
export type Value<T> =
  | { type: "text"; of: (row: T) => string | null | undefined }
  | { type: "number"; of: (row: T) => number | null | undefined }
  /** How long ago it was. */
  | { type: "age"; of: (row: T) => string | null | undefined }
  /** A day and a time of it. */
  | { type: "moment"; of: (row: T) => string | null | undefined }
  /** A moment of which only the day matters. */
  | { type: "date"; of: (row: T) => string | null | undefined }
  | { type: "day"; of: (row: T) => string | null | undefined }
  | { type: "word"; words: WordGroup; of: (row: T) => string | null | undefined }
  | { type: "flag"; of: (row: T) => boolean | null | undefined }
  | { type: "link"; of: (row: T) => string | null | undefined }
  | { type: "connection"; of: (row: T) => string }
  | { type: "reference"; list: ListName; of: (row: T) => Reference | null | undefined }
  | { type: "references"; list: ListName; of: (row: T) => Reference[] | undefined };

export type Column<T> = Value<T> & {
  /** The field: its name in the address, in what is remembered, and in the catalogues. */
  key: FieldName;
  /** In pixels; the first column takes what is left. */
  width: number;
  /** The name of its order in the API, where the list has one. */
  sort?: string;
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  /** Where it stands in the two lines of a row on a phone; elsewhere it is left out there. */
  phone?: "below" | "aside" | "corner";
};

export type Filter =
  | { type: "connection"; name: "connection" }
  | { type: "choice"; name: FilterName; words: WordGroup; choices: readonly string[] }
  | { type: "record"; name: FilterName; list: ListName }
  | { type: "day"; name: FilterName };
export type FilterName = keyof Catalogues["data"]["filter"];

/** Everything that the panel knows about one list of records. */
export interface RecordKind<L extends ListName = ListName> {
  list: L;
  /** As the API calls it in the state of a connection. */
  kind: Kind;
  /** How a record is called. */
  name: (row: Records[L]) => string | null | undefined;
  /** The first is the link. */
  columns: readonly Column<Records[L]>[];
  filters: readonly Filter[];
  /** The order in which the API gives the list when none is asked for. */
  sort: string;
  /** Somebody who left every course is a student no longer: which list has the removed ones, when this one has none. */
  removedIn?: ListName;
  /** Whether the API searches this list by words. */
  searches: boolean;
}

/** A kind whose rows are only known to be records. */
export type SomeKind = Omit<RecordKind, "name" | "columns"> & {
  name: (row: never) => string | null | undefined;
  columns: readonly Column<never>[];
};

export function isNumeric(column: { type: Value<never>["type"] }): boolean {
  return column.type === "number";
}

const OTHERS = new Set(["q", "sort", "include_removed"]);

/** The filters of the address as the API takes them: days become moments of the reader's zone. */
export function askedFilters(kind: SomeKind, search: Filters): Filters {
  const asked: Record<string, string | undefined> = {};
  for (const { name, type } of kind.filters) {
    const value = search[name];
    if (!value) continue;
    const moment = type === "day" ? beginOfDay(value, name === "to" ? 1 : 0) : value;
    if (moment) asked[name] = moment;
  }
  for (const name of OTHERS) if (search[name]) asked[name] = search[name];
  if (!kind.searches) delete asked.q;
  if (!isSorted(kind, search.sort)) delete asked.sort;
  return asked;
}

function isSorted(kind: SomeKind, sort: string | undefined): boolean {
  return kind.columns.some((column) => column.sort !== undefined && column.sort === sort?.replace(/^-/, ""));
}

/** Whether anything but the order narrows the list. */
export function isFiltered(filters: Filters): boolean {
  return Object.entries(filters).some(([name, value]) => name !== "sort" && name !== "include_removed" && value);
}

/** Columns that any record has. */
export function commonColumns<T extends AnyRecord>(): Column<T>[] {
  return [
    { key: "changed_at", type: "age", of: (row) => row.changed_at, width: 120, sort: "changed_at", phone: "corner" },
    { key: "first_seen_at", type: "age", of: (row) => row.first_seen_at, width: 120, hidden: true },
    { key: "source_updated_at", type: "age", of: (row) => row.source_updated_at, width: 150, hidden: true },
    { key: "removed_at", type: "age", of: (row) => row.removed_at, width: 120, hidden: true },
    { key: "external_id", type: "text", of: (row) => row.external_id, width: 150, hidden: true },
    { key: "id", type: "text", of: (row) => row.id, width: 190, hidden: true, sort: "id" },
  ];
}

/** Which of the connections it is from. */
export function connectionColumn<T extends AnyRecord>(): Column<T> {
  return { key: "connection", type: "connection", of: (row) => row.connection, width: 106, phone: "aside" };
}
