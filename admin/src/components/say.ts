import { type NotificationData, notifications } from "@mantine/notifications";
import i18next from "i18next";

/** Says how something came out, beside the page. */
export function say(message: string, more?: Omit<NotificationData, "message">): void {
  notifications.show({ message, closeButtonProps: { "aria-label": i18next.t("do.close", { ns: "common" }) }, ...more });
}
