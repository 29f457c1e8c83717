import { useTranslation } from "react-i18next";
import type { AnyRecord } from "@/api/records";
import { Moment } from "../Moment";
import classes from "./Detail.module.css";
import { Section } from "./Section";

/** When a record came, changed and left. What exactly changed, the API says of people only. */
export function Times({ row }: { row: AnyRecord }) {
  const { t } = useTranslation("data");
  const isChanged = row.changed_at !== row.first_seen_at && row.changed_at !== row.removed_at;
  return (
    <Section title={t("detail.history")}>
      <ol className={classes.timeline}>
        {row.removed_at && (
          <li className={classes.left}>
            <Moment at={row.removed_at} />
            <div>{t("detail.left")}</div>
          </li>
        )}
        {isChanged && (
          <li className={classes.changed}>
            <Moment at={row.changed_at} />
            <div>{t("detail.changedLast")}</div>
          </li>
        )}
        <li className={classes.came}>
          <Moment at={row.first_seen_at} />
          <div>{t("detail.appeared")}</div>
        </li>
        {row.source_updated_at && (
          <li className={classes.changed}>
            <Moment at={row.source_updated_at} />
            <div>{t("detail.changedInLms")}</div>
          </li>
        )}
      </ol>
    </Section>
  );
}
