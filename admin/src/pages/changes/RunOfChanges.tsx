import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChangeRow } from "@/components/ChangeRow";
import { Moment } from "@/components/Moment";
import { useConnectionName } from "@/components/useConnectionName";
import { useFormat } from "@/format";
import classes from "./ChangesPage.module.css";
import { type ChangesOfRun, type Fold, folds } from "./feed";

const MOST_FIELDS = 4;

function Folded({ fold: { shown, folded } }: { fold: Fold }) {
  const { t } = useTranslation(["changes", "decisions"]);
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [first] = folded;
  return (
    <>
      {(opened ? [...shown, ...folded] : shown).map((change) => (
        <ChangeRow key={change.seq} change={change} mostFields={MOST_FIELDS} />
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
