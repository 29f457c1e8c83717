import { useTranslation } from "react-i18next";
import type { ConnectionStatus } from "@/api/status";
import { Callout } from "@/components/Panel";
import { useLeftOutName } from "@/components/useLeftOutName";
import { useFormat } from "@/format";
import classes from "./ConnectionPage.module.css";
import type { PartProps } from "./Editing";
import { KINDS_WITH_FIELDS } from "./fields";
import { LeftOut } from "./LeftOut";
import { Section } from "./Section";

/** Which fields are not kept, and what goes at once when more are named. */
export function LeftOutPart({ connection, draft, set, errorOf, status }: PartProps & { status?: ConnectionStatus }) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const fieldName = useLeftOutName();
  const before = connection.fields_not_mirrored;
  const more = draft.leftOut.filter((field) => !before.includes(field));
  const fewer = before.filter((field) => !draft.leftOut.includes(field));
  const kinds = KINDS_WITH_FIELDS.filter((kind) => more.some((field) => field.startsWith(`${kind}.`)));
  const counts = kinds.flatMap((kind) => {
    const total = status?.kinds[kind]?.total;
    return total ? [`${t(`common:kind.${kind}`)}: ${format.number(total)}`] : [];
  });
  return (
    <Section title={t("leftOut.title")} lead={t("leftOut.lead")}>
      <div role="status">
        {more.length > 0 && (
          <Callout tone="warn">
            {t("leftOut.goes", { fields: format.list(more.map(fieldName)) })}
            {counts.length > 0 && ` ${t("leftOut.records", { counts: counts.join(", ") })}`}
          </Callout>
        )}
        {fewer.length > 0 && <Callout>{t("leftOut.comes", { fields: format.list(fewer.map(fieldName)) })}</Callout>}
      </div>
      <details className={classes.plan} open={draft.leftOut.length > 0 || undefined}>
        <summary>
          {draft.leftOut.length === 0
            ? t("leftOut.none")
            : t("leftOut.count", { count: draft.leftOut.length, n: format.number(draft.leftOut.length) })}
        </summary>
        <LeftOut value={draft.leftOut} change={(leftOut) => set({ leftOut })} error={errorOf("fields_not_mirrored")} />
      </details>
    </Section>
  );
}
