import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { leave } from "@/components/leave";
import { LANGUAGES, speak } from "@/language";
import classes from "./Frame.module.css";

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0] ?? "")
    .join("")
    .toUpperCase();
}

/** At the foot of the rail: who is logged in, theme, language, the way out. */
export default function Me() {
  const { t, i18n } = useTranslation();
  const { own } = useSession();
  // To suppress transitions, Mantine would write a style into the page, which the policy of the page refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  if (!own) return null;
  return (
    <Menu position="top-start" width={200}>
      <Menu.Target>
        <UnstyledButton className={classes.me}>
          <span className={classes.initials} aria-hidden="true">
            {initials(own.operator.name)}
          </span>
          <span className="grow">
            <b className="cut">{own.operator.name}</b>
            {t(`role.${own.operator.role}`)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account">
          {t("nav.account")}
        </Menu.Item>
        <Menu.Divider />
        {(["auto", "light", "dark"] as const).map((theme) => (
          <Menu.Item key={theme} onClick={() => setColorScheme(theme)} aria-current={theme === colorScheme}>
            {t(`theme.${theme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {LANGUAGES.filter((language) => language !== i18n.resolvedLanguage).map((language) => (
          <Menu.Item key={language} lang={language} onClick={() => void speak(language)}>
            {language === "ru" ? "Русский" : "English"}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => void leave()}>{t("logOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
