import type { ConfigRequest, Connection, System } from "@/api/connections";
import { dayOf, endOfDay } from "@/days";
import type { Settings } from "./schema";

/** What is entered to connect a system. */
export interface NewDraft {
  address: string;
  token: string;
  name: string;
  /** The last day on which the token is good, like 2027-06-30; empty when nobody knows. */
  tokenEnds: string;
  settings: Settings;
  leftOut: string[];
}

export const EMPTY_DRAFT: NewDraft = { address: "", token: "", name: "", tokenEnds: "", settings: {}, leftOut: [] };

/** «moodle.school.example» is understood as people mean it. */
export function withProtocol(address: string): string {
  const typed = address.trim();
  return typed === "" || /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
}

export function requestOf(system: System, draft: NewDraft): ConfigRequest {
  return {
    crm_type: system.crm_type,
    ...(system.needs_address ? { base_url: withProtocol(draft.address) || null, api_token: draft.token.trim() } : {}),
    name: draft.name.trim() || undefined,
    token_expires_at: endOfDay(draft.tokenEnds),
    settings: draft.settings,
    fields_not_mirrored: draft.leftOut.length > 0 ? draft.leftOut : undefined,
  } as ConfigRequest;
}

/** A connection as it can be edited. The token is empty as long as the stored one stays. */
export interface EditDraft {
  name: string;
  address: string;
  token: string | null;
  tokenEnds: string;
  interval: number;
  settings: Settings;
  leftOut: string[];
}
export type EditField = keyof EditDraft;

export function draftOf(connection: Connection): EditDraft {
  return {
    name: connection.name,
    address: connection.base_url ?? "",
    token: null,
    tokenEnds: connection.token_expires_at ? dayOf(new Date(connection.token_expires_at)) : "",
    interval: connection.sync_interval_seconds,
    settings: connection.settings,
    leftOut: connection.fields_not_mirrored,
  };
}

/** Whether two values of a form are the same; the order of names does not matter. */
function same(a: unknown, b: unknown): boolean {
  const sorted = (_: string, value: unknown) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

const FIELDS: EditField[] = ["name", "address", "token", "tokenEnds", "interval", "settings", "leftOut"];

/** What would be saved, in the order of the page. */
export function changedFields(connection: Connection, draft: EditDraft): EditField[] {
  const before = draftOf(connection);
  return FIELDS.filter((field) => {
    if (field === "token") return !!draft.token;
    if (field === "leftOut") return !same([...draft.leftOut].sort(), [...before.leftOut].sort());
    return !same(draft[field], before[field]);
  });
}

/** Whether the stored token cannot be kept: it goes to no other address. */
export function needsToken(connection: Connection, draft: EditDraft): boolean {
  return connection.base_url !== null && withProtocol(draft.address).replace(/\/+$/, "") !== connection.base_url;
}

export function editRequest(connection: Connection, draft: EditDraft): ConfigRequest {
  const before = draftOf(connection);
  return {
    crm_type: connection.crm_type,
    connection: connection.connection,
    name: draft.name.trim(),
    ...(connection.base_url === null ? {} : { base_url: withProtocol(draft.address) }),
    ...(draft.token ? { api_token: draft.token.trim() } : {}),
    token_expires_at: draft.tokenEnds === before.tokenEnds && !draft.token ? undefined : endOfDay(draft.tokenEnds),
    sync_interval_seconds: draft.interval,
    settings: draft.settings,
    fields_not_mirrored: draft.leftOut,
  } as ConfigRequest;
}
