import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { answer, api, asProblem } from "@/api/client";
import { queries } from "@/api/query";

/** Every connection is read now. That is harmless, so it happens at once. */
export async function synchronise(): Promise<void> {
  try {
    await answer(api.POST("/api/v1/crm/sync", {}));
    notifications.show({ message: i18next.t("palette:synced") });
  } catch (error) {
    notifications.show({
      title: i18next.t("palette:syncFailed"),
      message: asProblem(error).detail || i18next.t("common:failed.unreachable"),
    });
  }
  void queries.invalidateQueries({ queryKey: ["status"] });
  void queries.invalidateQueries({ queryKey: ["runs"] });
}
