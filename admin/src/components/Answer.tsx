import { Button, Skeleton } from "@mantine/core";
import { CircleSlash, Clock3, SearchX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import classes from "./Answer.module.css";

/** A refusal or a server that was not reached: what to do, and a button that tries again. */
export function Failed({ error, again, title }: { error: unknown; again?: () => void; title?: string }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <div className={classes.state} role="alert">
      <p>
        <b>{problem.title || title || t("failed.title")}</b>
      </p>
      <p className="t2">
        {problem.type === "unreachable"
          ? t("failed.unreachable")
          : problem.detail || t("failed.code", { status: problem.status })}
      </p>
      {again && <Button onClick={again}>{t("do.retry")}</Button>}
    </div>
  );
}

type EmptyReason = "nothing" | "notYetRead" | "notProvided";
const ICONS = { nothing: SearchX, notYetRead: Clock3, notProvided: CircleSlash };

interface EmptyProps {
  /** Nothing found, not read yet and not provided are three different things. */
  reason?: EmptyReason;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Whether there is nothing else on the page. */
  isPage?: boolean;
}

export function Empty({ reason = "nothing", title, children, action, isPage }: EmptyProps) {
  const Icon = ICONS[reason];
  return (
    <div className={classes.state}>
      <Icon size={22} strokeWidth={1.5} aria-hidden="true" />
      {isPage ? (
        <h1>{title}</h1>
      ) : (
        <p>
          <b>{title}</b>
        </p>
      )}
      {children && <p className="t2">{children}</p>}
      {action}
    </div>
  );
}

const QUICK_MS = 150;

/** The place of what is still asked for; nothing is drawn of a quick answer. */
export function Waiting({ height, lines = 1, label }: { height: number; lines?: number; label?: string }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUICK_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.waiting} style={{ height: lines * height }} aria-busy="true">
      <span className="sr">{label ?? t("loading")}</span>
      {late &&
        Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines that look the same
          <div key={line} style={{ height }} className={classes.line}>
            <Skeleton height={Math.min(14, height - 8)} width={`${85 - ((line * 17) % 40)}%`} />
          </div>
        ))}
    </div>
  );
}

interface AnsweredProps<T> {
  query: { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  /** In the final geometry, so that nothing jumps. */
  waiting: ReactNode;
  children: (data: T) => ReactNode;
}

/** An answer of the API in each of its states; what was read before stays when the next answer fails. */
export function Answered<T>({ query, waiting, children }: AnsweredProps<T>) {
  if (query.data === undefined)
    return query.error && !query.isFetching ? <Failed error={query.error} again={() => query.refetch()} /> : waiting;
  return (
    <>
      {query.error != null && <Failed error={query.error} again={() => query.refetch()} />}
      {children(query.data)}
    </>
  );
}
