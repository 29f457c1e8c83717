import { Button, PasswordInput, TextInput } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/connections";
import { DayInput } from "@/components/DayInput";
import { Callout } from "@/components/Panel";
import { DAY, useFormat, useNow } from "@/format";
import classes from "./ConnectionPage.module.css";
import type { PartProps } from "./Editing";
import { Section } from "./Section";

const SOON_DAYS = 14;

function TokenNote({ connection }: { connection: Connection }) {
  const { t } = useTranslation("connections");
  const format = useFormat();
  const now = useNow();
  const end = connection.token_expires_at;
  if (end === null) return null;
  const left = Date.parse(end) - now;
  if (left > SOON_DAYS * DAY) return null;
  const text =
    left <= 0
      ? t("token.overLong", { date: format.date(end, now) })
      : t("token.soonLong", { date: format.date(end, now), time: format.clock(end), count: Math.floor(left / DAY) });
  return (
    <Callout tone={left <= 0 ? "bad" : "warn"} icon={<KeyRound size={16} strokeWidth={1.7} aria-hidden="true" />}>
      {text}
    </Callout>
  );
}

function Token({ connection, draft, set, errorOf }: PartProps) {
  const { t } = useTranslation(["connections", "common"]);
  const format = useFormat();
  const now = useNow();
  if (draft.token === null)
    return (
      <div>
        <span className={classes.label} id="token-label">
          {t("access.token")}
        </span>
        <div className={classes.secret}>
          {/* biome-ignore lint/a11y/useSemanticElements: it is neither a field nor a set of fields */}
          <div className={classes.dots} role="group" aria-labelledby="token-label">
            <span aria-hidden="true">••••••••••••</span>
            <span className="sr">{t("token.stored")}</span>
            {connection.token_set_at && (
              <span className="small t3">{t("token.setAt", { date: format.date(connection.token_set_at, now) })}</span>
            )}
          </div>
          <Button onClick={() => set({ token: "" })} aria-label={t("token.replace")}>
            {t("common:do.replace")}
          </Button>
        </div>
        {errorOf("api_token") && <p className={classes.error}>{errorOf("api_token")}</p>}
      </div>
    );
  return (
    <div>
      <PasswordInput
        label={t("token.new")}
        description={t("token.newHint")}
        value={draft.token}
        onChange={(event) => set({ token: event.currentTarget.value })}
        error={errorOf("api_token")}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      <Button size="xs" variant="subtle" className={classes.keep} onClick={() => set({ token: null })}>
        {t("token.keep")}
      </Button>
    </div>
  );
}

/** Name, address, token and its end. */
export function AccessFields(props: PartProps) {
  const { connection, draft, set, errorOf } = props;
  const { t } = useTranslation("connections");
  return (
    <Section title={t("access.part")} lead={t("access.partLead")}>
      <div className="two">
        <TextInput
          label={t("access.name")}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={errorOf("name")}
          autoComplete="off"
        />
        <TextInput
          label={t("access.slug")}
          description={t("access.slugHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={connection.connection}
          readOnly
          classNames={{ input: classes.readOnly }}
        />
      </div>
      {connection.base_url !== null && (
        <>
          <TextInput
            label={t("access.address")}
            value={draft.address}
            onChange={(event) => set({ address: event.currentTarget.value })}
            error={errorOf("base_url")}
            inputMode="url"
            spellCheck={false}
            autoComplete="off"
          />
          <Token {...props} />
          <TokenNote connection={connection} />
          <DayInput
            placeholder={t("access.dayExample")}
            className={classes.short}
            label={t("access.tokenEnds")}
            description={t("access.tokenEndsHint")}
            value={draft.tokenEnds}
            onChange={(tokenEnds) => set({ tokenEnds })}
            error={errorOf("token_expires_at")}
          />
        </>
      )}
    </Section>
  );
}
