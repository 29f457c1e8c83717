import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, asProblem } from "@/api/client";
import { loggedIn, loggedOut, useSession } from "@/api/session";
import { Callout } from "./Panel";

/** The session ended under the page: the password is asked for in place, and nothing that was typed is lost. */
export default function SessionEnd() {
  const { t } = useTranslation(["common", "login"]);
  const { own } = useSession();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!own) return;
    setBusy(true);
    setError(null);
    try {
      const body = { login: own.operator.login, password, code: needsCode ? code : null };
      loggedIn(await answer(api.POST("/api/v1/auth/login", { body })));
      setPassword("");
      setCode("");
    } catch (refused) {
      if (asProblem(refused).type === "code-needed") setNeedsCode(true);
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={t("ended.title")} zIndex={500}>
      <form onSubmit={submit} className="stack">
        <p className="t2">{t("ended.text")}</p>
        <input type="text" name="username" autoComplete="username" value={own?.operator.login ?? ""} readOnly hidden />
        <PasswordInput
          label={own?.operator.name}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          data-autofocus
        />
        {needsCode && (
          <TextInput
            label={t("login:code")}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            inputMode="numeric"
          />
        )}
        {error != null && (
          <div role="alert">
            <Callout tone="bad">{asProblem(error).detail || t("failed.unreachable")}</Callout>
          </div>
        )}
        <div className="row">
          <Button type="submit" variant="filled" loading={busy}>
            {t("do.logIn")}
          </Button>
          <Button variant="subtle" onClick={() => loggedOut()}>
            {t("ended.another")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
