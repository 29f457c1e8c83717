import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/connections";
import type { Problem } from "@/api/problems";
import { useFormat } from "@/format";
import classes from "./ConnectionPage.module.css";
import type { EditField } from "./request";

interface SaveBarProps {
  connection: Connection;
  changed: EditField[];
  problem: Problem | null;
  busy: boolean;
  save: (force?: boolean) => Promise<void>;
  drop: () => void;
}

/** What is not saved yet, by name; and after a refusal what is wrong. */
export function SaveBar({ connection, changed, problem, busy, save, drop }: SaveBarProps) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const names = changed.map((field) =>
    field === "interval"
      ? t("save.intervalWas", { length: format.duration(connection.sync_interval_seconds * 1_000) })
      : t(`save.field.${field}`),
  );
  const failed = problem !== null && problem.checks.length > 0;
  return (
    <section className={classes.save} aria-label={t("save.label")}>
      <p className="grow" role="status">
        {problem ? (
          <span className="bad">
            {failed ? t("save.checkFailed") : problem.detail || t("common:failed.unreachable")}
          </span>
        ) : (
          t("save.changed", { fields: format.list(names) })
        )}
      </p>
      <Button onClick={drop} disabled={busy}>
        {t("save.drop")}
      </Button>
      {failed && (
        <Button onClick={() => void save(true)} loading={busy}>
          {t("save.anyway")}
        </Button>
      )}
      <Button variant="filled" onClick={() => void save()} loading={busy}>
        {t("save.save")}
      </Button>
    </section>
  );
}
