import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirmSecondFactor, endSecondFactor, startSecondFactor } from "@/api/account";
import { asProblem } from "@/api/client";
import type { Problem } from "@/api/problems";
import type { components } from "@/api/schema";
import { State } from "@/components/Mark";
import { Callout } from "@/components/Panel";
import { CopyOne } from "@/components/Secret";
import { say } from "@/components/say";
import classes from "./AccountPage.module.css";
import { qrCodeOf } from "./qr";

type Started = components["schemas"]["SecondFactorStarted"];
type Step =
  | { at: "rest" }
  | { at: "password" }
  | { at: "scan"; started: Started }
  | { at: "codes"; codes: string[] }
  | { at: "end" };

function Qr({ svg }: { svg: string }) {
  const { t } = useTranslation("account");
  const code = qrCodeOf(svg);
  if (!code) return null;
  return (
    <div className={classes.qr}>
      <svg viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={t("factor.qr")} shapeRendering="crispEdges">
        <path d={code.d} stroke="#000000" fill="none" />
      </svg>
    </div>
  );
}

interface FormProps {
  children: (problem: Problem | null) => ReactNode;
  fields: readonly string[];
  action: string;
  danger?: boolean;
  act: () => Promise<void>;
  cancel: () => void;
}

function Form({ children, fields, action, danger = false, act, cancel }: FormProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (refused) {
      setProblem(asProblem(refused));
    } finally {
      setBusy(false);
    }
  }
  const elsewhere = problem && !fields.some((field) => problem.of(field));
  return (
    <form onSubmit={submit} className="stack">
      {children(problem)}
      {elsewhere && (
        <div role="alert">
          <Callout tone="bad">{problem.detail || t("failed.unreachable")}</Callout>
        </div>
      )}
      <div className="row">
        <Button type="submit" loading={busy} className={danger ? "danger" : undefined}>
          {action}
        </Button>
        <Button variant="subtle" onClick={cancel}>
          {t("do.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Begun with the password, confirmed with a first code, ended with both. */
export function SecondFactor({ isOn, login }: { isOn: boolean; login: string }) {
  const { t } = useTranslation(["account", "common"]);
  const [step, setStep] = useState<Step>({ at: "rest" });
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");

  function rest() {
    setPassword("");
    setCode("");
    setStep({ at: "rest" });
  }

  const passwordField = (problem: Problem | null) => (
    <>
      <PasswordInput
        label={t("factor.password")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={problem?.of("password")}
        autoComplete="current-password"
        required
        autoFocus
      />
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
    </>
  );
  const codeField = (problem: Problem | null, label: string, hint?: string) => (
    <TextInput
      label={label}
      description={hint}
      value={code}
      onChange={(event) => setCode(event.currentTarget.value)}
      error={problem?.of("code")}
      autoComplete="one-time-code"
      required
    />
  );

  return (
    <div className="stack">
      <div className={classes.head}>
        <h2>{t(step.at === "codes" ? "factor.codesTitle" : step.at === "end" ? "factor.endTitle" : "factor.title")}</h2>
        {step.at === "rest" && (
          <State name={isOn ? "ok" : "none"} quiet>
            {t(isOn ? "factor.on" : "factor.off")}
          </State>
        )}
      </div>
      {step.at === "rest" && (
        <>
          <p className="t2">{t(isOn ? "factor.onText" : "factor.why")}</p>
          <Button onClick={() => setStep({ at: isOn ? "end" : "password" })}>
            {t(isOn ? "factor.end" : "factor.start")}
          </Button>
        </>
      )}
      {step.at === "password" && (
        <Form
          fields={["password"]}
          action={t("factor.begin")}
          cancel={rest}
          act={async () => {
            const started = await startSecondFactor(password);
            setPassword("");
            setStep({ at: "scan", started });
          }}
        >
          {passwordField}
        </Form>
      )}
      {step.at === "scan" && (
        <Form
          fields={["code"]}
          action={t("factor.confirm")}
          cancel={rest}
          act={async () => {
            const { recovery_codes: codes } = await confirmSecondFactor(code.trim());
            setCode("");
            setStep({ at: "codes", codes });
          }}
        >
          {(problem) => (
            <>
              <p className="t2">{t("factor.scan")}</p>
              <div className={classes.scan}>
                <Qr svg={step.started.qr_svg} />
                <div>
                  <p className="t3 small">{t("factor.byHand")}</p>
                  <p className={classes.key}>{step.started.secret.replace(/.{4}(?=.)/g, "$& ")}</p>
                  <CopyOne value={step.started.secret} />
                </div>
              </div>
              {codeField(problem, t("factor.code"), t("factor.codeHint"))}
            </>
          )}
        </Form>
      )}
      {step.at === "codes" && (
        <>
          <p role="status">{t("factor.codesText")}</p>
          <ul className={classes.codes}>
            {step.codes.map((each) => (
              <li key={each}>
                <code>{each}</code>
              </li>
            ))}
          </ul>
          <div className="row">
            <CopyOne value={step.codes.join("\n")} label={t("factor.copyCodes")} />
            <Button size="xs" onClick={rest}>
              {t("factor.saved")}
            </Button>
          </div>
        </>
      )}
      {step.at === "end" && (
        <Form
          fields={["password", "code"]}
          action={t("factor.endAct")}
          danger
          cancel={rest}
          act={async () => {
            await endSecondFactor(password, code.trim());
            rest();
            say(t("factor.ended"));
          }}
        >
          {(problem) => (
            <>
              <p className="t2">{t("factor.endText")}</p>
              {passwordField(problem)}
              {codeField(problem, t("factor.endCode"))}
            </>
          )}
        </Form>
      )}
    </div>
  );
}
