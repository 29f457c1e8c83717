import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { statusQuery } from "@/api/status";
import type { SomeKind } from "@/components/DataTable/kind";
import type { TableRows } from "@/components/DataTable/rows";
import { Moment } from "@/components/Moment";
import { useFormat } from "@/format";
import classes from "./DataPage.module.css";

interface FootProps {
  kind: SomeKind;
  table: TableRows;
  seen: { from: number; to: number };
}

/** Which rows are seen, and how old the oldest of their connections is. */
export function Foot({ kind, table, seen }: FootProps) {
  const { t } = useTranslation(["data", "common"]);
  const format = useFormat();
  const { data: status } = useQuery(statusQuery());
  const { rows, total, query } = table;
  const times = (status?.connections ?? []).flatMap(({ kinds }) => kinds[kind.kind]?.last_complete_at ?? []);
  const oldest = times.sort()[0];
  const to = Math.min(rows.length, seen.to);
  const numbers = { from: format.number(Math.min(seen.from + 1, to)), to: format.number(to) };
  const shown =
    rows.length === 0
      ? query.isSuccess
        ? t("data:table.shownNone")
        : ""
      : total !== null
        ? t("data:table.shown", { ...numbers, total: format.number(total) })
        : t(table.isWhole ? "data:table.shownOfKnown" : "data:table.shownOfMany", {
            ...numbers,
            loaded: format.number(rows.length),
          });
  return (
    <div className={classes.foot}>
      <span className="grow">{shown}</span>
      {query.isFetchNextPageError && (
        <span className="bad" role="alert">
          {t("data:table.nextPageFailed")}{" "}
          <button type="button" className={classes.plain} onClick={() => query.fetchNextPage()}>
            {t("common:do.retry")}
          </button>
        </span>
      )}
      {table.old && (
        <span role="status">
          {t(`data:table.${table.old}`)}{" "}
          <button type="button" className={classes.plain} onClick={table.refresh}>
            {t("data:table.refresh")}
          </button>
        </span>
      )}
      {query.error && !query.isFetchNextPageError && rows.length > 0 && (
        <Button size="xs" className="danger" onClick={() => query.refetch()}>
          {t("common:do.retry")}
        </Button>
      )}
      {oldest && (
        <span className="wide">
          {t("data:table.age")} <Moment at={oldest} />
        </span>
      )}
    </div>
  );
}
