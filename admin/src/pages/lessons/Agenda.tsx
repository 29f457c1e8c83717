import clsx from "clsx";
import classes from "./Lessons.module.css";
import { LessonLink, type Look } from "./LessonText";
import { DayName } from "./WeekGrid";

/** Days below each other; on a phone every view is this list. */
export function Agenda(look: Look) {
  const days = look.days.filter(({ blocks, whole, deadlines }) => blocks.length + whole.length + deadlines.length > 0);
  return (
    <div className={classes.agenda}>
      {days.map(({ day, whole, deadlines, blocks }) => (
        <section key={day}>
          <h2 className={clsx(classes.dayHead, day === look.today && classes.isToday)}>
            <DayName day={day} today={look.today} />
          </h2>
          <ul>
            {[...whole, ...deadlines, ...blocks.map(({ lesson }) => lesson)].map((lesson) => (
              <li key={lesson.id}>
                <LessonLink lesson={lesson} look={look} withTime isShort={lesson.kind === "deadline"} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
