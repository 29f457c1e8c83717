import { notifications } from "@mantine/notifications";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";

/** Does something that a button asks for: busy meanwhile, and says how it came out. What the server refused is said in its words. */
export function useAct(): { act: (work: () => Promise<unknown>, done?: string) => Promise<boolean>; busy: boolean } {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async (work: () => Promise<unknown>, done?: string) => {
      setBusy(true);
      try {
        await work();
        if (done) notifications.show({ message: done });
        return true;
      } catch (refused) {
        const problem = asProblem(refused);
        notifications.show({
          title: problem.title || undefined,
          message: problem.detail || t("failed.unreachable"),
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
