import { Button } from "@mantine/core";
import clsx from "clsx";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LoggedChange, PersonExport, User } from "@/api/records";
import { useWords } from "../DataTable/words";
import { FieldChanges } from "../FieldChanges";
import { Moment } from "../Moment";
import classes from "./Detail.module.css";
import { nameOfChanged } from "./history";

const MORE = 50;

interface HistoryProps {
  held: PersonExport;
  person: User;
  shown: number;
}

/** What happened to a person and to what belongs to them, the newest first. */
export function History({ held, person, shown: few }: HistoryProps) {
  const { t } = useTranslation("data");
  const [shown, setShown] = useState(few);
  const changes = held.changes.toSorted((a, b) => b.seq - a.seq);
  if (changes.length === 0) return <p className="small t3">{t("detail.historyNone")}</p>;
  return (
    <>
      <ol className={classes.timeline}>
        {changes.slice(0, shown).map((change) => (
          <li key={change.seq} className={clsx(classes[shapeOf(change)])}>
            <Moment at={change.at} />
            <Sentence change={change} held={held} person={person} />
          </li>
        ))}
      </ol>
      {changes.length > shown && (
        <Button size="xs" onClick={() => setShown(shown + MORE)}>
          {t("detail.showAll")}
        </Button>
      )}
    </>
  );
}

/** A dot for what came, a ring for what changed, a diamond for what left. */
function shapeOf(change: LoggedChange): "came" | "changed" | "left" {
  if (change.kind === "group") return isMember(change) ? "came" : "left";
  return change.change === "changed" ? "changed" : change.change === "removed" ? "left" : "came";
}
function isMember({ fields }: LoggedChange): boolean {
  return ((fields?.members?.[1] as unknown[] | undefined)?.length ?? 0) > 0;
}

function Sentence({ change, held, person }: { change: LoggedChange; held: PersonExport; person: User }) {
  const { t } = useTranslation(["data", "common"]);
  const words = useWords();
  const name = nameOfChanged(change, held) ?? t("data:nameless");
  if (change.kind === "group")
    return <div>{t(`data:event.group.${isMember(change) ? "joined" : "left"}`, { name })}</div>;
  if (change.kind === "user" && change.change !== "changed")
    return <div>{t(`data:event.user.${change.change}`, { system: words.connection(person.connection) })}</div>;
  const isOfPerson = change.kind === "user";
  return (
    <div>
      {change.kind === "enrollment"
        ? t(`data:event.enrollment.${change.change}`, { name })
        : !isOfPerson && t(`data:event.other.${change.change}`, { kind: t(`common:kind.${change.kind}`) })}
      {change.change === "changed" && <FieldChanges kind={change.kind} fields={change.fields} />}
    </div>
  );
}
