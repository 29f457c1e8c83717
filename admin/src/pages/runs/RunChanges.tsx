import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Run, type RunChange, runChangesQuery } from "@/api/runs";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { FieldChanges } from "@/components/FieldChanges";
import { More } from "@/components/More";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useFormat } from "@/format";
import { recordPlace } from "@/records";
import classes from "./RunPage.module.css";

function Row({ change }: { change: RunChange }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <td className="t2">{t(`change.${change.change}`)}</td>
      <td className="t2">{t(`kind.${change.kind}`)}</td>
      <td>
        <Link {...recordPlace(change.kind, change.record.id)}>{change.record.name ?? change.record.id}</Link>
      </td>
      <td>{change.change === "changed" && <FieldChanges kind={change.kind} fields={change.fields} />}</td>
      <td className="num t3">
        <time dateTime={change.at} title={format.exactly(change.at)}>
          {format.clock(change.at)}
        </time>
      </td>
    </tr>
  );
}

/** What a run changed, each field before and after. */
export function RunChanges({ run }: { run: Run }) {
  const { t } = useTranslation(["runs", "common"]);
  const query = useInfiniteQuery(runChangesQuery(run.id, { limit: 100 }));
  return (
    <Panel className={classes.receipt}>
      <Answered query={query} waiting={<Waiting height={34} lines={10} />}>
        {({ pages }) => {
          const changes = pages.flatMap(({ items }) => items);
          const whole = pages.every((page) => page.whole);
          if (changes.length === 0) return <Empty title={t(whole ? "changesTab.none" : "changesTab.pruned")} />;
          return (
            <>
              {!whole && <p className={classes.note}>{t("changesTab.notWhole")}</p>}
              <SimpleTable
                caption={t("tabs.changes")}
                numeric={[4]}
                columns={[
                  t("changesTab.what"),
                  t("receipt.kind"),
                  t("changesTab.record"),
                  t("changesTab.fields"),
                  t("changesTab.time"),
                ]}
              >
                {changes.map((change) => (
                  <Row key={change.seq} change={change} />
                ))}
              </SimpleTable>
              <More query={query} />
            </>
          );
        }}
      </Answered>
    </Panel>
  );
}
