import { SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language, speak } from "@/language";
import classes from "./AccountPage.module.css";

const KEYS = "lmsync.keys";
const NAMES: Record<Language, string> = { ru: "Русский", en: "English" };
const THEMES = ["auto", "light", "dark"] as const;

/** Kept in this browser. */
export function Looks() {
  const { t, i18n } = useTranslation(["account", "common"]);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [keys, setKeys] = useState(() => localStorage.getItem(KEYS) !== "off");
  const [languageId, themeId, keysId] = [useId(), useId(), useId()];

  function switchKeys(on: boolean) {
    const value = on ? "on" : "off";
    localStorage.setItem(KEYS, value);
    setKeys(on);
    // A browser says it to the other tabs alone.
    window.dispatchEvent(new StorageEvent("storage", { key: KEYS, newValue: value }));
  }

  return (
    <>
      <div className={classes.setting}>
        <b id={languageId}>{t("look.language")}</b>
        <SegmentedControl
          aria-labelledby={languageId}
          data={LANGUAGES.map((language) => ({ value: language, label: NAMES[language] }))}
          value={i18n.resolvedLanguage}
          onChange={(language) => void speak(language as Language)}
        />
      </div>
      <div className={classes.setting}>
        <b id={themeId}>{t("look.theme")}</b>
        <SegmentedControl
          aria-labelledby={themeId}
          data={THEMES.map((theme) => ({ value: theme, label: t(`common:theme.${theme}`) }))}
          value={colorScheme}
          onChange={(theme) => setColorScheme(theme as (typeof THEMES)[number])}
        />
      </div>
      <div className={classes.setting}>
        <Switch
          label={t("look.keys")}
          aria-describedby={keysId}
          checked={keys}
          onChange={(event) => switchKeys(event.currentTarget.checked)}
        />
        <p id={keysId} className="t3 small">
          {t("look.keysText")}
        </p>
      </div>
    </>
  );
}
