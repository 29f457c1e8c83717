import { useSyncExternalStore } from "react";
import type { components } from "./schema";

export type Role = components["schemas"]["Role"];
export type OwnSession = components["schemas"]["OwnSession"];

/** Who is logged in, in every tab alike: `undefined` until it is known, `null` when nobody is. */
interface SessionState {
  own: OwnSession | null | undefined;
  /** The session ended under the page: it stays, and asks for the password. */
  ended: boolean;
}

type Message = "logged in" | "logged out";

let state: SessionState = { own: undefined, ended: false };
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();
const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("lmsync-session");

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function session(): SessionState {
  return state;
}

export function useSession(): SessionState {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, session);
}

export function loggedIn(own: OwnSession, fromHere = true): void {
  const before = state.own;
  if (before && before.operator.id !== own.operator.id) {
    // Another person: nothing that the one before has read may stay.
    if (fromHere) tabs?.postMessage("logged in" satisfies Message);
    location.replace("/");
    return;
  }
  become({ own, ended: false });
  for (const go of waiting) go();
  waiting.clear();
  if (fromHere) tabs?.postMessage("logged in" satisfies Message);
}

export function nobody(): void {
  become({ own: null, ended: false });
}

/** Everything that was read goes with the page. */
export function loggedOut(fromHere = true): void {
  if (fromHere) tabs?.postMessage("logged out" satisfies Message);
  location.replace("/login");
}

/** The session has ended; the answer comes when somebody has logged in again. */
export function untilLoggedIn(): Promise<void> {
  if (!state.ended) become({ ...state, ended: true });
  return new Promise((go) => waiting.add(go));
}

/** What other tabs say; `again` looks whose session it is now. */
export function followOtherTabs(again: () => void): void {
  tabs?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data === "logged out") loggedOut(false);
    else again();
  });
}

export type Act = "look" | "administer" | "own";
/** What each role may do, as the API allows it: an owner may do what an admin may, who may do what a viewer may. */
const MAY: Record<Role, readonly Act[]> = {
  viewer: ["look"],
  admin: ["look", "administer"],
  owner: ["look", "administer", "own"],
};

/** Buttons that a role may not use are absent. `administer`: synchronise, decide, connect, tokens, audit. `own`: operators, erase. */
export function useMay(act: Act): boolean {
  const { own } = useSession();
  return own != null && MAY[own.operator.role].includes(act);
}
