import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { say } from "./say";

/** Does something that a button asks for: busy meanwhile, and says how it came out. What the server refused is said in its words. */
export function useAct(): { act: (work: () => Promise<unknown>, done?: string) => Promise<boolean>; busy: boolean } {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async (work: () => Promise<unknown>, done?: string) => {
      setBusy(true);
      try {
        await work();
        if (done) say(done);
        return true;
      } catch (refused) {
        const problem = asProblem(refused);
        say(problem.detail || t("failed.unreachable"), {
          title: problem.title || undefined,
          color: "red",
          autoClose: false,
        });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [t],
  );
  return { act, busy };
}
