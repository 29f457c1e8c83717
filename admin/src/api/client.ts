import createClient from "openapi-fetch";
import { hearTime } from "@/clock";
import { language } from "@/language";
import { Problem, problemOf, unreachable } from "./problems";
import type { paths } from "./schema";
import { loggedOut, session, untilLoggedIn } from "./session";

const SAFE = new Set(["GET", "HEAD"]);
const OF_LOGIN = /\/auth\/(login|setup|session|logout)$/;

async function send(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("Accept-Language", language());
  const csrf = session().own?.csrf_token;
  if (csrf && !SAFE.has(request.method)) headers.set("X-CSRF-Token", csrf);
  const response = await fetch(new Request(request, { headers }));
  hearTime(response.headers.get("Date"));
  return response;
}

/** When the session has ended, the request waits until somebody has logged in, and is sent again: nothing that was typed is lost. */
export async function sendWithSession(request: Request): Promise<Response> {
  for (;;) {
    const again = request.clone();
    const response = await send(request);
    if (response.status !== 401 || OF_LOGIN.test(new URL(request.url).pathname) || !session().own) return response;
    await untilLoggedIn();
    request.signal.throwIfAborted();
    request = again;
  }
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: sendWithSession,
  credentials: "same-origin",
});

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer. Raises `Problem`. */
export async function answer<T>(asked: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    const isSilent = error instanceof DOMException && error.name === "TimeoutError";
    throw error instanceof TypeError || isSilent ? unreachable() : error;
  }
  if (!answered.response.ok) throw problemOf(answered.error, answered.response);
  return answered.data as T;
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : unreachable();
}

/** Raises `Problem` when the server did not end the session: whoever has the browser would come in again. */
export async function logOut(): Promise<void> {
  try {
    await answer(api.POST("/api/v1/auth/logout"));
  } catch (error) {
    if (asProblem(error).status !== 401) throw error;
  }
  loggedOut();
}
