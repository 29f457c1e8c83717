import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { type Connection, configure, type System } from "@/api/connections";
import type { Problem } from "@/api/problems";
import type { ConnectionStatus } from "@/api/status";
import { say } from "@/components/say";
import { AccessFields } from "./AccessFields";
import { CheckPart } from "./CheckPart";
import { useDraft } from "./draft";
import { Ending } from "./Ending";
import { LeftOutPart } from "./LeftOutPart";
import { changedFields, draftOf, type EditDraft, editRequest, needsToken } from "./request";
import { SaveBar } from "./SaveBar";
import { SchedulePart } from "./SchedulePart";
import { Section } from "./Section";
import { SettingsForm } from "./SettingsForm";
import { fieldsOfSchema } from "./schema";
import { useChecking } from "./useChecking";

interface EditingProps {
  connection: Connection;
  status?: ConnectionStatus;
  system?: System;
}

export interface PartProps {
  connection: Connection;
  draft: EditDraft;
  set: (part: Partial<EditDraft>) => void;
  errorOf: (field: string) => string | undefined;
}

/** A connection as a form. What is changed is named in the bar below, and saved after a check. */
export function Editing({ connection, status, system }: EditingProps) {
  const { t } = useTranslation("connections");
  const [kept, keep] = useDraft<EditDraft>(`edit ${connection.connection}`);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const checking = useChecking();
  const draft = kept ?? draftOf(connection);
  const changed = changedFields(connection, draft);
  const fields = useMemo(() => (system ? fieldsOfSchema(system.settings_schema) : []), [system]);
  const [asksToken, setAsksToken] = useState(false);
  const tokenMissing = needsToken(connection, draft) && !draft.token;

  const set = (part: Partial<EditDraft>) => {
    const next = { ...draft, ...part };
    const same = changedFields(connection, next).length === 0 && next.token === null;
    keep(same ? undefined : next);
    setAsksToken(false);
  };
  // A right that is missing is mended in the system; it is told with the checks.
  const isOfRights = problem?.checks.some(({ passed }) => passed) ?? false;
  const errorOf = (field: string) =>
    (isOfRights ? undefined : problem?.of(field)) ??
    (field === "api_token" && asksToken ? t("edit.tokenAgain") : undefined);
  const drop = () => {
    keep(undefined);
    if (problem) checking.show([]);
    setProblem(null);
    setAsksToken(false);
  };

  async function save(force = false) {
    if (tokenMissing) {
      setAsksToken(true);
      if (draft.token === null) keep({ ...draft, token: "" });
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const { test } = await configure({ ...editRequest(connection, draft), force });
      checking.show(test.checks);
      keep(undefined);
      say(t("save.saved"));
    } catch (error) {
      const refused = asProblem(error);
      setProblem(refused);
      if (refused.checks.length > 0) checking.show(refused.checks);
    } finally {
      setBusy(false);
    }
  }

  const part: PartProps = { connection, draft, set, errorOf };
  return (
    <>
      <AccessFields {...part} />
      {fields.length > 0 && (
        <Section title={t("settings.title")} lead={t("settings.lead", { system: system?.title })}>
          <SettingsForm
            system={connection.crm_type}
            fields={fields}
            value={draft.settings}
            change={(settings) => set({ settings })}
            errorOf={errorOf}
            kept
          />
        </Section>
      )}
      <SchedulePart {...part} system={system} />
      <LeftOutPart {...part} status={status} />
      <CheckPart connection={connection} checking={checking} />
      <Ending connection={connection} status={status} dropDraft={drop} />
      {(changed.length > 0 || problem) && (
        <SaveBar connection={connection} changed={changed} problem={problem} busy={busy} save={save} drop={drop} />
      )}
    </>
  );
}
