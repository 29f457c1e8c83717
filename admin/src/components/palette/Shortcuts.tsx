import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { useMay } from "@/api/session";
import { useKeys } from "@/components/keys";
import { GO } from "./places";
import { synchronise } from "./sync";

const Palette = lazy(() => import("./Palette"));
const KeysHelp = lazy(() => import("./KeysHelp"));

/** How long after G the second key may come. */
const THEN_MS = 1_500;

interface ShortcutsProps {
  opened: boolean;
  setOpened: (opened: boolean) => void;
}

/** The keys that work on every page, and what they open. */
export default function Shortcuts({ opened, setOpened }: ShortcutsProps) {
  const navigate = useNavigate();
  const may = useMay("administer");
  const [help, setHelp] = useState(false);
  const began = useRef(0);
  useKeys([
    ["shift+/", () => setHelp(true)],
    [
      "G",
      () => {
        began.current = Date.now();
      },
    ],
    ...GO.map(
      ([key, to]) =>
        [
          key,
          () => {
            const isSecond = Date.now() - began.current < THEN_MS;
            began.current = 0;
            if (isSecond && (to !== "/connections" || may)) void navigate({ to });
          },
        ] as const,
    ),
    ["S", () => may && void synchronise()],
  ]);
  return (
    <Suspense>
      {opened && <Palette close={() => setOpened(false)} showKeys={() => setHelp(true)} />}
      {help && <KeysHelp close={() => setHelp(false)} />}
    </Suspense>
  );
}
