import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useFormat } from "@/format";
import { useFieldName } from "./fieldWords";

type HeldRow = components["schemas"]["HeldRow"];

/** What waits, in a line: «Алгебра, 7Б»: в Canvas больше не видно 27 записей на курсы. */
export function useHeldTitle() {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  return (held: Pick<HeldRow, "about" | "kind" | "field" | "counts" | "total" | "parent">, connection: string) => {
    // Of its own kind: the total counts what would go along, too.
    const count = held.counts[held.kind] ?? held.total;
    const what = t(`genitive.${held.kind}`, { count, n: format.number(count) });
    const title = t(`held.${held.about}`, { what, connection, field: held.field ? fieldName(held.field) : "" });
    return held.parent?.name
      ? t("held.within", { parent: held.parent.name, title })
      : title.charAt(0).toLocaleUpperCase() + title.slice(1);
  };
}
