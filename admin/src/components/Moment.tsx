import { useTranslation } from "react-i18next";
import { MINUTE, useFormat, useNow, type Zone } from "@/format";
import classes from "./Moment.module.css";

/** A time, told from now; the exact one on hover. */
export function Moment({ at, zone }: { at: string; zone?: Zone }) {
  const format = useFormat(zone);
  return (
    <time dateTime={at} title={format.exactly(at)}>
      {format.relative(at, useNow())}
    </time>
  );
}

interface AgeProps {
  /** When it was read; `null` when it never was. */
  at: string | null;
  /** At which age it counts as old. */
  targetMs: number;
}

/** How old something is, and how near that is to too old. */
export function Age({ at, targetMs }: AgeProps) {
  const format = useFormat();
  const { t } = useTranslation();
  const now = useNow();
  if (at === null) return <span className="t3">{t("empty.notYetRead")}</span>;
  const age = now - Date.parse(at);
  // Its clock was set back since it was read.
  if (age < -MINUTE) return <span className="t3">{t("unknown")}</span>;
  const late = age > targetMs;
  return (
    <span className={late ? `${classes.age} ${classes.late}` : classes.age}>
      <time dateTime={at} title={format.exactly(at)}>
        {format.age(age)}
      </time>
      <span className={classes.meter} aria-hidden="true">
        <span style={{ width: `${Math.min(100, Math.max(3, (100 * age) / targetMs))}%` }} />
      </span>
    </span>
  );
}
