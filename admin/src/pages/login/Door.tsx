import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/Frame";
import { Panel } from "@/components/Panel";
import { LANGUAGES, speak } from "@/language";
import classes from "./Door.module.css";

/** A page for somebody who is not logged in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <main className={classes.door} tabIndex={-1}>
      <div className={classes.brand}>
        <Logo size={32} />
      </div>
      <Panel className={classes.panel}>
        <h1>{title}</h1>
        {children}
      </Panel>
      <p className={classes.languages}>
        {LANGUAGES.filter((language) => language !== i18n.resolvedLanguage).map((language) => (
          <button key={language} type="button" lang={language} onClick={() => void speak(language)}>
            {language === "ru" ? "Русский" : "English"}
          </button>
        ))}
      </p>
    </main>
  );
}
