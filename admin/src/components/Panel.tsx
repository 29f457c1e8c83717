import clsx from "clsx";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** Beside the title, at the end of its line. */
  aside?: ReactNode;
  /** With a margin around what is in it; a table goes without. */
  padded?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel({ title, aside, padded = false, className, children }: PanelProps) {
  return (
    <section className={clsx(classes.panel, className)}>
      {(title || aside) && (
        <header className={classes.head}>
          {title && <h2 className="grow">{title}</h2>}
          {aside}
        </header>
      )}
      {padded ? <div className={classes.padded}>{children}</div> : children}
    </section>
  );
}

interface HeadProps {
  title: ReactNode;
  /** A line or two under the title. */
  lead?: ReactNode;
  /** The state of what the page is about. */
  mark?: ReactNode;
  /** The way to this page, above the title. */
  crumbs?: ReactNode;
  actions?: ReactNode;
}

/** How a page opens: what is so, what it means, and what to press. */
export function PageHead({ title, lead, mark, crumbs, actions }: HeadProps) {
  return (
    <>
      {crumbs && <nav className={classes.crumbs}>{crumbs}</nav>}
      <div className={classes.pageHead}>
        {mark && <span className={classes.mark}>{mark}</span>}
        <div className="grow">
          <h1>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </>
  );
}

/** Pages of text and cards; tables of data take the whole width. */
export function Page({ children }: { children: ReactNode }) {
  return <div className={classes.page}>{children}</div>;
}

interface FactsProps {
  /** Name and value; a value that is `null` is left out. */
  rows: readonly (readonly [ReactNode, ReactNode])[];
  className?: string;
}

export function Facts({ rows, className }: FactsProps) {
  return (
    <dl className={clsx(classes.facts, className)}>
      {rows.map(([name, value], place) =>
        value === null || value === undefined ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one list never change places
          <div key={place}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** A hint, or something to mind, inside a page. */
export function Callout({
  tone = "info",
  icon,
  children,
}: {
  tone?: "info" | "warn" | "bad";
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={clsx(classes.callout, classes[tone])}>
      {icon}
      <div className="grow">{children}</div>
    </div>
  );
}
