import i18next from "i18next";
import { asProblem } from "@/api/client";
import { startRuns } from "@/api/runs";
import { say } from "@/components/say";

/** Every connection is read now. That is harmless, so it happens at once. */
export async function synchronise(): Promise<void> {
  try {
    await startRuns();
    say(i18next.t("palette:synced"));
  } catch (error) {
    say(asProblem(error).detail || i18next.t("common:failed.unreachable"), { title: i18next.t("palette:syncFailed") });
  }
}
