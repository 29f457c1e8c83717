import clsx from "clsx";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format";
import classes from "./Lessons.module.css";
import { LessonLink, type Look } from "./LessonText";
import { type DayOf, laidOut, type Stretch, scaleOf, stretchesOf } from "./layout";
import { type Day, placeIn, weekdayOf } from "./zone";

const SUNDAY = 6;
const LEAST_HOUR = 54;

interface GridProps extends Look {
  /** So many lessons of the same time stand side by side. */
  most: number;
  openDay: (day: Day) => void;
}

function isEmptyDay({ blocks, whole, deadlines }: DayOf): boolean {
  return blocks.length + whole.length + deadlines.length === 0;
}

/** A week, or a day: hours down, days across. An empty Sunday, and hours in which nothing happens, fold. */
export function WeekGrid({ most, openDay, ...look }: GridProps) {
  const { t } = useTranslation("lessons");
  const format = useFormat(look.zone);
  const days = look.days.filter(
    (day) => look.days.length === 1 || weekdayOf(day.day) !== SUNDAY || day.day === look.today || !isEmptyDay(day),
  );
  const here = placeIn(look.zone, look.now);
  const hasToday = days.some(({ day }) => day === look.today);
  const stretches = stretchesOf(days, hasToday ? here.minute : undefined);
  const scale = scaleOf(stretches);
  const top = (minute: number) => `${100 * scale.place(minute)}%`;
  const hours = stretches.flatMap(({ from, to, isFolded }, place) =>
    Array.from({ length: isFolded ? 0 : to - from }, (_, hour) => from + hour).slice(place === 0 ? 1 : 0),
  );
  const [begin, end] = [60 * (stretches[0]?.from ?? 0), 60 * (stretches.at(-1)?.to ?? 0)];
  const columns = { gridTemplateColumns: `64px repeat(${days.length}, minmax(0, 1fr))` };
  const hasWhole = days.some(({ whole }) => whole.length > 0);
  const hasDeadlines = days.some(({ deadlines }) => deadlines.length > 0);
  return (
    <div className={classes.scroll}>
      <div className={classes.top}>
        <div className={classes.row} style={columns}>
          <div />
          {days.map(({ day }) => (
            <h2 key={day} className={clsx(classes.dayHead, day === look.today && classes.isToday)}>
              <DayName day={day} today={look.today} />
            </h2>
          ))}
        </div>
        {hasWhole && (
          <div className={clsx(classes.row, classes.lane)} style={columns}>
            <div className={classes.laneName}>{t("events")}</div>
            {days.map(({ day, whole }) => (
              <ul key={day}>
                {whole.map((lesson) => (
                  <li key={lesson.id}>
                    <LessonLink lesson={lesson} look={look} isShort withClock={lesson.ends_at === null} />
                  </li>
                ))}
              </ul>
            ))}
          </div>
        )}
        {hasDeadlines && (
          <div className={clsx(classes.row, classes.lane)} style={columns}>
            <div className={classes.laneName}>{t("deadlines")}</div>
            {days.map(({ day, deadlines }) => (
              <ul key={day}>
                {deadlines.slice(0, FEW).map((lesson) => (
                  <li key={lesson.id}>
                    <LessonLink lesson={lesson} look={look} isShort />
                  </li>
                ))}
                {deadlines.length > FEW && (
                  <li>
                    <button type="button" className={classes.rest} onClick={() => openDay(day)}>
                      {t("moreN", { n: format.number(deadlines.length - FEW) })}
                    </button>
                  </li>
                )}
              </ul>
            ))}
          </div>
        )}
      </div>
      <div className={clsx(classes.row, classes.hours)} style={{ ...columns, minHeight: scale.height * LEAST_HOUR }}>
        <div className={classes.hourNames} aria-hidden="true">
          {hours.map((hour) => (
            <span key={hour} style={{ top: top(hour * 60) }}>
              {`${String(hour).padStart(2, "0")}:00`}
            </span>
          ))}
        </div>
        {days.map((day) => (
          <Column
            key={day.day}
            day={day}
            look={look}
            most={most}
            top={top}
            hours={hours}
            folds={stretches}
            openDay={openDay}
          >
            {day.day === look.today && here.minute >= begin && here.minute <= end && (
              <div className={classes.now} style={{ top: top(here.minute) }}>
                <span className="sr">{t("nowLine", { time: format.clock(look.now) })}</span>
              </div>
            )}
          </Column>
        ))}
      </div>
    </div>
  );
}
const FEW = 4;
/** In minutes. */
const TWO_LINES = 35;

export function DayName({ day, today }: { day: Day; today: Day }) {
  const { t } = useTranslation("lessons");
  const { locale } = useFormat();
  const noon = new Date(`${day}T12:00:00Z`);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(noon);
  return (
    <>
      <b>{noon.getUTCDate()}</b> {day === today ? t("todayMark", { weekday }) : weekday}
    </>
  );
}

interface ColumnProps {
  day: DayOf;
  look: Look;
  most: number;
  top: (minute: number) => string;
  hours: readonly number[];
  folds: readonly Stretch[];
  openDay: (day: Day) => void;
  children: React.ReactNode;
}

function Column({ day, look, most, top, hours, folds, openDay, children }: ColumnProps) {
  const { t } = useTranslation("lessons");
  const format = useFormat(look.zone);
  const { laid, rest } = laidOut(day.blocks, most);
  const height = (from: number, to: number) =>
    `calc(${Number.parseFloat(top(to)) - Number.parseFloat(top(from))}% - 2px)`;
  return (
    <ul className={clsx(classes.column, day.day === look.today && classes.todayColumn)}>
      {hours.map((hour) => (
        <li key={`line-${hour}`} className={classes.hourLine} style={{ top: top(hour * 60) }} aria-hidden="true" />
      ))}
      {folds.map(
        ({ from, to, isFolded }) =>
          isFolded && (
            <li
              key={`fold-${from}`}
              className={classes.fold}
              style={{ top: top(from * 60), height: height(from * 60, to * 60) }}
              aria-hidden="true"
            />
          ),
      )}
      {laid.map(({ lesson, from, to, lane, lanes }) => (
        <li key={lesson.id}>
          <LessonLink
            lesson={lesson}
            look={look}
            isShort={to - from < TWO_LINES}
            style={{
              top: top(from),
              height: height(from, to),
              left: `calc(${(100 * lane) / lanes}% + 3px)`,
              width: `calc(${100 / lanes}% - 5px)`,
            }}
          />
        </li>
      ))}
      {rest.map(({ from, to, count }) => (
        <li key={`rest-${from}`}>
          <button
            type="button"
            className={clsx(classes.rest, classes.restOfTime)}
            style={{ top: top(from), height: height(from, to), width: `calc(${100 / most}% - 5px)` }}
            onClick={() => openDay(day.day)}
          >
            {t("moreN", { n: format.number(count) })}
          </button>
        </li>
      ))}
      <li>{children}</li>
    </ul>
  );
}
