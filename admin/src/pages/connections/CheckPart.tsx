import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/connections";
import { Failed } from "@/components/Answer";
import { State } from "@/components/Mark";
import { useFormat } from "@/format";
import { Checks } from "./Checks";
import { Section } from "./Section";
import { failedOf, isReported, passedOf, type useChecking } from "./useChecking";

interface CheckPartProps {
  connection: Connection;
  checking: ReturnType<typeof useChecking>;
}

/** Every right that matters, tried again with what is stored. */
export function CheckPart({ connection, checking }: CheckPartProps) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const failed = failedOf(checking.checks);
  const passed = passedOf(checking.checks);
  const run = () => void checking.start(connection.connection);
  return (
    <Section title={t("check.part")} lead={t("check.partLead")}>
      <div role="status">
        {isReported(checking) && (
          <State name={failed.length === 0 ? "ok" : failed.some(({ required }) => required) ? "failed" : "needed"}>
            {failed.length === 0
              ? t("check.allPassed", { count: passed.length, n: format.number(passed.length) })
              : t("check.someFailed", { count: failed.length, n: format.number(failed.length) })}
          </State>
        )}
      </div>
      {checking.problem && !checking.busy && <Failed error={checking.problem} again={run} />}
      {checking.checks.length > 0 && <Checks checking={checking} />}
      <Button onClick={run} loading={checking.busy}>
        {t("check.again")}
      </Button>
    </Section>
  );
}
