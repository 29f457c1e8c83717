import type { NavigateOptions } from "@tanstack/react-router";
import { Keyboard, Languages, LogOut, Plug, RefreshCw, SunMoon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useSettings } from "@/components/Frame";
import { leave } from "@/components/leave";
import { language, speak } from "@/language";
import type { Entry } from "./entry";
import { keyOf, PLACES } from "./places";
import { synchronise } from "./sync";

/** The sections that this operator may open. */
export function usePages(): Entry[] {
  const { t } = useTranslation(["palette", "common"]);
  const settings = useSettings();
  const closed = PLACES.filter(({ section }) => ["connections", "access", "privacy", "developers"].includes(section));
  return PLACES.filter((place) => !closed.includes(place) || settings.includes(place)).map(({ section, to, Icon }) => {
    const key = keyOf(to);
    return {
      key: section,
      name: t(`common:nav.${section}`),
      Icon,
      to: { to } as NavigateOptions,
      aside: key && `G ${t("palette:keys.then")} ${key}`,
    };
  });
}

export function useActions({ showKeys, turnTheme }: { showKeys: () => void; turnTheme: () => void }): Entry[] {
  const { t } = useTranslation("palette");
  const may = useMay("administer");
  const own: Entry[] = [
    { key: "theme", name: t("act.theme"), Icon: SunMoon, act: turnTheme },
    {
      key: "language",
      name: t("act.language"),
      Icon: Languages,
      act: () => void speak(language() === "ru" ? "en" : "ru"),
    },
    { key: "help", name: t("act.help"), Icon: Keyboard, act: showKeys, aside: "?" },
    { key: "logOut", name: t("act.logOut"), Icon: LogOut, act: () => void leave() },
  ];
  if (!may) return own;
  return [
    { key: "sync", name: t("act.sync"), Icon: RefreshCw, act: () => void synchronise(), aside: "S" },
    { key: "connect", name: t("act.connect"), Icon: Plug, to: { to: "/connections/new" } },
    ...own,
  ];
}
