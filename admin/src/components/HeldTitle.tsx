import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useFormat } from "@/format";

type HeldRow = components["schemas"]["HeldRow"];

/** What waits, in a line: «Алгебра, 7Б»: в Canvas больше не видно 27 записей на курсы. */
export function useHeldTitle() {
  const { t } = useTranslation();
  const format = useFormat();
  return (held: Pick<HeldRow, "about" | "kind" | "total" | "parent">, connection: string) => {
    const what = t(`genitive.${held.kind}`, { count: held.total, n: format.number(held.total) });
    const title = t(`held.${held.about}`, { what, connection });
    return held.parent?.name ? t("held.within", { parent: held.parent.name, title }) : title;
  };
}
