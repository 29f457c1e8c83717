import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import clsx from "clsx";
import { useTranslation } from "react-i18next";
import { heldQuery } from "@/api/held";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Page, PageHead, Panel } from "@/components/Panel";
import { DecisionList } from "./DecisionList";
import classes from "./DecisionsPage.module.css";
import { DecisionView } from "./DecisionView";

/** What waits and what was decided at the left, one at the right; on a phone one or the other. */
export function DecisionsPage() {
  const { t } = useTranslation("decisions");
  const { id } = useParams({ strict: false });
  const waiting = useInfiniteQuery(heldQuery("waiting"));
  const all = useInfiniteQuery(heldQuery());
  const first = waiting.data?.pages[0]?.items[0]?.id;
  const shown = id === undefined ? first : Number(id);
  return (
    <Page>
      <div className={clsx(id !== undefined && classes.head)}>
        <PageHead title={t("title")} />
      </div>
      <div className={clsx(classes.split, id !== undefined && classes.opened)}>
        <div className={classes.list}>
          <Answered query={waiting} waiting={<Waiting height={64} lines={4} />}>
            {({ pages }) => <DecisionList waiting={pages.flatMap(({ items }) => items)} all={all} shown={shown} />}
          </Answered>
        </div>
        <div className={classes.one}>
          {shown !== undefined ? (
            <DecisionView key={shown} id={shown} />
          ) : waiting.data ? (
            <Panel>
              <Empty title={t("nothingWaits")} reason="notProvided">
                {t("nothingWaitsText")}
              </Empty>
            </Panel>
          ) : null}
        </div>
      </div>
    </Page>
  );
}
