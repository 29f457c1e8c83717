import { useTranslation } from "react-i18next";

/** A field that is not mirrored, like «user.email», in words. One that this panel does not know yet keeps its name. */
export function useLeftOutName(): (field: string) => string {
  const { t } = useTranslation("connections");
  return (field) => t(`field.${field}` as "field.user.email", { defaultValue: field });
}
