// The description of the API, drawn from the document of the server that it describes.
import { withoutSession } from "./without-session.js";

const DOCUMENT = "/api/v1/openapi.json";
const TEXTS = {
  ru: {
    back: "← Панель",
    explained:
      "Запросы с этой страницы несут только токен, который вы вставите после нажатия Authorize. Ваш вход в панель им прав не даёт.",
    login: "Описание API видят те, кто вошёл. Войдите в панель и откройте эту страницу снова.",
    failed: "Описание не загрузилось. Обновите страницу.",
  },
  en: {
    back: "← Panel",
    explained:
      "Requests from this page carry only the token that you paste after pressing Authorize. Your login gives them no rights.",
    login:
      "The description of the API is shown to those who are logged in. Log in to the panel, then open this page again.",
    failed: "The description did not load. Reload the page.",
  },
};

function language() {
  const kept = localStorage.getItem("lmsync.language");
  if (kept === "ru" || kept === "en") return kept;
  return navigator.languages.some((name) => /^(ru|be|uk|kk)\b/.test(name)) ? "ru" : "en";
}

function isDark() {
  const kept = localStorage.getItem("mantine-color-scheme-value");
  return kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

/** Without the cookie of a session as a way to be let in: here it is none. */
function forTokens(document) {
  const { session, ...schemes } = document.components.securitySchemes;
  document.components.securitySchemes = schemes;
  for (const calls of Object.values(document.paths)) {
    for (const call of Object.values(calls)) {
      call.security = call.security?.filter((way) => !("session" in way));
    }
  }
  return document;
}

async function draw(texts) {
  // The document alone is asked for with the session: it says what there is, and holds nobody's data.
  const answer = await fetch(DOCUMENT, { headers: { Accept: "application/json" } });
  if (answer.status === 401) return texts.login;
  if (!answer.ok) return texts.failed;
  window.SwaggerUIBundle({
    spec: forTokens(await answer.json()),
    dom_id: "#reference",
    docExpansion: "none",
    filter: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: withoutSession,
  });
  return texts.explained;
}

const spoken = language();
const texts = TEXTS[spoken];
document.documentElement.lang = spoken;
document.documentElement.classList.toggle("dark-mode", isDark());
document.getElementById("back").textContent = texts.back;
document.getElementById("explained").textContent = await draw(texts).catch(() => texts.failed);
