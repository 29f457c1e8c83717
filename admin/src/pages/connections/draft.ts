import { useSyncExternalStore } from "react";

/** What was entered and is not saved yet. It outlives the page, and the session that ends under it; it never leaves the
 * memory of this tab, because a token may be in it. */
const drafts = new Map<string, unknown>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(key: string, draft: unknown): void {
  if (draft === undefined) drafts.delete(key);
  else drafts.set(key, draft);
  for (const listener of listeners) listener();
}

/** A draft by its key, and what changes it; `undefined` ends it. */
export function useDraft<T>(key: string): readonly [T | undefined, (draft: T | undefined) => void] {
  const draft = useSyncExternalStore(subscribe, () => drafts.get(key)) as T | undefined;
  return [draft, (next) => keep(key, next)];
}
