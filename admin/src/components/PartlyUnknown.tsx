import { useTranslation } from "react-i18next";
import type { NotProvided } from "@/api/records";
import { useWords } from "@/components/DataTable/words";
import { State } from "@/components/Mark";

interface Known {
  items: readonly unknown[];
  not_provided: readonly NotProvided[];
  not_yet_read: readonly string[];
}

interface PartlyProps {
  first: Known | undefined;
  /** An empty list without filters says it in its middle. */
  isFiltered: boolean;
}

/** Above rows that are not all: what a connection does not provide, or has not read yet. */
export function PartlyUnknown({ first, isFiltered }: PartlyProps) {
  const { t } = useTranslation("data");
  const words = useWords();
  if (
    !first ||
    (first.items.length === 0 && !isFiltered) ||
    first.not_provided.length + first.not_yet_read.length === 0
  )
    return null;
  return (
    <ul className="small t2">
      {first.not_provided.map(({ connection, why }) => (
        <li key={connection} title={why ?? undefined}>
          <State name="none">{t("table.notProvidedBy", { system: words.connection(connection) })}</State>
        </li>
      ))}
      {first.not_yet_read.map((connection) => (
        <li key={connection}>
          <State name="stale">{t("table.notYetReadOf", { system: words.connection(connection) })}</State>
        </li>
      ))}
    </ul>
  );
}
