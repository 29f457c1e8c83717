import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem } from "@/api/client";
import { type Check, type ConfigRequest, check, type Test } from "@/api/connections";
import type { Problem } from "@/api/problems";

export interface Checking {
  busy: boolean;
  /** As they came; those of the report once it is there. */
  checks: Check[];
  test: Test | null;
  problem: Problem | null;
  seconds: number;
}

/** Whether every check has been heard. Of those that came before the answer broke off nothing follows for the others. */
export function isReported({ busy, checks, problem }: Checking): boolean {
  return !busy && problem === null && checks.length > 0;
}

const BEFORE: Checking = { busy: false, checks: [], test: null, problem: null, seconds: 0 };

/** Tries a configuration, or a stored connection, and shows each check as soon as it is over. */
export function useChecking() {
  const [state, setState] = useState<Checking>(BEFORE);
  const going = useRef<AbortController | null>(null);

  const start = useCallback(async (what: ConfigRequest | string): Promise<Checking | null> => {
    going.current?.abort();
    const own = new AbortController();
    going.current = own;
    const began = performance.now();
    let now: Checking = { ...BEFORE, busy: true };
    const become = (next: Partial<Checking>) => {
      now = { ...now, ...next };
      if (!own.signal.aborted) setState(now);
    };
    become({});
    try {
      const test = await check(what, (each) => become({ checks: [...now.checks, each] }), own.signal);
      become({ busy: false, test, checks: test.checks, seconds: (performance.now() - began) / 1_000 });
    } catch (error) {
      if (own.signal.aborted) return null;
      become({ busy: false, problem: asProblem(error) });
    }
    return now;
  }, []);

  /** What the server found out when it was asked to save. */
  const show = useCallback((checks: Check[]) => setState({ ...BEFORE, checks }), []);
  useEffect(() => () => going.current?.abort(), []);
  return { ...state, start, show };
}

export const failedOf = (checks: Check[]): Check[] => {
  const failed = checks.filter(({ passed }) => !passed);
  return [...failed.filter(({ required }) => required), ...failed.filter(({ required }) => !required)];
};
export const passedOf = (checks: Check[]): Check[] => checks.filter(({ passed }) => passed);
