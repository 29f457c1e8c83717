import { expect, test } from "vitest";
import type { Connection, System } from "@/api/connections";
import { changedFields, draftOf, EMPTY_DRAFT, editRequest, needsToken, requestOf, withProtocol } from "./request";

const MOODLE = { crm_type: "moodle", needs_address: true } as System;
const SCHOOL = {
  connection: "school",
  name: "School",
  crm_type: "moodle",
  base_url: "https://moodle.school.example",
  sync_interval_seconds: 300,
  settings: { time_zone: "Europe/Riga", a: 1 },
  fields_not_mirrored: ["user.email"],
  token_expires_at: null,
} as unknown as Connection;

test("an address is understood without its protocol", () => {
  expect(withProtocol(" moodle.school.example ")).toBe("https://moodle.school.example");
  expect(withProtocol("http://127.0.0.1:8700")).toBe("http://127.0.0.1:8700");
  expect(withProtocol("")).toBe("");
});

test("only what was entered is sent", () => {
  const body = requestOf(MOODLE, { ...EMPTY_DRAFT, address: "moodle.school.example", token: " abc " });
  expect(JSON.parse(JSON.stringify(body))).toEqual({
    crm_type: "moodle",
    base_url: "https://moodle.school.example",
    api_token: "abc",
    settings: {},
  });
});

test("a form that says the same has no changes", () => {
  const draft = draftOf(SCHOOL);
  expect(changedFields(SCHOOL, { ...draft, settings: { a: 1, time_zone: "Europe/Riga" }, token: "" })).toEqual([]);
  expect(changedFields(SCHOOL, { ...draft, interval: 600, name: "Other" })).toEqual(["name", "interval"]);
  expect(changedFields(SCHOOL, { ...draft, token: "new", leftOut: [] })).toEqual(["token", "leftOut"]);
});

test("a token is sent only when it was entered, and has to be for another address", () => {
  const draft = draftOf(SCHOOL);
  expect(editRequest(SCHOOL, draft)).not.toHaveProperty("api_token");
  expect(needsToken(SCHOOL, { ...draft, address: "https://moodle.school.example/" })).toBe(false);
  expect(needsToken(SCHOOL, { ...draft, address: "https://other.example" })).toBe(true);
});
