import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Reference } from "@/api/records";
import { minuteOf } from "@/days";
import { DAY, HOUR, MINUTE, useFormat, type Zone } from "@/format";
import { useConnectionName } from "../useConnectionName";
import type { Column, Value, WordGroup } from "./kind";

/** Without the spaces of typesetting, which a search in a spreadsheet does not find. */
export function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

/** The values of columns in words. */
export function useWords(zone?: Zone) {
  const { t, i18n } = useTranslation(["data", "common"]);
  const format = useFormat(zone);
  const connection = useConnectionName();
  return useMemo(() => {
    const short = (year: boolean) =>
      new Intl.DateTimeFormat(format.locale, {
        day: "numeric",
        month: "short",
        year: year ? "numeric" : undefined,
        timeZone: zone,
      });
    const [thisYear, otherYear] = [short(false), short(true)];
    const shortDate = (at: string, now: number) =>
      (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear)
        .format(new Date(at))
        .replace(/\s?г\.$/, "");
    const dayTime = (at: string, now: number) => `${shortDate(at, now)}, ${format.clock(at)}`;
    const word = (group: WordGroup, value: string): string => {
      const key = `data:word.${group}.${value}`;
      return i18n.exists(key) ? t(key as never) : value;
    };
    const nameOf = (reference: Reference) => reference.name || reference.id;
    /** How long ago, for a narrow column. */
    const ago = (at: string, now: number) => {
      const ms = now - Date.parse(at);
      // The clock of the server may be ahead.
      return ms > -MINUTE && ms < DAY
        ? ms < 12 * HOUR
          ? format.relative(at, now)
          : dayTime(at, now)
        : shortDate(at, now);
    };

    /** `null` where it is not known. */
    function shown<T>(value: Value<T>, row: T, now: number): string | null {
      const held = value.of(row);
      if (held === null || held === undefined || held === "") return null;
      switch (value.type) {
        case "number":
          return format.value(held as number);
        case "age":
          return ago(held as string, now);
        case "moment":
          return dayTime(held as string, now);
        case "date":
          return shortDate(held as string, now);
        case "day":
          return shortDate(`${held as string}T12:00`, now);
        case "word":
          return word(value.words, held as string);
        case "flag":
          return held ? t("data:yes") : t("data:no");
        case "connection":
          return connection(held as string);
        case "reference":
          return nameOf(held as Reference);
        case "references":
          return (held as Reference[]).map(nameOf).join(", ") || null;
        default:
          return held as string;
      }
    }

    /** For a spreadsheet: exact, and empty where it is not known. */
    function exported<T>(column: Column<T>, row: T): string {
      const held = column.of(row);
      if (held === null || held === undefined) return "";
      if (column.type === "age" || column.type === "moment" || column.type === "date")
        return minuteOf(new Date(held as string));
      if (column.type === "day") return held as string;
      if (column.type === "number") return String(held).replace(".", format.locale === "ru-RU" ? "," : ".");
      const text = shown(column, row, Date.now()) ?? "";
      return column.type === "word" ? plain(text) : text;
    }

    return {
      shown,
      exported,
      word,
      connection,
      shortDate,
      dayTime,
      ago,
      exactly: format.exactly,
      unknown: t("common:unknown"),
      notGiven: t("data:notGiven"),
    };
  }, [t, i18n, format, connection, zone]);
}

export type Words = ReturnType<typeof useWords>;
