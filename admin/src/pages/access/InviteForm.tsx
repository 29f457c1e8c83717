import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { inviteOperator } from "@/api/access";
import { asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import type { Role } from "@/api/session";
import { Callout } from "@/components/Panel";
import { Secret } from "@/components/Secret";
import classes from "./AccessPage.module.css";

const ROLES: readonly Role[] = ["viewer", "admin", "owner"];

export function InviteForm({ made }: { made: (name: string, secret: string) => void }) {
  const { t } = useTranslation(["access", "common"]);
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const invited = await inviteOperator({ name: name.trim(), login: login.trim(), role });
      made(invited.name, invited.link_token);
    } catch (refused) {
      setProblem(asProblem(refused));
    } finally {
      setBusy(false);
    }
  }

  const elsewhere = problem && !problem.of("name") && !problem.of("login");
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("people.name")}
        description={t("people.nameHint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problem?.of("name")}
        autoComplete="off"
        required
      />
      <TextInput
        label={t("people.login")}
        description={t("people.loginHint")}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        error={problem?.of("login")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <fieldset>
        <legend className={classes.legend}>{t("people.role")}</legend>
        <div className={classes.choices}>
          {ROLES.map((each) => (
            <label key={each} className={classes.choice}>
              <input type="radio" name="role" checked={role === each} onChange={() => setRole(each)} />
              <span>{t(`common:role.${each}`)}</span>
              <small>{t(`people.roleWhat.${each}`)}</small>
            </label>
          ))}
        </div>
      </fieldset>
      {elsewhere && (
        <div role="alert">
          <Callout tone="bad">{problem.detail || t("common:failed.unreachable")}</Callout>
        </div>
      )}
      <Button type="submit" variant="filled" loading={busy}>
        {t("people.make")}
      </Button>
    </form>
  );
}

/** Behind `#`: no server and no log ever sees it. */
export function LinkForPerson({ name, secret, close }: { name: string; secret: string; close: () => void }) {
  const { t } = useTranslation("access");
  return (
    <div className="stack">
      <p>{t("people.linkText", { name })}</p>
      <Secret label={t("people.linkLabel")} value={`${location.origin}/setup#${secret}`} />
      <Button onClick={close}>{t("done")}</Button>
    </div>
  );
}
