import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import type { ConnectionStatus, Status } from "@/api/status";
import { useHeldTitle } from "@/components/HeldTitle";
import { Mark, type MarkName, type Tone } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Panel } from "@/components/Panel";
import classes from "./OverviewPage.module.css";
import { isSaidElsewhere, neverRead } from "./verdict";

const MOST_HELD = 3;

interface Row {
  key: string;
  mark: MarkName;
  tone: Tone;
  title: string;
  meaning: ReactNode;
  action: { label: string; to: string } | null;
}

/** «What is so. What to do.»: the first sentence becomes the title. */
export function splitSentence(text: string): readonly [string, string] {
  const end = text.search(/[.;] \p{Lu}/u);
  return end < 0 ? [text.replace(/\.$/, ""), ""] : [text.slice(0, end), text.slice(end + 2)];
}

function lower(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}

function useRowsOf(mayAdminister: boolean) {
  const { t } = useTranslation(["overview", "common"]);
  return (connection: ConnectionStatus): Row[] => {
    const to = `/connections/${connection.connection}`;
    const rows = connection.attention
      .filter((row) => !isSaidElsewhere(row.cause) && row.severity !== "noted")
      .map((row): Row => {
        const [title, meaning] = splitSentence(row.text);
        const stopped = row.severity === "stopped";
        return {
          key: `${connection.connection} ${row.cause} ${row.kind}`,
          mark: stopped ? "failed" : "needed",
          tone: stopped ? "bad" : "warn",
          title: row.kind
            ? t("aboutKind", { name: connection.name, kind: lower(t(`common:kind.${row.kind}`)), title })
            : t("about", { name: connection.name, title }),
          meaning: (
            <>
              {meaning} {t("since")} <Moment at={row.since} />.
            </>
          ),
          action: mayAdminister ? { label: t("mend"), to } : null,
        };
      });
    const isClock = connection.reason?.cause === "clock";
    if (connection.status === "stale" && rows.length === 0)
      rows.push({
        key: `${connection.connection} stale`,
        mark: "stale",
        tone: "warn",
        title: t(isClock ? "stale.clock" : neverRead(connection) ? "stale.neverRead" : "stale.title", {
          name: connection.name,
        }),
        meaning: isClock ? connection.reason?.text : t("stale.meaning"),
        action: { label: t("stale.look"), to: connection.last_run ? `/runs/${connection.last_run.id}` : "/runs" },
      });
    return rows;
  };
}

/** What needs a person, worst first, each with the button that mends it. Only the first is filled. */
export function AttentionList({ status }: { status: Status }) {
  const { t } = useTranslation(["overview", "common"]);
  const mayAdminister = useMay("administer");
  const rowsOf = useRowsOf(mayAdminister);
  const heldTitle = useHeldTitle();
  const names = new Map(status.connections.map(({ connection, name }) => [connection, name]));
  const held = status.held.slice(0, MOST_HELD).map(
    (row): Row => ({
      key: `held ${row.id}`,
      mark: "held",
      tone: "warn",
      title: heldTitle(row, names.get(row.connection) ?? row.connection),
      meaning: `${row.text} ${t("heldMeaning")}`,
      action: { label: t(mayAdminister ? "decide" : "look"), to: `/decisions/${row.id}` },
    }),
  );
  const others = status.connections.flatMap(rowsOf);
  const rows = [
    ...others.filter(({ tone }) => tone === "bad"),
    ...held,
    ...others.filter(({ tone }) => tone !== "bad"),
  ];
  if (rows.length === 0) return null;
  const left = status.held.length - held.length;
  return (
    <Panel className={classes.attention}>
      <ul>
        {rows.map((row, place) => (
          <li key={row.key}>
            <Mark name={row.mark} tone={row.tone} />
            <div>
              <h2>{row.title}</h2>
              <p className="t2">{row.meaning}</p>
            </div>
            {row.action && (
              <Button component={Link} to={row.action.to} variant={place === 0 ? "filled" : "default"}>
                {row.action.label}
              </Button>
            )}
          </li>
        ))}
        {left > 0 && (
          <li>
            <Mark name="held" />
            <div>
              <h2>
                <Link to="/decisions">{t("moreHeld", { count: left })}</Link>
              </h2>
            </div>
          </li>
        )}
      </ul>
    </Panel>
  );
}
