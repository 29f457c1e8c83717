import { askPage, type Filters, type ListName, type RecordPage } from "@/api/records";
import type { Column } from "./kind";

const FORMULA = /^[=+\-@\t\r]/;
const FURTHER_FORMULA = /([;,\t\r\n][\s"]*)([=+\-@])/g;
/** So that a spreadsheet reads the letters right. */
const BYTE_ORDER_MARK = "\ufeff";
const ROWS_AT_ONCE = 500;

/** What a spreadsheet would run is quoted by an apostrophe, as in the audit's CSV. Numbers stay numbers. */
export function safeCell(text: string): string {
  if (/^-?\d+([.,]\d+)?$/.test(text)) return text;
  const further = text.replace(FURTHER_FORMULA, "$1'$2");
  return FORMULA.test(further) ? `'${further}` : further;
}

export function csvLine(cells: readonly string[], separator: string): string {
  const quoted = cells.map((text) => {
    const cell = safeCell(text);
    return /["\r\n;,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  });
  return `${quoted.join(separator)}\r\n`;
}

interface CsvAsked<T> {
  list: ListName;
  filters: Filters;
  columns: readonly Column<T>[];
  titles: readonly string[];
  cell: (column: Column<T>, row: T) => string;
  /** Excel takes the separator of its language: a semicolon where the comma parts decimals, as in Russian. */
  separator: string;
  signal: AbortSignal;
  progress: (rows: number) => void;
}

/** All rows of the filters, page after page. Raises `Problem`, and `AbortError` when it is stopped. */
export async function csvOf<T>(asked: CsvAsked<T>): Promise<{ file: Blob; rows: number }> {
  const parts = [BYTE_ORDER_MARK, csvLine(asked.titles, asked.separator)];
  let cursor: string | null = null;
  let rows = 0;
  // A row that moves while the pages are asked for comes again.
  const seen = new Set<string>();
  do {
    const page: RecordPage<unknown> = await askPage(
      asked.list,
      asked.filters,
      { limit: ROWS_AT_ONCE, cursor },
      asked.signal,
    );
    const fresh = (page.items as (T & { id: string })[]).filter(({ id }) => !seen.has(id));
    for (const row of fresh) {
      seen.add(row.id);
      parts.push(
        csvLine(
          asked.columns.map((column) => asked.cell(column, row)),
          asked.separator,
        ),
      );
    }
    rows += fresh.length;
    asked.progress(rows);
    cursor = page.next_cursor;
  } while (cursor);
  return { file: new Blob(parts, { type: "text/csv;charset=utf-8" }), rows };
}
