import { Button, SegmentedControl } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { BookOpenText, Braces, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Page, PageHead, Panel } from "@/components/Panel";
import { CopyOne } from "@/components/Secret";
import classes from "./DevelopersPage.module.css";
import { type ExampleLanguage, examplesOf, LANGUAGE_NAMES, LANGUAGES, VARIABLE } from "./examples";

function isLanguage(language: string | undefined): language is ExampleLanguage {
  return LANGUAGES.includes(language as ExampleLanguage);
}

function Code({ title, language, code }: { title: string; language: ExampleLanguage; code: string }) {
  const { t } = useTranslation("developers");
  return (
    <section className={classes.code} aria-label={t("code", { title, language: LANGUAGE_NAMES[language] })}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than its box is scrolled by keyboard, too */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <CopyOne value={code} />
    </section>
  );
}

const RULES = ["cursor", "ids", "expired", "wait"] as const;

export function DevelopersPage() {
  const { t } = useTranslation("developers");
  const mayMake = useMay("administer");
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const language = isLanguage(search.in) ? search.in : "curl";
  const examples = examplesOf(location.origin)[language];
  const address = `${location.origin}/api/v1`;
  return (
    <Page>
      <PageHead title={t("title")} lead={t("lead")} />
      <div className={classes.first}>
        <Panel title={t("address")} padded>
          <div className={classes.address}>
            <code>{address}</code>
            <CopyOne value={address} />
          </div>
        </Panel>
        <Panel title={t("token")} padded>
          <p className={classes.text}>{t("tokenText")}</p>
          {mayMake ? (
            <Button
              renderRoot={(props) => (
                <Link to="/access/$part" params={{ part: "programs" }} search={{ new: "1" }} {...props} />
              )}
            >
              {t("makeToken")}
            </Button>
          ) : (
            <p className="t3">{t("askForToken")}</p>
          )}
        </Panel>
      </div>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t("languages")}
          data={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
          value={language}
          onChange={(chosen) => void navigate({ to: "/developers", search: { in: chosen }, replace: true })}
        />
        <p className="t3 small">{t("placeholder", { variable: VARIABLE })}</p>
      </div>
      <div className="stack">
        <Panel title={t("read")} padded>
          <p className={classes.text}>{t("readText")}</p>
          <Code title={t("read")} language={language} code={examples.read} />
        </Panel>
        <Panel title={t("follow")} padded>
          <p className={classes.text}>{t("followText")}</p>
          <Code title={t("follow")} language={language} code={examples.follow} />
          <h3 className={classes.rulesTitle}>{t("rules.title")}</h3>
          <ul className={classes.rules}>
            {RULES.map((rule) => (
              <li key={rule}>{t(`rules.${rule}`)}</li>
            ))}
          </ul>
        </Panel>
        <Panel className={classes.links}>
          <a href="/reference/">
            <BookOpenText size={18} strokeWidth={1.7} aria-hidden="true" />
            <span className="grow">
              <b>{t("reference")}</b>
              <small>{t("referenceText")}</small>
            </span>
            <ChevronRight size={16} aria-hidden="true" />
          </a>
          <a href="/api/v1/openapi.json">
            <Braces size={18} strokeWidth={1.7} aria-hidden="true" />
            <span className="grow">
              <b>{t("openapi")}</b>
              <small>{t("openapiText")}</small>
            </span>
            <ChevronRight size={16} aria-hidden="true" />
          </a>
        </Panel>
      </div>
    </Page>
  );
}
