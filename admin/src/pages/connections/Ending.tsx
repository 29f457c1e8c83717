import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Connection, forget } from "@/api/connections";
import { startRuns } from "@/api/runs";
import type { ConnectionStatus } from "@/api/status";
import { Confirm } from "@/components/Confirm";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import classes from "./ConnectionPage.module.css";
import { Section } from "./Section";

interface EndProps {
  title: string;
  text: ReactNode;
  children: ReactNode;
}

function End({ title, text, children }: EndProps) {
  return (
    <div className={classes.end}>
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      {children}
    </div>
  );
}

interface EndingProps {
  connection: Connection;
  status?: ConnectionStatus;
  dropDraft: () => void;
}

/** Reading everything anew, disconnecting, and deleting what was read: each with what follows from it. */
export function Ending({ connection, status, dropDraft }: EndingProps) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const [asked, setAsked] = useState<"forget" | "delete" | null>(null);
  const totals = Object.entries(status?.kinds ?? {}).flatMap(([kind, { total }]) => (total ? [{ kind, total }] : []));
  const lost = totals.map(
    ({ kind, total }) => `${t(`common:kind.${kind}` as "common:kind.user")}: ${format.number(total)}`,
  );
  const sum = (wanted: (kind: string) => boolean) =>
    totals.reduce((all, { kind, total }) => all + (wanted(kind) ? total : 0), 0);
  const counted = (what: "people" | "courses" | "records", count: number) =>
    count > 0 ? [t(`end.${what}`, { count, n: format.number(count) })] : [];
  const summary = format.list([
    ...counted(
      "people",
      sum((kind) => kind === "user"),
    ),
    ...counted(
      "courses",
      sum((kind) => kind === "course"),
    ),
    ...counted(
      "records",
      sum((kind) => kind !== "user" && kind !== "course"),
    ),
  ]);

  async function end(withData: boolean) {
    await forget(connection.connection, withData);
    dropDraft();
    await navigate({ to: "/connections", replace: true });
  }

  return (
    <Section title={t("end.title")}>
      <End title={t("end.again")} text={t("end.againText")}>
        <Button loading={busy} onClick={() => act(() => startRuns(connection.connection, "full"), t("sync.started"))}>
          {t("end.againDo")}
        </Button>
      </End>
      <End title={t("end.forget")} text={t("end.forgetText")}>
        <Button className="danger" onClick={() => setAsked("forget")}>
          {t("end.forgetDo")}
        </Button>
      </End>
      <End
        title={t("end.delete")}
        text={lost.length > 0 ? t("end.deleteText", { what: summary }) : t("end.deleteNothing")}
      >
        <Button className="danger" onClick={() => setAsked("delete")}>
          {t("end.deleteDo")}
        </Button>
      </End>
      <Confirm
        opened={asked === "forget"}
        close={() => setAsked(null)}
        title={t("end.forgetAsk", { name: connection.name })}
        action={t("end.forgetDo2")}
        act={() => end(false)}
        typed={connection.name}
        typedLabel={t("end.type", { name: connection.name })}
      >
        <p>{t("end.forgetLost")}</p>
      </Confirm>
      <Confirm
        opened={asked === "delete"}
        close={() => setAsked(null)}
        title={t("end.deleteAsk", { name: connection.name })}
        action={t("end.deleteDo2")}
        act={() => end(true)}
        typed={connection.name}
        typedLabel={t("end.type", { name: connection.name })}
      >
        <p>{t("end.deleteLost")}</p>
        {lost.length > 0 && (
          <ul className={classes.lost}>
            {lost.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ul>
        )}
      </Confirm>
    </Section>
  );
}
