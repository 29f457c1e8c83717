import { Button, Checkbox, Popover } from "@mantine/core";
import { Columns3, Download } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import type { AnyRecord, Filters, ListName } from "@/api/records";
import { say } from "@/components/say";
import { dayOf } from "@/days";
import { useFormat } from "@/format";
import { saveFile } from "@/saveFile";
import { csvOf } from "./csv";
import type { Column, SomeKind } from "./kind";
import classes from "./Tools.module.css";
import { plain, type Words } from "./words";

interface ColumnsProps {
  kind: SomeKind;
  columns: readonly { key: string }[];
  choose: (names: readonly string[] | null) => void;
  isChosen: boolean;
}

/** Which columns are shown; remembered for each list in this browser. */
export function ColumnsMenu({ kind, columns, choose, isChosen }: ColumnsProps) {
  const { t } = useTranslation("data");
  const shown = new Set(columns.map(({ key }) => key));
  function turn(key: string) {
    const names = kind.columns.map((column) => column.key as string);
    choose(names.filter((name) => (name === key ? !shown.has(name) : shown.has(name))));
  }
  return (
    <Popover position="bottom-end" width={240} trapFocus>
      <Popover.Target>
        <Button size="xs" leftSection={<Columns3 size={14} strokeWidth={1.7} aria-hidden="true" />}>
          {t("table.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.columns}>
        {kind.columns.slice(1).map(({ key }) => (
          <Checkbox
            key={key}
            size="xs"
            radius={3}
            label={t(`field.${key}`)}
            checked={shown.has(key)}
            onChange={() => turn(key)}
          />
        ))}
        {isChosen && (
          <Button size="xs" onClick={() => choose(null)}>
            {t("table.columnsReset")}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface CsvProps {
  list: ListName;
  filters: Filters;
  columns: readonly Column<AnyRecord>[];
  words: Words;
  total: number | null;
}

/** A file of all rows of the filters with the columns that are shown. It is made page by page, and can be stopped. */
export function CsvButton({ list, filters, columns, words, total }: CsvProps) {
  const { t } = useTranslation(["data", "common"]);
  const format = useFormat();
  const [rows, setRows] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);

  async function make() {
    stop.current = new AbortController();
    setRows(0);
    try {
      const made = await csvOf<AnyRecord>({
        list,
        filters,
        columns,
        titles: columns.map(({ key }) => plain(t(`data:field.${key}`))),
        cell: words.exported,
        separator: format.locale === "ru-RU" ? ";" : ",",
        signal: stop.current.signal,
        progress: setRows,
      });
      saveFile(made.file, `lmsync-${list}-${dayOf(new Date())}.csv`);
      say(t("data:table.csvDone", { count: made.rows, n: format.number(made.rows) }));
    } catch (error) {
      if (stop.current.signal.aborted) return;
      const { detail } = asProblem(error);
      say(detail || t("common:failed.unreachable"), { title: t("data:table.csvFailed") });
    } finally {
      setRows(null);
    }
  }

  if (rows === null)
    return (
      <Button size="xs" leftSection={<Download size={14} strokeWidth={1.7} aria-hidden="true" />} onClick={make}>
        {t("data:table.csv")}
      </Button>
    );
  const n = format.number(rows);
  return (
    <span className={classes.making}>
      <span role="status">
        {total === null
          ? t("data:table.csvProgress", { n })
          : t("data:table.csvProgressOf", { n, total: format.number(total) })}
      </span>
      <Button size="xs" onClick={() => stop.current?.abort()}>
        {t("data:table.csvCancel")}
      </Button>
    </span>
  );
}
