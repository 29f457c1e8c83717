import type { Scope, Token } from "@/api/access";

export const READ: readonly Scope[] = [
  "read:students",
  "read:lessons",
  "read:courses",
  "read:grades",
  "read:attendance",
  "read:changes",
  "read:runs",
];
export const CHANGE: readonly Scope[] = ["sync", "decide", "configure", "admin", "erase"];
/** What most programs need. Names are for a person to tick: they are children's. */
export const USUAL: readonly Scope[] = ["read:students", "read:lessons", "read:courses", "read:changes"];
/** Of these lists people are a part. */
const OF_PEOPLE: readonly Scope[] = [
  "read:students",
  "read:lessons",
  "read:courses",
  "read:grades",
  "read:attendance",
  "read:changes",
];

/** A name without the colon, at which the catalogue parts its keys. */
type ScopeKey = Scope extends infer S ? (S extends `read:${infer Rest}` ? `read_${Rest}` : S) : never;
export function keyOf(scope: Scope): ScopeKey {
  return scope.replace(":", "_") as ScopeKey;
}

/** Whether people come with their names; `null` where none come at all. */
export function namesOf(token: Pick<Token, "scopes">): boolean | null {
  if (!token.scopes.some((scope) => OF_PEOPLE.includes(scope))) return null;
  return token.scopes.includes("personal");
}

type TokenState = "active" | "revoked" | "expired";
export function stateOf(token: Pick<Token, "revoked_at" | "expires_at">, now: number): TokenState {
  if (token.revoked_at) return "revoked";
  return token.expires_at && Date.parse(token.expires_at) <= now ? "expired" : "active";
}
