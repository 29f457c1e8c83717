import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { OpenSessions } from "@/components/OpenSessions";
import { Facts, Page, PageHead, Panel } from "@/components/Panel";
import { useFormat, useNow } from "@/format";
import classes from "./AccountPage.module.css";
import { Looks } from "./Looks";
import { PasswordForm } from "./PasswordForm";
import { SecondFactor } from "./SecondFactor";

export function AccountPage() {
  const { t } = useTranslation(["account", "common"]);
  const format = useFormat();
  const now = useNow();
  const { own } = useSession();
  if (!own) return null;
  const { operator } = own;
  return (
    <Page>
      <PageHead title={t("title")} />
      <div className={classes.columns}>
        <div className="stack">
          <Panel padded>
            <Facts
              rows={[
                [t("name"), operator.name],
                [t("login"), operator.login],
                [t("role"), t(`common:role.${operator.role}`)],
                [t("since"), format.date(operator.created_at, now)],
              ]}
            />
          </Panel>
          <Panel title={t("look.title")} padded>
            <Looks />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t("password.title")} padded>
            <PasswordForm login={operator.login} />
          </Panel>
          <Panel padded>
            <SecondFactor isOn={operator.has_second_factor} login={operator.login} />
          </Panel>
        </div>
      </div>
      <Panel title={t("sessions.title")} className={classes.sessions}>
        <OpenSessions everybodys={false} />
      </Panel>
    </Page>
  );
}
