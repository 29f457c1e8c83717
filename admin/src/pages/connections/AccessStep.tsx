import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { connectionsQuery, type System } from "@/api/connections";
import type { Problem } from "@/api/problems";
import { DayInput } from "@/components/DayInput";
import { Callout, PageHead } from "@/components/Panel";
import { LeftOut } from "./LeftOut";
import { type NewDraft, withProtocol } from "./request";
import { SettingsForm } from "./SettingsForm";
import { fieldsOfSchema } from "./schema";
import classes from "./Wizard.module.css";

interface AccessStepProps {
  system: System;
  draft: NewDraft;
  change: (draft: NewDraft) => void;
  refused?: Problem;
  check: () => void;
}

const SHOWN_ABOVE = ["base_url", "api_token"];

/** Address and token, and what else may be told of the connection. */
export function AccessStep({ system, draft, change, refused, check }: AccessStepProps) {
  const { t } = useTranslation(["connections", "common"]);
  const [missing, setMissing] = useState(false);
  const fields = useMemo(() => fieldsOfSchema(system.settings_schema), [system]);
  const connections = useQuery(connectionsQuery());
  const address = withProtocol(draft.address).replace(/\/+$/, "");
  const taken = connections.data?.find(({ base_url }) => base_url !== null && base_url === address);
  const set = (part: Partial<NewDraft>) => change({ ...draft, ...part });
  const errorOf = (field: string) => refused?.of(field);
  const isBelow = refused?.errors.some(({ field }) => !SHOWN_ABOVE.includes(field)) ?? false;
  const needed = fields.filter((field) => field.required || !system.needs_address);
  const others = fields.filter((field) => !needed.includes(field));

  function submit(event: FormEvent) {
    event.preventDefault();
    const empty = system.needs_address && (draft.address.trim() === "" || draft.token.trim() === "");
    setMissing(empty);
    if (!empty) check();
  }

  return (
    <>
      <PageHead
        title={t("access.title", { system: system.title })}
        lead={t(system.needs_address ? "access.lead" : "access.leadSettings")}
      />
      <form onSubmit={submit} className={classes.form} noValidate>
        {system.needs_address && (
          <>
            <TextInput
              label={t("access.address")}
              description={t("access.addressHint")}
              placeholder={t("access.addressExample")}
              value={draft.address}
              onChange={(event) => set({ address: event.currentTarget.value })}
              error={
                errorOf("base_url") ?? (missing && draft.address.trim() === "" ? t("access.addressMissing") : null)
              }
              inputMode="url"
              autoComplete="url"
              spellCheck={false}
              autoFocus={!errorOf("api_token")}
            />
            {taken && (
              <Callout tone="warn">
                {t("access.taken", { name: taken.name })}{" "}
                <Link to="/connections/$slug" params={{ slug: taken.connection }}>
                  {t("access.openTaken")}
                </Link>
              </Callout>
            )}
            <PasswordInput
              label={t("access.token")}
              description={t("access.tokenHint")}
              value={draft.token}
              onChange={(event) => set({ token: event.currentTarget.value })}
              error={errorOf("api_token") ?? (missing && draft.token.trim() === "" ? t("access.tokenMissing") : null)}
              autoFocus={!!errorOf("api_token")}
              autoComplete="off"
              spellCheck={false}
            />
          </>
        )}
        <SettingsForm
          system={system.crm_type}
          fields={needed}
          value={draft.settings}
          change={(settings) => set({ settings })}
          errorOf={errorOf}
        />
        <details className={classes.more} open={isBelow || undefined}>
          <summary>{t("access.more")}</summary>
          <div>
            {system.needs_address && (
              <DayInput
                placeholder={t("access.dayExample")}
                label={t("access.tokenEnds")}
                description={t("access.tokenEndsHint")}
                value={draft.tokenEnds}
                onChange={(tokenEnds) => set({ tokenEnds })}
                error={errorOf("token_expires_at")}
              />
            )}
            <SettingsForm
              system={system.crm_type}
              fields={others}
              value={draft.settings}
              change={(settings) => set({ settings })}
              errorOf={errorOf}
            />
            <h2>{t("leftOut.title")}</h2>
            <p className="t2 small">{t("leftOut.lead")}</p>
            <LeftOut
              value={draft.leftOut}
              change={(leftOut) => set({ leftOut })}
              error={errorOf("fields_not_mirrored")}
            />
          </div>
        </details>
        {refused && refused.errors.length === 0 && (
          <div role="alert">
            <Callout tone="bad">{refused.detail || t("common:failed.unreachable")}</Callout>
          </div>
        )}
        <div className={classes.foot}>
          <Button type="submit" variant="filled">
            {t("access.check")}
          </Button>
        </div>
      </form>
    </>
  );
}
