import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "@/api/account";
import { asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import { Callout } from "@/components/Panel";
import { say } from "@/components/say";

export function PasswordForm({ login }: { login: string }) {
  const { t } = useTranslation(["account", "common"]);
  const [password, setPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await changePassword(password, newPassword);
      setPassword("");
      setNewPassword("");
      say(t("password.done"));
    } catch (refused) {
      setProblem(asProblem(refused));
    } finally {
      setBusy(false);
    }
  }

  const elsewhere = problem && !problem.of("password") && !problem.of("new_password");
  return (
    <form onSubmit={submit} className="stack">
      <PasswordInput
        label={t("password.now")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={problem?.of("password")}
        autoComplete="current-password"
        required
      />
      <PasswordInput
        label={t("password.new")}
        description={t("password.newHint")}
        value={newPassword}
        onChange={(event) => setNewPassword(event.currentTarget.value)}
        error={problem?.of("new_password")}
        autoComplete="new-password"
        required
      />
      {elsewhere && (
        <div role="alert">
          <Callout tone="bad">{problem.detail || t("common:failed.unreachable")}</Callout>
        </div>
      )}
      <Button type="submit" loading={busy}>
        {t("password.change")}
      </Button>
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
    </form>
  );
}
