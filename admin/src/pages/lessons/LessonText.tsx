import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { Flag, Video } from "lucide-react";
import type { CSSProperties, MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Lesson } from "@/api/records";
import { useFormat, type Zone } from "@/format";
import classes from "./Lessons.module.css";
import type { DayOf } from "./layout";
import type { Day } from "./zone";

/** What every view of the calendar is given. */
export interface Look {
  days: readonly DayOf[];
  today: Day;
  now: number;
  zone: Zone;
  open: (event: MouseEvent<HTMLElement>, lesson: Lesson) => void;
  /** Whose detail is open. */
  chosen: string | undefined;
}

interface LinkProps {
  lesson: Lesson;
  look: Look;
  style?: CSSProperties;
  /** In a list the time stands at the end of the line; in the grid the place says it. */
  withTime?: boolean;
  isShort?: boolean;
  /** Beside the name, where neither a place nor a line of its own says it. */
  withClock?: boolean;
}

/** «08:30–09:15» in the zone. */
function useSpan(zone: Zone): (lesson: Lesson) => string {
  const { t } = useTranslation("lessons");
  const format = useFormat(zone);
  return (lesson) => {
    if (lesson.all_day || !lesson.starts_at) return t("allDay");
    if (lesson.kind === "deadline") return t("deadlineAt", { time: format.clock(lesson.starts_at) });
    const from = format.clock(lesson.starts_at);
    return lesson.ends_at && lesson.ends_at !== lesson.starts_at ? `${from}–${format.clock(lesson.ends_at)}` : from;
  };
}

/** A lesson: grey when it is a class, ink when it is online, outlined when it is an event. */
export function LessonLink({ lesson, look, style, withTime, isShort, withClock }: LinkProps) {
  const { t } = useTranslation("lessons");
  const format = useFormat(look.zone);
  const span = useSpan(look.zone)(lesson);
  const name = lesson.title || lesson.course?.name || t(`legend.${"class"}`);
  const isOff = lesson.state === "cancelled";
  const isPast = Date.parse(lesson.ends_at ?? lesson.starts_at ?? "") < look.now;
  const facts = [
    isOff ? t("cancelled") : null,
    lesson.location,
    lesson.kind === "meeting" && !lesson.location ? t("online") : null,
    lesson.teachers?.map((teacher) => teacher.name).join(", "),
    lesson.group?.name,
    !isOff && lesson.sequence > 0 ? t("moved") : null,
  ].filter(Boolean);
  return (
    <Link
      to="/data/$kind/$id"
      params={{ kind: "lessons", id: lesson.id }}
      className={clsx(
        classes.lesson,
        classes[lesson.kind === "appointment" ? "event" : (lesson.kind ?? "class")],
        isOff && classes.off,
        isPast && classes.past,
        lesson.id === look.chosen && classes.chosen,
      )}
      style={style}
      onClick={(event) => look.open(event, lesson)}
      title={[span, name, ...facts].join(" · ")}
    >
      {withTime && <span className={classes.time}>{span}</span>}
      <b>
        {lesson.kind === "meeting" && <Video size={13} strokeWidth={1.8} aria-hidden="true" />}
        {lesson.kind === "deadline" && <Flag size={12} strokeWidth={1.8} aria-hidden="true" />}
        {name}
        {withClock && lesson.starts_at && !lesson.all_day && <span> {format.clock(lesson.starts_at)}</span>}
      </b>
      {!isShort && <span>{facts.join(" · ") || <>&nbsp;</>}</span>}
      {!withTime && <span className="sr">{span}</span>}
    </Link>
  );
}
