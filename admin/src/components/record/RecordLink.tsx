import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ListName, Reference } from "@/api/records";

/** Another record, by what people call it. */
export function RecordLink({ list, to, className }: { list: ListName; to: Reference; className?: string }) {
  const { t } = useTranslation("data");
  return (
    <Link to="/data/$kind/$id" params={{ kind: list, id: to.id }} className={className}>
      {to.name || t("nameless")}
    </Link>
  );
}
