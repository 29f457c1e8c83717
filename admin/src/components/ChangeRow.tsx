import { Link } from "@tanstack/react-router";
import { CornerUpLeft, type LucideIcon, Minus, Pencil, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ShownChange } from "@/api/changes";
import { recordPlace } from "@/records";
import classes from "./ChangeRow.module.css";
import { FieldChanges } from "./FieldChanges";

const ICONS: Record<ShownChange["change"], LucideIcon> = {
  added: Plus,
  changed: Pencil,
  removed: Minus,
  restored: CornerUpLeft,
};

/** What happened to a record, whose it is, and its fields before and after: an item of a list. */
export function ChangeRow({ change, mostFields }: { change: ShownChange; mostFields?: number }) {
  const { t } = useTranslation(["changes", "common"]);
  const Icon = ICONS[change.change];
  const beside = [
    t(`kind.${change.kind}`),
    change.record.name && change.person && change.person.id !== change.record.id ? change.person.name : null,
    change.kind === "course" ? null : change.course?.name,
  ].filter(Boolean);
  return (
    <li className={classes.change}>
      <span className={classes.mark} title={t(`common:change.${change.change}`)}>
        <Icon size={14} strokeWidth={2} aria-hidden="true" />
      </span>
      <div className={classes.what}>
        <Link
          {...recordPlace(change.kind, change.record.id)}
          className={change.change === "removed" ? classes.removed : undefined}
        >
          {change.record.name || change.person?.name || change.record.id}
        </Link>
        <span className={classes.beside}>{beside.join(" · ")}</span>
        {change.change === "changed" && <FieldChanges kind={change.kind} fields={change.fields} most={mostFields} />}
      </div>
      <span className={classes.op}>{t(`common:change.${change.change}`)}</span>
    </li>
  );
}
