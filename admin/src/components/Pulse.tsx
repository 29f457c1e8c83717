import { Tooltip } from "@mantine/core";
import clsx from "clsx";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useFormat } from "@/format";
import classes from "./Pulse.module.css";

export type Slot = components["schemas"]["Slot"];

const HEIGHT = 30;
const WIDTH = 6;
const BAR = 4.4;

type Shape = "quiet" | "complete" | "moved" | "amber" | "red" | "running";
const SHAPES: Record<string, Shape> = {
  partial: "amber",
  held: "amber",
  interrupted: "amber",
  failed: "red",
  needs_attention: "red",
  running: "running",
  queued: "running",
};

export function shapeOf(slot: Slot): Shape {
  if (slot.outcome === "complete") return slot.changes > 0 ? "moved" : "complete";
  return (slot.outcome && SHAPES[slot.outcome]) || "quiet";
}

function Bar({ slot, x, active }: { slot: Slot; x: number; active: boolean }) {
  const shape = shapeOf(slot);
  const [y, height] = shape === "quiet" ? [HEIGHT - 2, 2] : shape === "complete" ? [16, 14] : [8, 22];
  return (
    <g className={clsx(classes[shape], active && classes.active)}>
      <rect x={x} y={y} width={BAR} height={height} rx={0.6} />
      {(shape === "amber" || shape === "red") && <rect x={x} y={2} width={BAR} height={4} className={classes.cap} />}
    </g>
  );
}

interface PulseProps {
  slots: Slot[];
  /** The sentence for those who cannot see it. */
  label: string;
}

/** A day in quarters of an hour: one tab stop, and arrows walk. */
export function Pulse({ slots, label }: PulseProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [place, setPlace] = useState<number | null>(null);
  const slot = place === null ? undefined : slots[place];

  function walk(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -slots.length, End: slots.length };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setPlace((before) => Math.min(slots.length - 1, Math.max(0, (before ?? slots.length) + step)));
  }

  const said = slot
    ? [
        format.clock(slot.at),
        slot.outcome ? t(`run.${slot.outcome}`) : t("pulse.nothing"),
        slot.changes > 0 ? t("pulse.changes", { count: slot.changes, n: format.number(slot.changes) }) : null,
      ]
        .filter(Boolean)
        .join(", ")
    : label;

  return (
    <Tooltip.Floating label={said} disabled={!slot}>
      <div
        className={classes.pulse}
        role="img"
        aria-label={said}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk through the day
        tabIndex={0}
        onKeyDown={walk}
        onBlur={() => setPlace(null)}
      >
        <svg
          viewBox={`0 0 ${slots.length * WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          onMouseMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setPlace(Math.floor(((event.clientX - box.left) / box.width) * slots.length));
          }}
          onMouseLeave={() => setPlace(null)}
        >
          {slots.map((each, index) => (
            <Bar key={each.at} slot={each} x={index * WIDTH + (WIDTH - BAR) / 2} active={index === place} />
          ))}
        </svg>
      </div>
    </Tooltip.Floating>
  );
}
