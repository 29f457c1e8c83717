import type { AnyRecord, ListName } from "@/api/records";
import { KINDS } from "@/pages/data/kinds";

export function nameOfRecord(list: ListName, row: AnyRecord): string | null | undefined {
  return KINDS[list].name(row as never);
}
