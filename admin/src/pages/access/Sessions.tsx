import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { OpenSessions } from "@/components/OpenSessions";
import { Page, Panel } from "@/components/Panel";
import classes from "./AccessPage.module.css";

export function Sessions({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation("access");
  const owns = useMay("own");
  return (
    <>
      {tabs}
      <Page>
        <div className={classes.lead}>
          <p>{t(owns ? "sessions.leadAll" : "sessions.lead")}</p>
        </div>
        <Panel className={classes.panel}>
          <OpenSessions everybodys={owns} />
        </Panel>
      </Page>
    </>
  );
}
