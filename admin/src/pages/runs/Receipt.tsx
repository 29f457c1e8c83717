import { UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isOver, type KindCounts, type Run, scopesQuery } from "@/api/runs";
import { Empty, Failed } from "@/components/Answer";
import { markOfScope, State } from "@/components/Mark";
import { More } from "@/components/More";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useFormat } from "@/format";
import type { Kind } from "@/records";
import classes from "./RunPage.module.css";
import { outcomeOf } from "./sums";

const COLUMNS = 10;

function Figure({ value, warn }: { value: number; warn?: boolean }) {
  const format = useFormat();
  return <span className={value === 0 ? "zero" : warn ? "warn" : undefined}>{format.number(value)}</span>;
}

/** The lists of one kind that were not read whole, or of which something waits; the others in a line. */
function Lists({ run, kind, counts }: { run: Run; kind: Kind; counts: KindCounts }) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const query = useInfiniteQuery(scopesQuery(run.id, { kind, limit: 50 }));
  if (query.error)
    return (
      <tr className={classes.list}>
        <td colSpan={COLUMNS}>
          <Failed error={query.error} again={() => query.refetch()} />
        </td>
      </tr>
    );
  const scopes = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const worse = scopes.filter(({ state }) => state !== "complete" && state !== "unchanged");
  const whole = counts.complete + counts.unchanged;
  return (
    <>
      {worse.map((scope) => (
        <tr key={`${scope.parent_kind} ${scope.parent?.id}`} className={classes.list}>
          <td>{scope.parent?.name ?? scope.parent?.id ?? t("receipt.wholeList")}</td>
          <td>
            <State name={markOfScope(scope.state)}>{t(`common:scope.${scope.state}`)}</State>
          </td>
          <td />
          <td className="num">
            {format.number(scope.rows_read)}
            {scope.expected !== null && (
              <span className="t3"> {t("receipt.of", { n: format.number(scope.expected) })}</span>
            )}
          </td>
          <td colSpan={4} className={classes.cause}>
            {scope.text}
          </td>
          <td className="num">{format.number(scope.requests)}</td>
          <td className="num">{format.number(Math.round(scope.seconds * 10) / 10)}</td>
        </tr>
      ))}
      {(query.isPending || whole > 0 || query.hasNextPage) && (
        <tr className={classes.list}>
          <td colSpan={COLUMNS} className="t3">
            {query.isPending
              ? t("common:loading")
              : whole > 0 &&
                t(worse.length > 0 ? "receipt.others" : "receipt.all", { count: whole, n: format.number(whole) })}
            {query.hasNextPage && worse.length === scopes.length && <More query={query} />}
          </td>
        </tr>
      )}
    </>
  );
}

function KindRow({ run, kind, counts }: { run: Run; kind: Kind; counts: KindCounts }) {
  const { t } = useTranslation(["runs", "common"]);
  const format = useFormat();
  const outcome = outcomeOf(counts);
  const over = isOver(run);
  const [open, setOpen] = useState(outcome !== "complete" && outcome !== "unchanged");
  const whole = counts.complete + counts.unchanged;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <>
      <tr>
        <td>
          {over ? (
            <UnstyledButton className={classes.open} aria-expanded={open} onClick={() => setOpen(!open)}>
              <Chevron size={16} aria-hidden="true" />
              {t(`common:kind.${kind}`)}
            </UnstyledButton>
          ) : (
            t(`common:kind.${kind}`)
          )}
        </td>
        <td>
          <State name={markOfScope(outcome)} quiet>
            {t(`common:scope.${outcome}`)}
          </State>
        </td>
        <td className="num">
          {format.number(whole)}
          {whole !== counts.scopes && (
            <span className="t3"> {t("receipt.of", { n: format.number(counts.scopes) })}</span>
          )}
        </td>
        <td className="num">{format.number(counts.rows_read)}</td>
        <td className="num">
          <Figure value={counts.set_aside} warn />
        </td>
        <td className="num">
          <Figure value={counts.added} />
        </td>
        <td className="num">
          <Figure value={counts.changed} />
        </td>
        <td className="num">
          <Figure value={counts.removed} />
        </td>
        <td className="num">
          <Figure value={counts.requests} />
        </td>
        <td className="num">{format.number(Math.round(counts.seconds * 10) / 10)}</td>
      </tr>
      {open && over && <Lists run={run} kind={kind} counts={counts} />}
    </>
  );
}

/** A row for each kind opens to its lists, worst first. */
export function Receipt({ run, connection }: { run: Run; connection: string }) {
  const { t } = useTranslation("runs");
  const kinds = Object.entries(run.counts) as [Kind, KindCounts][];
  if (kinds.length === 0)
    return (
      <Panel>
        <Empty title={t(isOver(run) ? "receipt.none" : "receipt.nothingYet", { connection })} />
      </Panel>
    );
  return (
    <>
      <Panel className={classes.receipt}>
        <SimpleTable
          caption={t("tabs.receipt")}
          numeric={[2, 3, 4, 5, 6, 7, 8, 9]}
          columns={[
            t("receipt.kind"),
            t("receipt.outcome"),
            t("receipt.lists"),
            t("receipt.read"),
            t("receipt.setAside"),
            t("receipt.added"),
            t("receipt.changed"),
            t("receipt.removed"),
            t("receipt.requests"),
            t("receipt.seconds"),
          ]}
        >
          {kinds.map(([kind, counts]) => (
            <KindRow key={kind} run={run} kind={kind} counts={counts} />
          ))}
        </SimpleTable>
      </Panel>
      <p className="small t3" style={{ marginTop: 8 }}>
        {t("receipt.legend")}
      </p>
    </>
  );
}
