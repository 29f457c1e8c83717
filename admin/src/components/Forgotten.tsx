import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteForgotten, type Forgotten as ForgottenConnection, forgottenQuery } from "@/api/connections";
import { useMay } from "@/api/session";
import { useFormat } from "@/format";
import { Answered } from "./Answer";
import { Confirm } from "./Confirm";
import classes from "./Forgotten.module.css";
import { Panel } from "./Panel";
import { SimpleTable } from "./SimpleTable";

function Row({ row, ask }: { row: ForgottenConnection; ask: () => void }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const address = row.base_url?.replace(/^https?:\/\//, "");
  return (
    <tr>
      <td>
        <b>{address ?? row.connection}</b>
        <small>{row.connection}</small>
      </td>
      <td>{t("forgotten.records", { count: row.records, n: format.number(row.records) })}</td>
      <td className="num">
        <span className={classes.buttons}>
          <Button
            size="xs"
            renderRoot={(props) => (
              <Link
                to="/connections/new"
                search={{ system: row.crm_type, address: row.base_url ?? undefined }}
                {...props}
              />
            )}
            aria-label={t("forgotten.backOf", { name: address ?? row.connection })}
          >
            {t("forgotten.back")}
          </Button>
          <Button
            size="xs"
            className="danger"
            onClick={ask}
            aria-label={t("forgotten.deleteOf", { name: address ?? row.connection })}
          >
            {t("forgotten.delete")}
          </Button>
        </span>
      </td>
    </tr>
  );
}

/** What is still kept of connections that were forgotten; nothing at all where there are none. */
export function Forgotten() {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const may = useMay("administer");
  const query = useQuery({ ...forgottenQuery(), enabled: may });
  const [asked, setAsked] = useState<ForgottenConnection | null>(null);
  if (query.data?.length === 0) return null;
  return (
    <Answered query={query} waiting={null}>
      {(rows) => (
        <Panel title={t("forgotten.title")}>
          <p className={classes.lead}>{t("forgotten.lead")}</p>
          <SimpleTable
            className={classes.table}
            columns={[
              t("access.address"),
              t("forgotten.kept"),
              <span key="actions" className="sr">
                {t("common:do.actions")}
              </span>,
            ]}
            caption={t("forgotten.title")}
          >
            {rows.map((row) => (
              <Row key={row.connection} row={row} ask={() => setAsked(row)} />
            ))}
          </SimpleTable>
          <Confirm
            opened={asked !== null}
            close={() => setAsked(null)}
            title={t("forgotten.ask", { name: asked?.connection })}
            action={t("end.deleteDo2")}
            act={() => deleteForgotten(asked?.connection ?? "")}
            typed={asked?.connection}
            typedLabel={t("end.type", { name: asked?.connection })}
          >
            <p>{t("forgotten.lost", { count: asked?.records ?? 0, n: format.number(asked?.records ?? 0) })}</p>
          </Confirm>
        </Panel>
      )}
    </Answered>
  );
}
