import type { HeldDecision } from "@/api/held";

type Guess = "hidden" | "left" | "right" | "field";

const NEARLY_ALL = 0.8;
const FEW = 5;

/** What it looks like, where the numbers carry it; else nothing is guessed. */
export function guessOf({
  about,
  kind,
  parent,
  numbers,
}: Pick<HeldDecision, "about" | "kind" | "parent" | "numbers">): {
  guess: Guess;
  some: number;
  all: number;
} | null {
  const { before, now, people, elsewhere } = numbers;
  if (about === "withheld_field") {
    if (before === null || now === null || before < FEW) return null;
    const lost = before - now;
    return lost >= before * NEARLY_ALL ? { guess: "field", some: lost, all: before } : null;
  }
  if (about !== "removal") return null;
  if (before !== null && before >= FEW && now === 0 && !parent) return { guess: "right", some: before, all: before };
  if (people === null || elsewhere === null || people < FEW) return null;
  if (kind === "enrollment" && elsewhere >= people * NEARLY_ALL)
    return { guess: "hidden", some: elsewhere, all: people };
  if (elsewhere === 0 && before !== null && now !== null && now >= before / 2)
    return { guess: "left", some: people, all: people };
  return null;
}
