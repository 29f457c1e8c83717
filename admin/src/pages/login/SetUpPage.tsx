import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import { loggedIn } from "@/api/session";
import { Callout } from "@/components/Panel";
import { router } from "@/router";
import { Door } from "./Door";
import { waysQuery } from "./ways";

/** A one-time link: the first owner, somebody who was invited, or a forgotten password. */
export function SetUpPage() {
  const { t } = useTranslation(["login", "common"]);
  // No server and no log ever sees what stands behind `#`.
  const link = useLocation({ select: ({ hash }) => hash });
  const [token, setToken] = useState(link);
  const { data: ways } = useQuery(waysQuery());
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  // Nobody finds the link in the history of a browser that others use, too. It may come into a page that is open already.
  useEffect(() => {
    if (!link) return;
    setToken(link);
    void router.navigate({ to: "/setup", hash: "", replace: true });
  }, [link]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const body = { token, password, login: login.trim() || null };
      loggedIn(await answer(api.POST("/api/v1/auth/setup", { body })));
      await router.navigate({ to: "/", replace: true });
    } catch (refused) {
      setProblem(asProblem(refused));
    } finally {
      setBusy(false);
    }
  }

  if (!token)
    return (
      <Door title={t("setUp.noLink")}>
        <p className="t2">{t("setUp.noLinkText")}</p>
      </Door>
    );
  const asksLogin = ways?.first_owner || problem?.of("login") !== undefined;
  const elsewhere = problem && !problem.of("login") && !problem.of("password");
  return (
    <Door title={t("setUp.title")}>
      <form onSubmit={submit} className="stack">
        <p className="t2">{t("setUp.text")}</p>
        {asksLogin && (
          <TextInput
            label={t("setUp.login")}
            description={t("setUp.loginHint")}
            required
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            error={problem?.of("login")}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
        )}
        <PasswordInput
          label={t("setUp.newPassword")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={problem?.of("password")}
          autoComplete="new-password"
          required
        />
        {elsewhere && (
          <div role="alert">
            <Callout tone="bad">{problem.of("token") ?? (problem.detail || t("common:failed.unreachable"))}</Callout>
          </div>
        )}
        <Button type="submit" variant="filled" fullWidth loading={busy}>
          {t("setUp.submit")}
        </Button>
      </form>
    </Door>
  );
}
