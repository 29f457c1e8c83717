import clsx from "clsx";
import type { ReactElement, ReactNode } from "react";
import classes from "./Mark.module.css";

/** States differ by shape first and by colour second. */
export type MarkName =
  | "ok"
  | "running"
  | "stale"
  | "held"
  | "needed"
  | "partial"
  | "failed"
  | "paused"
  | "unchanged"
  | "none";
export type Tone = "ok" | "warn" | "bad" | "accent" | "quiet";

const DISC = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z";
const SHAPES: Record<MarkName, ReactElement> = {
  ok: <path d={`${DISC}M6.9 11.2 3.9 8.2l1.2-1.2 1.8 1.8 4-4 1.2 1.2z`} />,
  running: <path d="M8 1.2A6.8 6.8 0 1 1 1.2 8h2A4.8 4.8 0 1 0 8 3.2z" />,
  stale: <path d={`${DISC}M7.2 3.9h1.6v3.7l2.6 1.5-.8 1.4-3.4-2z`} />,
  held: <path d="M8 .5 15.5 8 8 15.5.5 8zM6.9 5 3.9 8l3 3zM9.1 5v6l3-3z" />,
  needed: <path d="M8 1.2 15.5 14.6H.5zM7.2 5.8h1.6v4.4H7.2zM7.2 11.3h1.6v1.6H7.2z" />,
  partial: <path d={`${DISC}M8 2.8a5.2 5.2 0 0 1 0 10.4z`} />,
  failed: (
    <path d="M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5zM5.6 4.5 4.5 5.6 6.9 8l-2.4 2.4 1.1 1.1L8 9.1l2.4 2.4 1.1-1.1L9.1 8l2.4-2.4-1.1-1.1L8 6.9z" />
  ),
  paused: <path d={`${DISC}M5.3 5h1.8v6H5.3zM8.9 5h1.8v6H8.9z`} />,
  unchanged: <path d={`${DISC}M8 2.4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 8 2.4zM5 6.1h6v1.3H5zM5 8.7h6V10H5z`} />,
  none: <path d="M4 7.2h8v1.6H4z" />,
};
const TONES: Record<MarkName, Tone> = {
  ok: "ok",
  running: "accent",
  stale: "warn",
  held: "warn",
  needed: "warn",
  partial: "warn",
  failed: "bad",
  paused: "quiet",
  unchanged: "quiet",
  none: "quiet",
};

interface MarkProps {
  name: MarkName;
  size?: number;
  tone?: Tone;
  className?: string;
}

export function Mark({ name, size = 16, tone = TONES[name], className }: MarkProps) {
  return (
    <svg
      className={clsx(classes.mark, classes[tone], name === "running" && classes.turning, className)}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fillRule="evenodd"
      aria-hidden="true"
    >
      {SHAPES[name]}
    </svg>
  );
}

interface StateProps extends MarkProps {
  children: ReactNode;
  /** In tables a state that asks for nothing is grey. */
  quiet?: boolean;
}

/** A mark and its word. */
export function State({ name, tone = TONES[name], quiet, children, ...rest }: StateProps) {
  const isQuiet = quiet && (tone === "ok" || tone === "quiet");
  return (
    <span className={clsx(classes.state, classes[tone], isQuiet && classes.isQuiet)}>
      <Mark name={name} tone={tone} {...rest} />
      <span>{children}</span>
    </span>
  );
}

const OF_RUNS: Record<string, MarkName> = {
  complete: "ok",
  partial: "partial",
  failed: "failed",
  needs_attention: "needed",
  held: "held",
  cancelled: "paused",
  interrupted: "stale",
  running: "running",
  queued: "paused",
};
export function markOfRun(state: string): MarkName {
  return OF_RUNS[state] ?? "none";
}

const OF_CONNECTIONS: Record<string, MarkName> = {
  ok: "ok",
  syncing: "running",
  stale: "stale",
  paused: "paused",
  needs_attention: "needed",
  unverified: "none",
  not_configured: "none",
};
export function markOfConnection(state: string): MarkName {
  return OF_CONNECTIONS[state] ?? "none";
}

const OF_SCOPES: Record<string, MarkName> = {
  complete: "ok",
  unchanged: "unchanged",
  partial: "partial",
  failed: "failed",
  held: "held",
};
export function markOfScope(state: string): MarkName {
  return OF_SCOPES[state] ?? "none";
}
