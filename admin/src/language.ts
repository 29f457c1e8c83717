import i18next, { type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";
import { type Texts, typesetAll } from "./typeset";

export type Language = "ru" | "en";
export const LANGUAGES: readonly Language[] = ["ru", "en"];
const KEPT = "lmsync.language";

const CATALOGUES: Record<Language, () => Promise<{ default: ResourceLanguage }>> = {
  ru: () => import("./locales/ru"),
  en: () => import("./locales/en"),
};

function preferred(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "ru" || kept === "en") return kept;
  return navigator.languages.some((name) => /^(ru|be|uk|kk)\b/.test(name)) ? "ru" : "en";
}

export function language(): Language {
  return i18next.resolvedLanguage === "en" ? "en" : "ru";
}

async function textsOf(wanted: Language): Promise<ResourceLanguage> {
  return typesetAll((await CATALOGUES[wanted]()).default as Texts);
}

export async function startLanguage(): Promise<void> {
  const wanted = preferred();
  await i18next.use(initReactI18next).init({
    lng: wanted,
    fallbackLng: false,
    resources: { [wanted]: await textsOf(wanted) },
    defaultNS: "common",
    interpolation: { escapeValue: false },
    // A server that is newer than these texts says words that they lack: better its word than the key of ours.
    parseMissingKeyHandler: (key, given) => given ?? (key.split(".").at(-1) ?? key).replaceAll("_", " "),
    returnNull: false,
  });
  document.documentElement.lang = wanted;
  // Another tab chose another language.
  window.addEventListener("storage", (event) => {
    if (event.key === KEPT && (event.newValue === "ru" || event.newValue === "en")) void speak(event.newValue);
  });
}

/** Everything is said in another language from now on, here and in other tabs. */
export async function speak(wanted: Language): Promise<void> {
  if (!i18next.hasResourceBundle(wanted, "common"))
    for (const [namespace, texts] of Object.entries(await textsOf(wanted)))
      i18next.addResourceBundle(wanted, namespace, texts);
  localStorage.setItem(KEPT, wanted);
  document.documentElement.lang = wanted;
  await i18next.changeLanguage(wanted);
}
