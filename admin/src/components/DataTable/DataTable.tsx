import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AnyRecord } from "@/api/records";
import { useKeys } from "@/components/keys";
import { useNow } from "@/format";
import classes from "./DataTable.module.css";
import { Head } from "./Head";
import type { Column, SomeKind } from "./kind";
import { Row, type RowProps } from "./Row";
import type { TableRows } from "./rows";
import type { Words } from "./words";

const ROW = 36;
const PHONE_ROW = 61;
/** Rows that are still to come, at the end of those that are loaded. */
const COMING = 14;
/** The next page is asked for when so many loaded rows are left below. */
const AHEAD = 80;

interface TableProps {
  kind: SomeKind;
  columns: readonly Column<AnyRecord>[];
  table: TableRows;
  words: Words;
  sort: string;
  sortBy: (sort: string) => void;
  isNarrow: boolean;
  isPhone: boolean;
  /** The record whose detail is open. */
  open: string | undefined;
  setOpen: (id: string | undefined, isNext?: boolean) => void;
  /** Of a list without rows. */
  empty: ReactNode;
  /** Below the rows, with the places of the first and the last that are seen. */
  foot: (from: number, to: number) => ReactNode;
}

export function DataTable({
  kind,
  columns,
  table,
  words,
  sort,
  sortBy,
  isNarrow,
  isPhone,
  open,
  setOpen,
  empty,
  foot,
}: TableProps) {
  const { t } = useTranslation(["data", "common"]);
  const { query, rows, total } = table;
  const now = useNow();
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);
  const height = isPhone ? PHONE_ROW : ROW;
  const isLoading = query.data === undefined;
  const coming = query.hasNextPage ? Math.min(COMING, (total ?? Number.POSITIVE_INFINITY) - rows.length) : 0;
  const count = isLoading ? COMING + 6 : rows.length + Math.max(coming, query.hasNextPage ? 1 : 0);
  const head = isPhone ? 0 : ROW;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: head,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are measured anew when the height of rows changes
  useEffect(() => virtual.measure(), [height, virtual]);
  const shown = virtual.getVirtualItems();
  const from = Math.floor(((virtual.scrollOffset ?? 0) + 1) / height);
  const seen = Math.max(1, Math.floor(((virtual.scrollRect?.height ?? 0) - head + 1) / height));
  const last = shown.at(-1)?.index ?? 0;

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= rows.length - AHEAD)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, rows.length]);

  /** Whether the row is drawn, and has the focus now. */
  function focus(index: number): boolean {
    const link = scroll.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] a`);
    link?.focus({ preventScroll: true });
    return link != null;
  }
  // A row that is far away is drawn after the table has scrolled to it.
  useEffect(() => {
    if (wanted.current !== null && focus(wanted.current)) wanted.current = null;
  });

  function go(index: number) {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[next];
    if (!row) return;
    setActive(next);
    virtual.scrollToIndex(next);
    wanted.current = focus(next) ? null : next;
    if (open !== undefined && !isNarrow) setOpen(row.id, true);
  }
  function move(steps: number) {
    const inTable = scroll.current?.contains(document.activeElement) || open !== undefined;
    const here = open === undefined ? active : rows.findIndex((row) => row.id === open);
    go(inTable ? (here === -1 ? active : here) + steps : active);
  }
  useKeys([
    ["J", () => move(1)],
    ["K", () => move(-1)],
  ]);
  function walk(event: KeyboardEvent) {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / height) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const by = event.key === "Home" ? -active : event.key === "End" ? rows.length - 1 - active : steps[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(active + by);
  }
  // Rows are drawn anew only when something of theirs changes, so what they call stays the same.
  const press = useRef<RowProps["press"]>(() => undefined);
  press.current = (event, id, index) => {
    setActive(index);
    if (isNarrow || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    setOpen(open === id ? undefined : id);
  };
  const pressed = useCallback<RowProps["press"]>((event, id, index) => press.current(event, id, index), []);

  // Closing the detail gives the focus back to the row.
  const openBefore = useRef(open);
  useEffect(() => {
    if (openBefore.current !== undefined && open === undefined) {
      const link = scroll.current?.querySelector<HTMLElement>(`tr[data-index="${active}"] a`);
      link?.focus({ preventScroll: true });
    }
    openBefore.current = open;
  }, [open, active]);

  if (!isLoading && rows.length === 0)
    return (
      <>
        <div className={classes.scroll}>{empty}</div>
        {foot(0, 0)}
      </>
    );
  const tabStop = shown.some(({ index }) => index === active) ? active : (shown[0]?.index ?? 0);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move the focus between links of the table */}
      <div className={classes.scroll} ref={scroll} onKeyDown={walk}>
        <table
          className={clsx(classes.table, query.isPlaceholderData && classes.before)}
          aria-rowcount={total === null ? -1 : total + 1}
          aria-busy={isLoading}
          aria-label={t(`data:list.${kind.list}`)}
          style={isPhone ? undefined : { minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
        >
          {!isPhone && (
            <colgroup>
              {columns.map(({ key, width }) => (
                <col key={key} style={{ width }} />
              ))}
            </colgroup>
          )}
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <Head key={column.key} column={column} sort={sort} sortBy={sortBy} />
              ))}
            </tr>
          </thead>
          <tbody>
            <Space height={shown[0]?.start ?? 0} />
            {shown.map(({ index }) => {
              const row = rows[index];
              if (!row || isLoading)
                return <Coming key={`coming-${index}`} index={index} height={height} columns={columns} />;
              return (
                <Row
                  key={row.id}
                  kind={kind}
                  row={row}
                  index={index}
                  columns={columns}
                  words={words}
                  now={now}
                  height={height}
                  isOpen={row.id === open}
                  isTabStop={index === tabStop}
                  press={pressed}
                  focused={setActive}
                />
              );
            })}
            <Space height={virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)} />
          </tbody>
        </table>
      </div>
      {foot(from, from + seen)}
    </>
  );
}

/** The room of rows that are not drawn. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without cells cannot have the focus
  return <tr aria-hidden="true" className={classes.space} style={{ height }} />;
}

/** A row that is still asked for. */
function Coming({ index, height, columns }: { index: number; height: number; columns: TableProps["columns"] }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus
    <tr aria-hidden="true" style={{ height }} className={classes.coming}>
      {columns.map((column, place) => (
        <td key={column.key} data-phone={place === 0 ? "name" : column.phone}>
          <Skeleton height={10} width={`${place === 0 ? 72 - ((index * 13) % 30) : 56}%`} />
        </td>
      ))}
    </tr>
  );
}
