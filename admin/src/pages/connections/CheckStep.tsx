import { Button, TextInput } from "@mantine/core";
import { ChevronLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { type Check, configure, fieldsOf, type System } from "@/api/connections";
import { Problem } from "@/api/problems";
import { startRuns } from "@/api/runs";
import { Failed } from "@/components/Answer";
import { Callout, PageHead } from "@/components/Panel";
import { useFormat } from "@/format";
import { Checks } from "./Checks";
import { type NewDraft, requestOf, withProtocol } from "./request";
import { failedOf, isReported, passedOf, useChecking } from "./useChecking";
import classes from "./Wizard.module.css";
import { useWithout } from "./without";

interface CheckStepProps {
  system: System;
  draft: NewDraft;
  change: (draft: NewDraft) => void;
  /** To address and token, with what was said of them. */
  back: (problem?: Problem) => void;
  saved: (connection: string, run: string) => void;
}

const OF_FORM = /^(base_url|api_token|token_expires_at|fields_not_mirrored|settings(\..*)?)$/;

/** When nothing is answered at all, the address or the token is wrong: it is said where they are entered. */
function asRefusal(check: Check | undefined): Problem | null {
  if (!check?.fix || (check.field !== "api_token" && check.field !== "base_url")) return null;
  const error = { field: check.field, code: check.name, detail: check.fix };
  return new Problem("check-failed", 422, check.title, check.fix, [error]);
}

/** Every right that matters is tried, one by one; what fails says what is lost and how to mend it. */
export function CheckStep({ system, draft, change, back, saved }: CheckStepProps) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const without = useWithout();
  const checking = useChecking();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const { start } = checking;
  const request = useRef(requestOf(system, draft));
  request.current = requestOf(system, draft);
  const goBack = useRef(back);
  goBack.current = back;

  const run = () => {
    setRefused(null);
    void start(request.current).then((ended) => {
      if (ended?.problem && fieldsOf(ended.problem).some((field) => OF_FORM.test(field))) goBack.current(ended.problem);
    });
  };
  const first = useRef(run);
  useEffect(() => first.current(), []);

  async function save() {
    setBusy(true);
    setRefused(null);
    try {
      const { connection } = await configure(request.current);
      // The first run begins by itself; whoever asks for it is told its number.
      const started = await startRuns(connection.connection);
      saved(connection.connection, String(started.runs[0]?.id ?? ""));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.checks.length > 0) checking.show(problem.checks);
      else if (fieldsOf(problem).some((field) => OF_FORM.test(field))) goBack.current(problem);
      setRefused(problem);
    } finally {
      setBusy(false);
    }
  }

  const failed = failedOf(checking.checks);
  const passed = passedOf(checking.checks);
  const stopped = failed.some(({ required }) => required);
  const done = isReported(checking);
  const broken = !checking.busy && checking.problem !== null;
  const blamed = done && passed.length === 0 ? asRefusal(failed[0]) : null;
  const site = checking.test?.connections[0];
  const address = withProtocol(draft.address)
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "");
  const counts = {
    passed: t("checks.passedOf", {
      count: passed.length,
      n: format.number(passed.length),
      all: format.number(checking.checks.length),
    }),
  };
  const title = !done
    ? t(broken ? "check.broken" : "check.going", { system: system.title })
    : stopped
      ? t("check.stopped", { system: system.title })
      : failed.length > 0
        ? t("check.without", { system: system.title, what: without(failed) })
        : t("check.whole", { system: system.title });
  const found = site?.site_name
    ? t("check.found", { name: site.site_name, address: address || system.title })
    : address
      ? t("check.foundAt", { address })
      : "";
  const lead = broken
    ? ""
    : !done
      ? t("check.goingLead")
      : stopped
        ? t("check.stoppedLead")
        : [found, counts.passed, failed.length > 0 && t("check.later")].filter(Boolean).join(" ");

  return (
    <>
      <PageHead title={title} lead={<span role="status">{lead}</span>} />
      {checking.problem && !checking.busy && <Failed error={checking.problem} again={run} />}
      <Checks checking={checking} />
      {done && !stopped && (
        <TextInput
          className={classes.name}
          label={t("access.name")}
          description={t("access.nameHint")}
          placeholder={site?.site_name ?? system.title}
          value={draft.name}
          onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
          error={refused?.of("name")}
          autoComplete="off"
        />
      )}
      {refused && !refused.of("name") && (
        <div role="alert" className={classes.foot}>
          <Callout tone="bad">{refused.detail || t("common:failed.unreachable")}</Callout>
        </div>
      )}
      <div className={classes.foot}>
        {done && failed.length === 0 && (
          <Button variant="filled" onClick={() => void save()} loading={busy}>
            {t("check.connect")}
          </Button>
        )}
        {blamed && (
          <Button variant="filled" onClick={() => back(blamed)}>
            {t(blamed.of("api_token") ? "check.mendToken" : "check.mendAddress")}
          </Button>
        )}
        {done && failed.length > 0 && (
          <Button variant={blamed ? "default" : "filled"} onClick={run}>
            {t("check.again")}
          </Button>
        )}
        {done && failed.length > 0 && !stopped && (
          <Button onClick={() => void save()} loading={busy}>
            {t("check.connectWithout", { what: without(failed) })}
          </Button>
        )}
        <span className="grow" />
        <Button variant="subtle" onClick={() => back()} leftSection={<ChevronLeft size={16} aria-hidden="true" />}>
          {t("wizard.step.access")}
        </Button>
      </div>
    </>
  );
}
