import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { makeToken, type NewToken, type Scope } from "@/api/access";
import { asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import { useMay } from "@/api/session";
import { type Kind, statusQuery } from "@/api/status";
import { Callout } from "@/components/Panel";
import { Secret } from "@/components/Secret";
import { KINDS } from "@/records";
import classes from "./AccessPage.module.css";
import { Column } from "./Beside";
import { CHANGE, keyOf, READ, USUAL } from "./scopes";

const DAYS = ["30", "90", "365", "1095", "0"] as const;

interface ChoiceProps {
  scope: Scope;
  hint?: string;
  chosen: readonly Scope[];
  toggle: (scope: Scope) => void;
}

function Choice({ scope, hint, chosen, toggle }: ChoiceProps) {
  const { t } = useTranslation("access");
  return (
    <label className={clsx(classes.choice, hint && classes.strong)}>
      <input type="checkbox" checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
      <span>
        {hint ? <b>{t(`scope.${keyOf(scope)}` as "scope.admin")}</b> : t(`scope.${keyOf(scope)}` as "scope.admin")}
      </span>
      <code>{scope}</code>
      {hint && <small>{hint}</small>}
    </label>
  );
}

function TokenForm({ made }: { made: (token: NewToken) => void }) {
  const { t } = useTranslation(["access", "common"]);
  const { data: status } = useQuery(statusQuery());
  const owns = useMay("own");
  const [name, setName] = useState("");
  const [days, setDays] = useState<string>("365");
  const [scopes, setScopes] = useState<readonly Scope[]>(USUAL);
  const [connections, setConnections] = useState<string[]>([]);
  const [kinds, setKinds] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const toggle = (scope: Scope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      made(
        await makeToken({
          name: name.trim(),
          scopes: [...scopes],
          connections: connections.length > 0 ? connections : null,
          kinds: kinds.length > 0 ? (kinds as Kind[]) : null,
          expires_in_days: Number(days) || null,
        }),
      );
    } catch (refused) {
      setProblem(asProblem(refused));
    } finally {
      setBusy(false);
    }
  }

  // Nobody gives more than they have: erasing is an owner's.
  const changes = CHANGE.filter((scope) => scope !== "erase" || owns);
  return (
    <form onSubmit={submit} className="stack">
      <div className={classes.half}>
        <TextInput
          label={t("programs.nameLabel")}
          placeholder={t("programs.namePlaceholder")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem?.of("name")}
          autoComplete="off"
          required
        />
        <Select
          label={t("programs.period")}
          data={DAYS.map((value) => ({ value, label: t(`programs.days.${value}`) }))}
          value={days}
          onChange={(value) => setDays(value ?? "365")}
          error={problem?.of("expires_in_days")}
        />
      </div>
      <fieldset>
        <legend className={classes.legend}>{t("programs.mayRead")}</legend>
        <div className={classes.choices}>
          {READ.map((scope) => (
            <Choice key={scope} scope={scope} chosen={scopes} toggle={toggle} />
          ))}
        </div>
        <div className={classes.choices}>
          <Choice scope="personal" hint={t("programs.personalHint")} chosen={scopes} toggle={toggle} />
        </div>
      </fieldset>
      <fieldset>
        <legend className={classes.legend}>{t("programs.mayChange")}</legend>
        <div className={classes.choices}>
          {changes.map((scope) => (
            <Choice key={scope} scope={scope} chosen={scopes} toggle={toggle} />
          ))}
        </div>
      </fieldset>
      {(status?.connections.length ?? 0) > 1 && (
        <MultiSelect
          label={t("programs.onlyConnections")}
          placeholder={connections.length === 0 ? t("programs.allConnections") : undefined}
          data={status?.connections.map((each) => ({ value: each.connection, label: each.name }))}
          value={connections}
          onChange={setConnections}
          error={problem?.of("connections")}
          clearable
        />
      )}
      <MultiSelect
        label={t("programs.onlyKinds")}
        description={t("programs.kindsHint")}
        placeholder={kinds.length === 0 ? t("programs.allKinds") : undefined}
        data={KINDS.map((kind) => ({ value: kind, label: t(`common:kind.${kind}`) }))}
        value={kinds}
        onChange={setKinds}
        error={problem?.of("kinds")}
        clearable
      />
      {problem && problem.errors.length === 0 && (
        <div role="alert">
          <Callout tone="bad">{problem.detail || t("common:failed.unreachable")}</Callout>
        </div>
      )}
      <div className="row">
        <Button type="submit" variant="filled" loading={busy} disabled={scopes.length === 0}>
          {t("programs.make")}
        </Button>
        <span className="small t3">{t(scopes.length === 0 ? "programs.chooseScope" : "programs.once")}</span>
      </div>
    </form>
  );
}

export function NewTokenColumn({ close }: { close: () => void }) {
  const { t } = useTranslation("access");
  const [token, setToken] = useState<NewToken | null>(null);
  if (!token)
    return (
      <Column title={t("programs.new")} close={close}>
        <TokenForm made={setToken} />
      </Column>
    );
  return (
    <Column key="made" title={t("programs.madeTitle")} close={close}>
      <div className="stack">
        <p role="status">{t("programs.madeText", { name: token.name })}</p>
        <Secret label={t("programs.token")} value={token.token} />
        <p>
          <Link to="/developers">{t("programs.how")}</Link>
        </p>
        <Button onClick={close}>{t("done")}</Button>
      </div>
    </Column>
  );
}
