import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import type { AnyRecord } from "@/api/records";
import { Cell } from "./Cell";
import classes from "./DataTable.module.css";
import { type Column, isNumeric, type SomeKind } from "./kind";
import type { Words } from "./words";

export interface RowProps {
  kind: SomeKind;
  row: AnyRecord;
  index: number;
  columns: readonly Column<AnyRecord>[];
  words: Words;
  now: number;
  height: number;
  isOpen: boolean;
  isTabStop: boolean;
  press: (event: MouseEvent, id: string, index: number) => void;
  focused: (index: number) => void;
}

/** Drawn anew only when something of its own changes: a table is scrolled faster than its rows are drawn. */
export const Row = memo(function Row({
  kind,
  row,
  index,
  columns,
  words,
  now,
  height,
  isOpen,
  isTabStop,
  ...does
}: RowProps) {
  const { t } = useTranslation("data");
  return (
    <tr
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isOpen ? true : undefined}
      className={clsx(isOpen && classes.open, row.removed_at && classes.removed)}
      style={{ height }}
    >
      {columns.map((column, place) => (
        <td
          key={column.key}
          data-phone={place === 0 ? "name" : column.phone}
          className={clsx((isNumeric(column) || column.type === "age") && "num")}
        >
          {place === 0 ? (
            <Link
              to="/data/$kind/$id"
              params={{ kind: kind.list, id: row.id }}
              preload={false}
              tabIndex={isTabStop ? 0 : -1}
              onClick={(event) => does.press(event, row.id, index)}
              onFocus={() => does.focused(index)}
            >
              {kind.name(row as never) || <span className="t3">{t("nameless")}</span>}
            </Link>
          ) : (
            <Cell value={column} row={row} words={words} now={now} />
          )}
          {place === 0 && row.removed_at && <span className={classes.gone}>{t("table.removed")}</span>}
        </td>
      ))}
    </tr>
  );
});
