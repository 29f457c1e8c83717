import type { KindCounts, Run } from "@/api/runs";

const NAMES = [
  "scopes",
  "complete",
  "unchanged",
  "partial",
  "failed",
  "held",
  "requests",
  "bytes",
  "rows_read",
  "set_aside",
  "added",
  "changed",
  "removed",
  "throttles",
  "seconds",
  "waited_seconds",
] as const;
type SumName = (typeof NAMES)[number];

/** What all kinds of a run come to. */
export function sumsOf(run: Run): Record<SumName, number> {
  const sums = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<SumName, number>;
  for (const counts of Object.values(run.counts)) for (const name of NAMES) sums[name] += counts[name];
  return sums;
}

export function changesOf(run: Run): number {
  const { added, changed, removed } = sumsOf(run);
  return added + changed + removed;
}

/** Lists that were not read whole. */
export function missingOf(run: Run): number {
  const { partial, failed } = sumsOf(run);
  return partial + failed;
}

/** The worst that happened to the lists of a kind. */
export function outcomeOf(counts: KindCounts): "failed" | "partial" | "held" | "complete" | "unchanged" {
  if (counts.failed > 0 && counts.failed === counts.scopes) return "failed";
  if (counts.failed > 0 || counts.partial > 0) return "partial";
  if (counts.held > 0) return "held";
  return counts.complete > 0 ? "complete" : "unchanged";
}

/** What may be said of the data from before when a run did not read everything. What it read whole it may have removed rightly. */
export function keptOf(run: Run): "kept" | "keptUnread" {
  return sumsOf(run).removed > 0 ? "keptUnread" : "kept";
}
