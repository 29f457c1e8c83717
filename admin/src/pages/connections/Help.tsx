import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/connections";
import { Markdown } from "@/components/Markdown";
import classes from "./Wizard.module.css";

/** How to give access to this system, in its own words for where to click. The text comes with the API. */
export function Help({ system }: { system: System }) {
  const { t } = useTranslation(["connections", "common"]);
  const { copy, copied } = useClipboard({ timeout: 2_000 });
  const link = new URL("/connections/new", location.origin);
  link.searchParams.set("system", system.crm_type);
  return (
    <aside className={classes.help} aria-label={t("help.title", { system: system.title })}>
      <h2>{t("help.title", { system: system.title })}</h2>
      <Markdown source={system.setup} />
      <div className={classes.colleague}>
        <p className="small t3">{t("help.colleague", { system: system.title })}</p>
        <Button size="xs" variant="subtle" onClick={() => copy(link.href)}>
          {t(copied ? "common:do.copied" : "help.copyLink")}
        </Button>
      </div>
    </aside>
  );
}
