import { useTranslation } from "react-i18next";
import type { Check } from "@/api/connections";
import { useFormat } from "@/format";

/** «занятий и групп»: what is missing while these checks fail. Checks of a system that nobody has written of yet keep their
 * own titles. */
export function useWithout(): (failed: Check[]) => string {
  const { t } = useTranslation("connections");
  const format = useFormat();
  return (failed) =>
    format.list(
      failed.map(({ name, title }) =>
        t(`without.${name}` as "without.lessons", { defaultValue: t("without.other", { title }) }),
      ),
    );
}
