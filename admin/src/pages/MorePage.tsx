import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronRight, RefreshCw, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { DATA, useSettings } from "@/components/Frame";
import { leave } from "@/components/leave";
import { Page, PageHead, Panel } from "@/components/Panel";
import classes from "./MorePage.module.css";

/** On a phone: the sections that have no tab. */
export function MorePage() {
  const { t } = useTranslation();
  const groups = [
    [{ section: "runs", to: "/runs", Icon: RefreshCw } as const],
    DATA,
    [...useSettings(), { section: "account", to: "/account", Icon: UserRound } as const],
  ];
  return (
    <Page>
      <PageHead title={t("nav.more")} />
      <div className="stack">
        {groups.map((places) => (
          <Panel key={places[0]?.section}>
            <ul>
              {places.map(({ section, to, Icon }) => (
                <li key={section}>
                  <Link to={to} className={classes.place}>
                    <Icon size={18} strokeWidth={1.7} aria-hidden="true" />
                    <span className="grow">{t(`nav.${section}`)}</span>
                    <ChevronRight size={16} aria-hidden="true" />
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
        <Button onClick={() => void leave()}>{t("logOut")}</Button>
      </div>
    </Page>
  );
}
