import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { connectionsQuery, systemsQuery } from "@/api/connections";
import { useMay } from "@/api/session";
import { statusQuery } from "@/api/status";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Forgotten } from "@/components/Forgotten";
import { Page, PageHead, Panel } from "@/components/Panel";
import { language } from "@/language";
import { ConnectionTable } from "./ConnectionTable";
import classes from "./ConnectionTable.module.css";
import { SystemCards } from "./SystemCards";

const ROW = 64;

/** Where data come from. */
export function ConnectionsPage() {
  const { t } = useTranslation("connections");
  const may = useMay("administer");
  const connections = useQuery({ ...connectionsQuery(), enabled: may });
  const status = useQuery(statusQuery());
  const systems = useQuery({ ...systemsQuery(language()), enabled: may });
  if (!may)
    return (
      <Empty isPage title={t("notYours.title")}>
        {t("notYours.text")}
      </Empty>
    );
  return (
    <Page>
      <PageHead title={t("list.title")} lead={t("list.lead")} />
      <Panel>
        <Answered query={connections} waiting={<Waiting height={ROW} lines={3} />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty
                title={t("list.none")}
                action={
                  <Button component={Link} to="/connections/new" variant="filled">
                    {t("list.connect")}
                  </Button>
                }
              >
                {t("list.noneText")}
              </Empty>
            ) : (
              <ConnectionTable rows={rows} statuses={status.data?.connections ?? []} systems={systems.data ?? []} />
            )
          }
        </Answered>
      </Panel>
      <h2 className={classes.more}>{t(connections.data?.length === 0 ? "wizard.choose" : "list.more")}</h2>
      <Answered query={systems} waiting={<Waiting height={80} lines={1} />}>
        {(rows) => <SystemCards systems={rows} />}
      </Answered>
      <div className={classes.below}>
        <Forgotten />
      </div>
    </Page>
  );
}
