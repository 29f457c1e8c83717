import clsx from "clsx";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import classes from "./Lessons.module.css";
import { LessonLink, type Look } from "./LessonText";
import type { Day } from "./zone";

const SHOWN = 4;

interface MonthProps extends Look {
  /** `2026-11` */
  month: string;
  openDay: (day: Day) => void;
}

/** A month: what a day is full of, the first few with their time. */
export function MonthGrid({ month, openDay, ...look }: MonthProps) {
  const { t } = useTranslation("lessons");
  const format = useFormat(look.zone);
  const weekdays = look.days.slice(0, 7).map(({ day }) => day);
  const weekday = new Intl.DateTimeFormat(format.locale, { weekday: "short", timeZone: "UTC" });
  return (
    <div className={classes.month}>
      {weekdays.map((day) => (
        <div key={day} className={classes.weekday} aria-hidden="true">
          {weekday.format(new Date(`${day}T12:00:00Z`))}
        </div>
      ))}
      {look.days.map(({ day, blocks, whole, deadlines }) => {
        const lessons = [...whole, ...deadlines, ...blocks.map(({ lesson }) => lesson)];
        const most = lessons.length > SHOWN ? SHOWN - 1 : SHOWN;
        const number = Number(day.slice(8));
        const label = `${format.date(`${day}T12:00`, look.now)}: ${t("lessonsOn", { count: lessons.length, n: format.number(lessons.length) })}`;
        return (
          <section
            key={day}
            className={clsx(
              classes.cell,
              !day.startsWith(month) && classes.other,
              day === look.today && classes.isToday,
            )}
          >
            <button
              type="button"
              className={classes.number}
              onClick={() => openDay(day)}
              aria-label={label}
              title={label}
            >
              {number}
            </button>
            <ul>
              {lessons.slice(0, most).map((lesson) => (
                <li key={lesson.id}>
                  <LessonLink lesson={lesson} look={look} isShort withClock />
                </li>
              ))}
            </ul>
            {lessons.length > most && (
              <button type="button" className={classes.rest} onClick={() => openDay(day)}>
                {t("moreN", { n: format.number(lessons.length - most) })}
              </button>
            )}
          </section>
        );
      })}
    </div>
  );
}
