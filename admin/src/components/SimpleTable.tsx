import clsx from "clsx";
import type { ReactNode } from "react";
import classes from "./SimpleTable.module.css";

interface SimpleTableProps {
  columns: ReactNode[];
  /** Places of the columns that hold numbers. */
  numeric?: readonly number[];
  /** Places of the columns that a phone has no room for; their cells carry the class `wide`. */
  wide?: readonly number[];
  caption?: string;
  className?: string;
  children: ReactNode;
}

/** A table that is read whole: some dozens of rows. Data lists have `DataTable`. */
export function SimpleTable({ columns, numeric = [], wide = [], caption, className, children }: SimpleTableProps) {
  return (
    <table className={clsx(classes.table, className)}>
      {caption && <caption className="sr">{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column, place) => (
            <th
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of one table never change places
              key={place}
              scope="col"
              className={clsx(numeric.includes(place) && "num", wide.includes(place) && "wide")}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
