import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AnyRecord } from "@/api/records";
import classes from "./DataTable.module.css";
import { type Column, isNumeric } from "./kind";

interface HeadProps {
  column: Column<AnyRecord>;
  sort: string;
  sortBy: (sort: string) => void;
}

/** The title of a column; pressed, it orders the list where the API can. */
export function Head({ column, sort, sortBy }: HeadProps) {
  const { t } = useTranslation("data");
  const title = t(`field.${column.key}`);
  const isRight = isNumeric(column) || column.type === "age";
  if (!column.sort) return <th className={clsx(isRight && "num")}>{title}</th>;
  const isDown = sort === `-${column.sort}`;
  const isHere = isDown || sort === column.sort;
  const Icon = isDown ? ArrowDown : ArrowUp;
  // The newest changes first: nobody looks for the oldest one.
  const next = isHere
    ? isDown
      ? column.sort
      : `-${column.sort}`
    : column.type === "age"
      ? `-${column.sort}`
      : column.sort;
  return (
    <th className={clsx(isRight && "num")} aria-sort={isHere ? (isDown ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => sortBy(next)}
        title={t("table.sortBy", { name: title })}
      >
        {title}
        {isHere && <Icon size={13} strokeWidth={2} aria-hidden="true" />}
      </button>
    </th>
  );
}
