import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Waiting } from "../Answer";
import classes from "./Detail.module.css";

interface SectionProps {
  title: ReactNode;
  /** Where the rest of it is. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={classes.section}>
      <header>
        <h3>{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  );
}

export interface Line {
  key: string;
  what: ReactNode;
  aside?: ReactNode;
}

interface LinesProps {
  lines: readonly Line[] | undefined;
  error: unknown;
  again: () => void;
  none: string;
  /** How many are expected while they are asked for. */
  expected?: number;
}

/** Lines of a section in each state of its answer. */
export function Lines({ lines, error, again, none, expected = 3 }: LinesProps) {
  const { t } = useTranslation();
  if (!lines && error)
    return (
      <p className="small t2">
        {t("failed.title")}.{" "}
        <button type="button" className={classes.plain} onClick={again}>
          {t("do.retry")}
        </button>
      </p>
    );
  if (!lines) return <Waiting height={29} lines={expected} />;
  if (lines.length === 0) return <p className="small t3">{none}</p>;
  return (
    <ul className={classes.lines}>
      {lines.map(({ key, what, aside }) => (
        <li key={key}>
          <span className="cut">{what}</span>
          <span className="t3">{aside}</span>
        </li>
      ))}
    </ul>
  );
}
