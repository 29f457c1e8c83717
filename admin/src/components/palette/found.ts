import type { NavigateOptions } from "@tanstack/react-router";
import {
  BookOpen,
  Building2,
  CalendarDays,
  CalendarRange,
  ClipboardList,
  List,
  type LucideIcon,
  Shapes,
  Tags,
  UserRound,
  UsersRound,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Found } from "@/api/records";
import type { components } from "@/api/schema";
import type { Kind } from "@/api/status";
import { useNow } from "@/format";
import { recordPlace } from "@/records";
import { useWords } from "../DataTable/words";
import type { Entry } from "./entry";

const ICONS: Partial<Record<Kind, LucideIcon>> = {
  user: UserRound,
  course: BookOpen,
  group: UsersRound,
  lesson: CalendarDays,
  item: ClipboardList,
  section: Shapes,
  category: Tags,
  term: CalendarRange,
  org: Building2,
};

/** Kinds whose time tells one record from another. */
const TIMED = new Set<Kind>(["lesson", "item"]);

/** The records that match, kind by kind, with what tells them apart. */
export function useFound(answered: components["schemas"]["SearchAnswer"] | undefined, q: string) {
  const { t } = useTranslation(["palette", "common"]);
  const words = useWords();
  const now = useNow();
  function asideOf(found: Found): string {
    const roles = (found.roles ?? []).map((role) => words.word("role", role));
    const at = found.at && (TIMED.has(found.kind) ? words.dayTime(found.at, now) : null);
    const within = found.within?.name === found.name ? null : found.within?.name;
    const said = [...roles, within, at, words.connection(found.connection)];
    return said.filter(Boolean).join(", ");
  }
  const groups = (answered?.kinds ?? []).map(({ kind, items, has_more }) => {
    const title = t(`common:kind.${kind}`);
    const Icon = ICONS[kind] ?? Shapes;
    const entries: Entry[] = items.map((found) => ({
      key: found.id,
      name: found.name || found.email || found.id,
      aside: asideOf(found),
      Icon,
      to: recordPlace(kind, found.id),
    }));
    if (has_more) {
      const { params } = recordPlace(kind, "");
      const name = t("palette:allOf", { kind: title });
      entries.push({
        key: `all ${kind}`,
        name,
        Icon: List,
        to: { to: "/data/$kind", params, search: { q } } as NavigateOptions,
      });
    }
    return { title, entries };
  });
  const notKnownIn = [...new Set((answered?.kinds ?? []).flatMap(({ not_known_in }) => not_known_in))];
  return { groups, notKnownIn };
}
