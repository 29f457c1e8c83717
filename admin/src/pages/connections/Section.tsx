import type { ReactNode } from "react";
import classes from "./ConnectionPage.module.css";

interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** A part of the form: what it is about on the left, its fields on the right. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div>
        <h2>{title}</h2>
        {lead && <p>{lead}</p>}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}
