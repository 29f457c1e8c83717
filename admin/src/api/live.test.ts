import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useLive } from "./live";
import { loggedIn, type OwnSession } from "./session";

class Source {
  static last: Source;
  onopen?: () => void;
  onerror?: () => void;
  readyState = 0;
  addEventListener() {}
  close() {}
  constructor() {
    Source.last = this;
  }
}

test("after a lost connection everybody who listens hears that something was missed", () => {
  vi.stubGlobal("EventSource", Object.assign(Source, { CLOSED: 2 }));
  loggedIn({ operator: { id: 1, role: "viewer" } } as unknown as OwnSession, false);
  const heard = vi.fn();
  renderHook(() => useLive("missed", heard));
  Source.last.onopen?.();
  expect(heard).not.toHaveBeenCalled();
  Source.last.onerror?.();
  Source.last.onopen?.();
  expect(heard).toHaveBeenCalledOnce();
});
