import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Held } from "@/api/held";
import { useMay } from "@/api/session";
import { useActorName } from "@/components/Actor";
import { Answered, Waiting } from "@/components/Answer";
import { useHeldTitle } from "@/components/HeldTitle";
import { Mark, type MarkName } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Panel } from "@/components/Panel";
import { useConnectionName } from "@/components/useConnectionName";
import classes from "./DecisionsPage.module.css";
import { useDecide, useDecisionWords } from "./words";

const MARKS: Record<Held["state"], MarkName> = {
  waiting: "held",
  applied: "ok",
  dismissed: "unchanged",
  withdrawn: "none",
};

interface RowProps {
  held: Held;
  current: boolean;
  title: string;
  children: ReactNode;
  undo?: boolean;
}

function Row({ held, current, title, children, undo = false }: RowProps) {
  const { t } = useTranslation("decisions");
  const { decide, busy } = useDecide(held);
  return (
    <li className={classes.row} data-current={current || undefined}>
      <Mark name={MARKS[held.state]} />
      <div>
        <Link to="/decisions/$id" params={{ id: String(held.id) }} aria-current={current ? "true" : undefined}>
          {title}
        </Link>
        <small>{children}</small>
        {undo && (
          <Button
            variant="subtle"
            size="xs"
            className={classes.undo}
            leftSection={<Undo2 size={14} aria-hidden="true" />}
            loading={busy}
            aria-label={`${t("undo")}: ${title}`}
            onClick={() => void decide("undo")}
          >
            {t("undo")}
          </Button>
        )}
      </div>
    </li>
  );
}

interface DecisionListProps {
  waiting: Held[];
  all: UseInfiniteQueryResult<InfiniteData<{ items: Held[] }>>;
  shown: number | undefined;
}

export function DecisionList({ waiting, all, shown }: DecisionListProps) {
  const { t } = useTranslation(["decisions", "common"]);
  const heldTitle = useHeldTitle();
  const words = useDecisionWords();
  const connectionName = useConnectionName();
  const actorName = useActorName();
  const mayDecide = useMay("administer");
  return (
    <>
      {waiting.length > 0 ? (
        <h2>{t("waiting", { count: waiting.length, n: waiting.length })}</h2>
      ) : (
        <h2 className="narrow">{t("nothingWaits")}</h2>
      )}
      {waiting.length > 0 && (
        <Panel className={classes.rows}>
          <ul>
            {waiting.map((held) => (
              <Row
                key={held.id}
                held={held}
                current={held.id === shown}
                title={heldTitle(held, connectionName(held.connection))}
              >
                {connectionName(held.connection)} · <Moment at={held.held_at} />
              </Row>
            ))}
          </ul>
        </Panel>
      )}
      <h2>{t("decided")}</h2>
      <Answered query={all} waiting={<Waiting height={56} lines={3} />}>
        {({ pages }) => {
          const decided = pages.flatMap(({ items }) => items).filter(({ state }) => state !== "waiting");
          return decided.length === 0 && !all.hasNextPage ? (
            <p className={classes.none}>{t("noneDecided")}</p>
          ) : (
            <Panel className={classes.rows}>
              <ul>
                {decided.map((held) => (
                  <Row
                    key={held.id}
                    held={held}
                    current={held.id === shown}
                    title={words.outcome(held)}
                    undo={mayDecide && (held.state === "applied" || held.state === "dismissed")}
                  >
                    {connectionName(held.connection)} · <Moment at={held.decided_at ?? held.held_at} />
                    {held.decided_by && held.decided_by !== "run" && `, ${actorName(held.decided_by)}`}
                  </Row>
                ))}
              </ul>
            </Panel>
          );
        }}
      </Answered>
      {all.hasNextPage && (
        <Button
          variant="subtle"
          size="xs"
          loading={all.isFetchingNextPage}
          onClick={() => void all.fetchNextPage()}
          className={classes.more}
        >
          {t("common:do.showMore")}
        </Button>
      )}
    </>
  );
}
