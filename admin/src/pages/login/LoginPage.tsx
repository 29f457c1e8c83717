import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api, asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import { loggedIn } from "@/api/session";
import { Callout } from "@/components/Panel";
import { router } from "@/router";
import { Door } from "./Door";
import { waysQuery } from "./ways";

/** As the browser reads it, which drops tabs and line breaks, and takes a backslash for a slash. */
function asRead(to: string): URL | null {
  try {
    return new URL(to, location.origin);
  } catch {
    return null;
  }
}

/** Only places of this panel: a link must not lead a person who has just logged in elsewhere. */
export function safePlace(to: string | undefined): string {
  const place = to?.startsWith("/") ? asRead(to) : null;
  return place?.origin === location.origin && !place.pathname.startsWith("//")
    ? `${place.pathname}${place.search}${place.hash}`
    : "/";
}

export function LoginPage() {
  const { t } = useTranslation(["login", "common"]);
  const search = useSearch({ from: "/login" });
  const { data: ways } = useQuery(waysQuery());
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const body = { login: login.trim(), password, code: needsCode ? code.trim() : null };
      loggedIn(await answer(api.POST("/api/v1/auth/login", { body })));
      await router.navigate({ href: safePlace(search.to) });
    } catch (refused) {
      const said = asProblem(refused);
      const asked = said.type === "code-needed" && !needsCode;
      if (asked) setNeedsCode(true);
      setProblem(asked ? null : said);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Door title={t("title")}>
      <form onSubmit={submit} className="stack">
        <TextInput
          label={t("login")}
          name="username"
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
        <PasswordInput
          label={t("password")}
          name="password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
        />
        {needsCode && (
          <TextInput
            label={t("code")}
            description={t("codeHint")}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            required
            autoFocus
          />
        )}
        {problem && (
          <div role="alert">
            <Callout tone="bad">{problem.detail || t("common:failed.unreachable")}</Callout>
          </div>
        )}
        <Button type="submit" variant="filled" fullWidth loading={busy}>
          {t("submit")}
        </Button>
        {ways?.single_sign_on && (
          <Button component="a" href="/api/v1/auth/oidc/start" fullWidth>
            {t("singleSignOn")}
          </Button>
        )}
      </form>
    </Door>
  );
}
