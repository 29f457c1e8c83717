import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ScanSearch } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { decisionQuery, type HeldDecision } from "@/api/held";
import { useMay } from "@/api/session";
import { useActorName } from "@/components/Actor";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { useHeldTitle } from "@/components/HeldTitle";
import { Mark } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Callout, Panel } from "@/components/Panel";
import { useConnectionName } from "@/components/useConnectionName";
import { useFormat } from "@/format";
import { Answers, UndoAnswer } from "./Answers";
import classes from "./DecisionsPage.module.css";
import { guessOf } from "./guess";
import { Names } from "./Names";
import { useDecisionWords } from "./words";

function Evidence({ decision }: { decision: HeldDecision }) {
  const { t } = useTranslation("decisions");
  const format = useFormat();
  const { counted } = useDecisionWords();
  const { before, now, people, elsewhere } = decision.numbers;
  const rows: [string, ReactNode, ReactNode][] = [];
  if (decision.about === "withheld_field") {
    if (before !== null) rows.push(["before", t("evidence.hadField"), counted(decision.kind, before)]);
    if (before !== null && now !== null)
      rows.push(["now", t("evidence.lostField"), counted(decision.kind, before - now)]);
  } else {
    if (before !== null) rows.push(["before", t("evidence.before"), counted(decision.kind, before)]);
    const label =
      decision.state === "waiting" ? (
        <>
          {t("evidence.now")} <Moment at={decision.held_at} />
        </>
      ) : (
        t("evidence.nowDecided")
      );
    if (now !== null) rows.push(["now", label, counted(decision.kind, now)]);
    if (people !== null && decision.kind !== "user")
      rows.push(["people", t("evidence.people"), counted("user", people)]);
    if (people !== null && elsewhere !== null && people > 0) {
      const value = t("evidence.ofAll", { n: format.number(elsewhere), all: format.number(people) });
      rows.push(["elsewhere", t("evidence.elsewhere"), value]);
    }
  }
  const along = Object.entries(decision.counts).filter(([kind, count]) => kind !== decision.kind && count);
  if (along.length > 0) {
    const value = format.list(along.map(([kind, count]) => counted(kind as HeldDecision["kind"], count)));
    rows.push(["along", t("evidence.along"), value]);
  }
  if (decision.run !== null)
    rows.push([
      "run",
      t("evidence.run"),
      <Link key="run" to="/runs/$id" params={{ id: String(decision.run) }}>
        {t("evidence.runNumber", { n: format.number(decision.run) })}
      </Link>,
    ]);
  return (
    <dl className={classes.evidence}>
      {rows.map(([key, label, value]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Decision({ decision, names }: { decision: HeldDecision; names: ReactNode }) {
  const { t } = useTranslation("decisions");
  const format = useFormat();
  const heldTitle = useHeldTitle();
  const words = useDecisionWords();
  const actorName = useActorName();
  const connection = useConnectionName()(decision.connection);
  const mayDecide = useMay("administer");
  const waits = decision.state === "waiting";
  const guess = waits ? guessOf(decision) : null;
  return (
    <article className={classes.decision} aria-labelledby="question">
      <h2 id="question">
        <span className="wide">
          <Mark name={waits ? "held" : decision.state === "applied" ? "ok" : "unchanged"} size={18} />
        </span>
        {waits ? heldTitle(decision, connection) : words.outcome(decision)}
      </h2>
      {decision.state === "waiting" ? (
        <p className={classes.meaning}>
          {decision.text} {t(`held.${decision.about}`)}
        </p>
      ) : (
        <p className={classes.meaning} role="status">
          {t(`outcomeText.${decision.state}`)} {connection}
          {decision.decided_at && (
            <>
              , <Moment at={decision.decided_at} />
            </>
          )}
          {decision.decided_by && decision.decided_by !== "run" && `, ${actorName(decision.decided_by)}`}.
        </p>
      )}
      <Evidence decision={decision} />
      {guess && (
        <Callout icon={<ScanSearch size={16} strokeWidth={1.7} aria-hidden="true" />}>
          {t(`guess.${guess.guess}`, {
            some: format.number(guess.some),
            all: format.number(guess.all),
            connection,
          })}
        </Callout>
      )}
      {waits && mayDecide && <Answers decision={decision} connection={connection} />}
      {waits && !mayDecide && <p className="t3">{t("onlyAdmins")}</p>}
      {!waits && mayDecide && decision.state !== "withdrawn" && <UndoAnswer decision={decision} />}
      {names}
    </article>
  );
}

export function DecisionView({ id }: { id: number }) {
  const { t } = useTranslation("decisions");
  const query = useInfiniteQuery(decisionQuery(id));
  const gone = query.error != null && asProblem(query.error).type === "not-found";
  return (
    <>
      <Link to="/decisions" className={`narrow ${classes.back}`}>
        <ChevronLeft size={18} aria-hidden="true" />
        {t("all")}
      </Link>
      <Panel className={classes.panel}>
        {gone ? (
          <Empty title={t("gone")}>{t("nothingWaitsText")}</Empty>
        ) : (
          <Answered query={query} waiting={<Waiting height={44} lines={12} />}>
            {({ pages }) => {
              const [decision] = pages;
              if (!decision) return null;
              const items = pages.flatMap((page) => page.items);
              const more = query.hasNextPage ? () => void query.fetchNextPage() : undefined;
              return (
                <Decision
                  decision={decision}
                  names={<Names decision={decision} items={items} more={more} busy={query.isFetchingNextPage} />}
                />
              );
            }}
          </Answered>
        )}
      </Panel>
    </>
  );
}
