import { renderHook } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { useFreshAnswers, useLive } from "./live";
import { queries } from "./query";
import { loggedIn, type OwnSession } from "./session";

class Source {
  static last: Source;
  onopen?: () => void;
  onerror?: () => void;
  readyState = 0;
  readonly hearing = new Map<string, (event: { data: string }) => void>();
  addEventListener(name: string, heard: (event: { data: string }) => void) {
    this.hearing.set(name, heard);
  }
  close() {}
  constructor() {
    Source.last = this;
  }
}

beforeEach(() => {
  vi.stubGlobal("EventSource", Object.assign(Source, { CLOSED: 2 }));
  loggedIn({ operator: { id: 1, role: "viewer" } } as unknown as OwnSession, false);
});

test("a list that nobody looks at is not kept when a run has ended", () => {
  queries.setQueryData(["table", "students", {}], { pages: [], pageParams: [] });
  renderHook(useFreshAnswers);
  Source.last.hearing.get("run_phase")?.({ data: "{}" });
  expect(queries.getQueryData(["table", "students", {}])).toBeDefined();
  Source.last.hearing.get("run_ended")?.({ data: "{}" });
  expect(queries.getQueryData(["table", "students", {}])).toBeUndefined();
});

test("after a lost connection everybody who listens hears that something was missed", () => {
  const heard = vi.fn();
  renderHook(() => useLive("missed", heard));
  Source.last.onopen?.();
  expect(heard).not.toHaveBeenCalled();
  Source.last.onerror?.();
  Source.last.onopen?.();
  expect(heard).toHaveBeenCalledOnce();
});
