import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Run, runChangesQuery } from "@/api/runs";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { ChangeRow } from "@/components/ChangeRow";
import { More } from "@/components/More";
import { Panel } from "@/components/Panel";
import classes from "./RunPage.module.css";

/** What a run changed, each field before and after. */
export function RunChanges({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const query = useInfiniteQuery(runChangesQuery(run.id, { limit: 100 }));
  return (
    <Panel>
      <Answered query={query} waiting={<Waiting height={48} lines={10} />}>
        {({ pages }) => {
          const changes = pages.flatMap(({ items }) => items);
          const whole = pages.every((page) => page.whole);
          if (changes.length === 0) return <Empty title={t(whole ? "changesTab.none" : "changesTab.pruned")} />;
          return (
            <>
              {!whole && <p className={classes.note}>{t("changesTab.notWhole")}</p>}
              <ul aria-label={t("tabs.changes")}>
                {changes.map((change) => (
                  <ChangeRow key={change.seq} change={change} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Answered>
    </Panel>
  );
}
