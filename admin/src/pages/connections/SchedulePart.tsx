import { Select, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type System, switchAuto } from "@/api/connections";
import { useAct } from "@/components/useAct";
import { useFormat } from "@/format";
import classes from "./ConnectionPage.module.css";
import type { PartProps } from "./Editing";
import { Plan } from "./Plan";
import { Section } from "./Section";

const INTERVALS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

/** When it reads, and what the next run would ask. */
export function SchedulePart({ connection, draft, set, errorOf, system }: PartProps & { system?: System }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const { act, busy } = useAct();
  const [open, setOpen] = useState(false);
  const intervals = [...new Set([...INTERVALS, connection.sync_interval_seconds, draft.interval])].sort(
    (a, b) => a - b,
  );
  return (
    <Section title={t("schedule.title")} lead={t("schedule.lead")}>
      <Switch
        label={t("auto.label")}
        description={t(connection.auto_sync ? "auto.isOn" : "auto.isOff")}
        checked={connection.auto_sync}
        disabled={busy}
        onChange={(event) => {
          const on = event.currentTarget.checked;
          void act(() => switchAuto(connection.connection, on), t(on ? "auto.on" : "auto.off"));
        }}
      />
      <Select
        className={classes.short}
        label={t("schedule.interval")}
        data={intervals.map((seconds) => ({ value: String(seconds), label: format.duration(seconds * 1_000) }))}
        value={String(draft.interval)}
        onChange={(chosen) => set({ interval: Number(chosen) })}
        error={errorOf("sync_interval_seconds")}
      />
      <details className={classes.plan} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("plan.title")}</summary>
        {open && <Plan connection={connection.connection} system={system?.title ?? connection.crm_type} />}
      </details>
    </Section>
  );
}
