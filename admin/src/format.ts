import { useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "./clock";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const TICK_MS = 10 * SECOND;
const ticks = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tick = serverNow();

function subscribe(listener: () => void): () => void {
  ticks.add(listener);
  timer ??= setInterval(() => {
    tick = serverNow();
    for (const each of ticks) each();
  }, TICK_MS);
  return () => {
    ticks.delete(listener);
    if (ticks.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time by the clock of the server, of one clock for the whole page, in milliseconds; it moves every ten seconds. */
export function useNow(): number {
  const kept = useSyncExternalStore(subscribe, () => tick);
  const now = serverNow();
  // Before the first tick, and after a clock was put right, what is kept says nothing.
  return Math.abs(now - kept) > TICK_MS ? now : kept;
}

/** Wherever the school is: `undefined` means where the reader is. */
export type Zone = string | undefined;

const NARROW_SPACE = "\u202f";

/** Numbers, times and durations in the language of the panel. */
export function useFormat(zone?: Zone) {
  const { t, i18n } = useTranslation("common");
  const locale = i18n.resolvedLanguage === "en" ? "en-GB" : "ru-RU";
  return useMemo(() => {
    const grouped = new Intl.NumberFormat(locale, { useGrouping: "always", maximumFractionDigits: 1 });
    const wholly = new Intl.NumberFormat(locale, { useGrouping: "always", maximumFractionDigits: 10 });
    const dated = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    const exactly = dated({ dateStyle: "short", timeStyle: "medium" });
    const clock = dated({ hour: "2-digit", minute: "2-digit" });
    const toTheSecond = dated({ timeStyle: "medium" });
    const day = dated({ day: "numeric", month: "long" });
    const dayOfYear = dated({ day: "numeric", month: "long", year: "numeric" });
    const shortDay = dated({ day: "numeric", month: "short" });
    const weekday = dated({ weekday: "short", day: "numeric" });
    const dayNumber = dated({ year: "numeric", month: "2-digit", day: "2-digit" });
    const spaced = (parts: Intl.NumberFormatPart[]) =>
      parts.map((part) => (part.type === "group" ? NARROW_SPACE : part.value)).join("");
    const number = (value: number) => spaced(grouped.formatToParts(value));
    const sameDay = (a: Date | number, b: Date | number) => dayNumber.format(a) === dayNumber.format(b);

    /** A length of time in two units at most: «1 ч 54 мин». */
    function duration(ms: number): string {
      const seconds = Math.max(0, Math.round(ms / SECOND));
      if (seconds < 60)
        return t("time.seconds", { n: number(ms < 10 * SECOND && ms % SECOND ? ms / SECOND : seconds) });
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) {
        const rest = seconds % 60;
        return rest && minutes < 10
          ? `${t("time.minutes", { n: minutes })} ${t("time.seconds", { n: rest })}`
          : t("time.minutes", { n: minutes });
      }
      const hours = Math.floor(minutes / 60);
      if (hours < 24) {
        const rest = minutes % 60;
        return rest
          ? `${t("time.hours", { n: hours })} ${t("time.minutes", { n: rest })}`
          : t("time.hours", { n: hours });
      }
      return t("time.days", { count: Math.floor(hours / 24), n: number(Math.floor(hours / 24)) });
    }

    /** How long ago or how soon: «2 мин назад», «через 4 мин», «вчера в 03:12», «30 мая». */
    function relative(at: string | number | Date, now: number): string {
      const moment = new Date(at);
      const ms = now - moment.getTime();
      if (Math.abs(ms) < 15 * SECOND) return ms >= 0 ? t("time.now") : t("time.soon");
      if (Math.abs(ms) < MINUTE) {
        const n = number(Math.round(Math.abs(ms) / SECOND / 10) * 10);
        return ms > 0
          ? t("time.ago", { length: t("time.seconds", { n }) })
          : t("time.in", { length: t("time.seconds", { n }) });
      }
      if (Math.abs(ms) < 12 * HOUR && (sameDay(moment, now) || Math.abs(ms) < 3 * HOUR)) {
        const length = duration(Math.floor(Math.abs(ms) / MINUTE) * MINUTE);
        return ms > 0 ? t("time.ago", { length }) : t("time.in", { length });
      }
      if (sameDay(moment, now)) return t("time.todayAt", { time: clock.format(moment) });
      if (sameDay(moment, now - DAY)) return t("time.yesterdayAt", { time: clock.format(moment) });
      if (sameDay(moment, now + DAY)) return t("time.tomorrowAt", { time: clock.format(moment) });
      return date(moment, now);
    }

    /** A day, with its year when that is another one. */
    function date(at: string | number | Date, now: number): string {
      const moment = new Date(at);
      const year = moment.getFullYear() === new Date(now).getFullYear();
      return (year ? day : dayOfYear).format(moment);
    }

    /** An age without «ago», for columns: «2 мин», «1 ч 54 мин», «3 дня». */
    function age(ms: number): string {
      return ms < 15 * SECOND ? t("time.now") : duration(ms < MINUTE ? ms : Math.floor(ms / MINUTE) * MINUTE);
    }

    /** An age in whole words, for sentences: «9 минут», «2 часа». */
    function agePlain(ms: number): string {
      const [value, unit] =
        ms < MINUTE
          ? [Math.max(1, Math.round(ms / SECOND)), "second"]
          : ms < HOUR
            ? [Math.floor(ms / MINUTE), "minute"]
            : ms < 2 * DAY
              ? [Math.floor(ms / HOUR), "hour"]
              : [Math.floor(ms / DAY), "day"];
      return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
    }

    /** A time of today as the hour, an older one as the day. */
    function at(moment: string, now: number): string {
      return sameDay(new Date(moment), now) ? clock.format(new Date(moment)) : date(moment, now);
    }

    function bytes(count: number): string {
      const units = ["b", "kb", "mb", "gb"] as const;
      let power = 0;
      while (count >= 1000 && power < units.length - 1) {
        count /= 1000;
        power += 1;
      }
      return t(`size.${units[power] ?? "b"}`, {
        n: number(power && count < 100 ? Math.round(count * 10) / 10 : Math.round(count)),
      });
    }

    return {
      locale,
      number,
      /** A value of a record, as a mark is: never rounded. */
      value: (held: number) => spaced(wholly.formatToParts(held)),
      duration,
      relative,
      age,
      agePlain,
      at,
      bytes,
      date,
      exactly: (at: string | number | Date) => exactly.format(new Date(at)),
      exactTime: (at: string | number | Date) => toTheSecond.format(new Date(at)),
      clock: (at: string | number | Date) => clock.format(new Date(at)),
      shortDay: (at: string | number | Date) => shortDay.format(new Date(at)),
      weekday: (at: string | number | Date) => weekday.format(new Date(at)),
      percent: (share: number) => new Intl.NumberFormat(locale, { style: "percent" }).format(share),
      list: (items: string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
    };
  }, [locale, t, zone]);
}
