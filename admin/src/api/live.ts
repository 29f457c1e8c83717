import { useEffect, useSyncExternalStore } from "react";
import { queries } from "./query";
import type { components } from "./schema";
import { session } from "./session";

type Schemas = components["schemas"];
export interface LiveEvents {
  run_queued: Schemas["RunQueued"];
  run_started: Schemas["RunStarted"];
  run_phase: Schemas["RunPhase"];
  run_throttled: Schemas["RunThrottled"];
  run_progress: Schemas["RunProgress"];
  run_ended: Schemas["RunEnded"];
  connection_state: Schemas["ConnectionChanged"];
  removals_held: Schemas["RemovalsHeld"];
  removals_decided: Schemas["RemovalsDecided"];
  configuration_changed: Schemas["ConfigurationChanged"];
  missed: Schemas["Missed"];
}
type LiveName = keyof LiveEvents;
type LiveState = "connecting" | "live" | "lost";

/** What has to be asked anew after an event, by the first word of the keys of its queries. */
const MOVES: Record<LiveName, readonly string[]> = {
  run_queued: ["status", "runs"],
  run_started: ["status", "runs"],
  run_phase: [],
  run_throttled: [],
  run_progress: [],
  run_ended: ["status", "runs", "slots", "held", "records", "changes", "search"],
  connection_state: ["status", "connections"],
  removals_held: ["status", "held"],
  removals_decided: ["status", "held", "records", "changes"],
  configuration_changed: ["status", "connections", "slots"],
  missed: ["status", "runs", "slots", "held", "connections", "records", "changes", "search"],
};
/** After these, lists that nobody looks at are dropped: a long one that is opened again is not asked anew, and would be shown as
 * it was. */
const CHANGES_LISTS = new Set<LiveName>(["run_ended", "removals_decided", "configuration_changed", "missed"]);
const NAMES = Object.keys(MOVES) as LiveName[];
const AGAIN_MS = 3_000;

/** Follows an address of events as long as somebody listens and the page is seen: a hidden tab holds no connection of the few
 * that a browser opens to a server. When it comes back, or the stream was lost, everything is asked anew. */
class Stream {
  state: LiveState = "connecting";
  private source: EventSource | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(name: LiveName, data: never) => void>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly address: string) {
    document.addEventListener("visibilitychange", () => this.look());
  }

  on(listener: (name: LiveName, data: never) => void): () => void {
    this.listeners.add(listener);
    this.look();
    return () => {
      this.listeners.delete(listener);
      this.look();
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private look(): void {
    const wanted = this.listeners.size > 0 && document.visibilityState === "visible" && session().own != null;
    if (!wanted) this.close();
    else if (!this.source) this.open();
  }

  private open(): void {
    clearTimeout(this.again);
    const source = new EventSource(this.address);
    this.source = source;
    source.onopen = () => {
      const came = this.state === "lost";
      this.become("live");
      // What happened meanwhile is not told again to a stream that begins anew.
      if (came) for (const listener of this.listeners) listener("missed", { after: 0 } as never);
    };
    source.onerror = () => {
      this.become("lost");
      // A browser comes back by itself after a cut, and not after a refusal.
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = null;
      this.again = setTimeout(() => this.look(), AGAIN_MS);
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        const data = JSON.parse(event.data) as never;
        for (const listener of this.listeners) listener(name, data);
      });
    }
  }

  private close(): void {
    clearTimeout(this.again);
    if (!this.source) return;
    this.source.close();
    this.source = null;
    this.become("lost");
  }

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

const everything = new Stream("/api/v1/crm/events");

/** Once a page that needs a login is open: answers are asked anew when something has happened. */
export function useFreshAnswers(): void {
  useEffect(
    () =>
      everything.on((name) => {
        for (const key of MOVES[name]) void queries.invalidateQueries({ queryKey: [key] });
        if (CHANGES_LISTS.has(name)) queries.removeQueries({ queryKey: ["table"], type: "inactive" });
      }),
    [],
  );
}

/** Calls `heard` for each event of that name, as long as the part is shown. */
export function useLive<N extends LiveName>(name: N, heard: (data: LiveEvents[N]) => void): void {
  useEffect(
    () =>
      everything.on((said, data) => {
        if (said === name) heard(data);
      }),
    [name, heard],
  );
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(everything.watch, () => everything.state);
}
