import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/connections";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useLeftOutName } from "@/components/useLeftOutName";
import classes from "./PrivacyPage.module.css";

/** What is not kept at all, by connection. */
export function NotMirrored({ connections }: { connections: UseQueryResult<Connection[]> }) {
  const { t } = useTranslation(["privacy", "common"]);
  const fieldName = useLeftOutName();
  return (
    <Panel title={t("notMirrored.title")}>
      <p className={classes.lead}>{t("notMirrored.lead")}</p>
      <Answered query={connections} waiting={<Waiting height={40} lines={2} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t("notMirrored.none")} />
          ) : (
            <SimpleTable
              columns={[
                t("notMirrored.connection"),
                t("notMirrored.fields"),
                <span key="actions" className="sr">
                  {t("common:do.actions")}
                </span>,
              ]}
              caption={t("notMirrored.title")}
              className={classes.fields}
            >
              {rows.map((row) => (
                <tr key={row.connection}>
                  <td>{row.name}</td>
                  <td>
                    {row.fields_not_mirrored.length > 0 ? (
                      row.fields_not_mirrored.map(fieldName).join(", ")
                    ) : (
                      <span className="t3">{t("notMirrored.everything")}</span>
                    )}
                  </td>
                  <td className="num">
                    <Button
                      size="xs"
                      component={Link}
                      to={`/connections/${row.connection}`}
                      aria-label={t("notMirrored.changeOf", { name: row.name })}
                    >
                      {t("notMirrored.change")}
                    </Button>
                  </td>
                </tr>
              ))}
            </SimpleTable>
          )
        }
      </Answered>
    </Panel>
  );
}
