import { useHotkeys } from "@mantine/hooks";
import { useSyncExternalStore } from "react";

const KEPT = "lmsync.keys";

/** Single keys can be switched off: somebody who speaks to the computer would press them unawares. */
function areKeysOn(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

export function switchKeys(on: boolean): void {
  const value = on ? "on" : "off";
  localStorage.setItem(KEPT, value);
  // A browser says it to the other tabs alone.
  window.dispatchEvent(new StorageEvent("storage", { key: KEPT, newValue: value }));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("storage", listener);
  return () => window.removeEventListener("storage", listener);
}

export function useKeysAreOn(): boolean {
  return useSyncExternalStore(subscribe, areKeysOn);
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="alertdialog"]') !== null;
}

type KeyAct = (event: KeyboardEvent) => void;

/** Single keys by their place on the keyboard: a Russian layout sends «л» for K. A field that is typed in, and a dialog, keep
 * theirs. */
export function useKeys(keys: readonly (readonly [string, KeyAct])[]): void {
  useHotkeys(
    keys.map(([key, act]) => [
      key,
      (event) => {
        if (event.defaultPrevented || !areKeysOn() || isDialogOpen()) return;
        event.preventDefault();
        act(event);
      },
      { usePhysicalKeys: true, preventDefault: false },
    ]),
  );
}
