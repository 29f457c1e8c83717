import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CornerUpLeft, type LucideIcon, Minus, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LatestChange } from "@/api/changes";
import { FieldChanges } from "@/components/FieldChanges";
import { Moment } from "@/components/Moment";
import { useConnectionName } from "@/components/useConnectionName";
import { useFormat } from "@/format";
import { recordPlace } from "@/records";
import classes from "./ChangesPage.module.css";
import { type ChangesOfRun, type Fold, folds } from "./feed";

const ICONS: Record<LatestChange["change"], LucideIcon> = {
  added: Plus,
  changed: Pencil,
  removed: Minus,
  restored: CornerUpLeft,
};
const MOST_FIELDS = 4;

function Change({ change }: { change: LatestChange }) {
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
        {change.change === "changed" && <FieldChanges kind={change.kind} fields={change.fields} most={MOST_FIELDS} />}
      </div>
      <span className={classes.op}>{t(`common:change.${change.change}`)}</span>
    </li>
  );
}

function Folded({ fold: { shown, folded } }: { fold: Fold }) {
  const { t } = useTranslation(["changes", "decisions"]);
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [first] = folded;
  return (
    <>
      {(opened ? [...shown, ...folded] : shown).map((change) => (
        <Change key={change.seq} change={change} />
      ))}
      {first && !opened && (
        <li className={classes.folded}>
          <Button variant="subtle" size="xs" onClick={() => setOpened(true)}>
            {t("moreAlike", {
              what: t(`decisions:count.${first.kind}`, { count: folded.length, n: format.number(folded.length) }),
            })}
          </Button>
        </li>
      )}
    </>
  );
}

interface RunOfChangesProps {
  group: ChangesOfRun;
  /** More of it stands on the page that was not asked for yet. */
  isCut: boolean;
}

export function RunOfChanges({ group, isCut }: RunOfChangesProps) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const connection = useConnectionName()(group.connection);
  const count = t("count", { count: group.items.length, n: format.number(group.items.length) });
  return (
    <section className={classes.run} aria-label={`${connection}, ${format.exactly(group.at)}`}>
      <header>
        <h2>{connection}</h2>
        <span>
          {group.run === null ? (
            t("byPerson")
          ) : (
            <Link to="/runs/$id" params={{ id: String(group.run) }}>
              {t("run", { n: format.number(group.run) })}
            </Link>
          )}
        </span>
        <span>{isCut ? t("atLeast", { count }) : count}</span>
        <Moment at={group.at} />
      </header>
      <ul>
        {folds(group.items).map((fold) => (
          <Folded key={fold.shown.at(-1)?.seq} fold={fold} />
        ))}
      </ul>
    </section>
  );
}
