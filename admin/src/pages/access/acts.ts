import type { ActsFilter } from "@/api/access";
import { beginOfDay } from "@/days";

/** What the audit notes, as the server names it. */
export const ACTIONS = [
  "logged in",
  "logged out",
  "password set",
  "password changed",
  "second factor on",
  "second factor off",
  "session ended",
  "operator made",
  "operator changed",
  "operator reset",
  "operator removed",
  "token made",
  "token revoked",
  "connection configured",
  "connection forgotten",
  "connection resumed after a passed test",
  "automatic synchronisation switched",
  "run asked for",
  "run cancelled",
  "held decision applied",
  "held decision dismissed",
  "held decision taken back",
  "people erased",
  "erasure lifted",
  "keys rotated",
] as const;
type Action = (typeof ACTIONS)[number];
export function isAction(action: string): action is Action {
  return ACTIONS.includes(action as Action);
}

/** From the address of the page; the last day counts whole. */
export function actsFilter(search: Record<string, string | undefined>): ActsFilter {
  return {
    actor: search.actor,
    action: search.action,
    subject: search.subject,
    since: beginOfDay(search.since),
    until: beginOfDay(search.until, 1),
  };
}

type Facts = Readonly<Record<string, unknown>> | null;
/** What differs between before and after, or what there is of one alone. */
export function detailsOf({ before, after }: { before: Facts; after: Facts }): [string, unknown, unknown][] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name): [string, unknown, unknown] => [name, before?.[name], after?.[name]])
    .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is));
}
