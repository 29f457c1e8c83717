import { SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { switchKeys, useKeysAreOn } from "@/components/keys";
import { LANGUAGES, type Language, speak } from "@/language";
import classes from "./AccountPage.module.css";

const NAMES: Record<Language, string> = { ru: "Русский", en: "English" };
const THEMES = ["auto", "light", "dark"] as const;

/** Kept in this browser. */
export function Looks() {
  const { t, i18n } = useTranslation(["account", "common"]);
  // To suppress transitions, Mantine would write a style into the page, which the policy of the page refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const keys = useKeysAreOn();
  const [languageId, themeId, keysId] = [useId(), useId(), useId()];

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
