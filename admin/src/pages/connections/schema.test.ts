import { expect, test } from "vitest";
import { fieldsOfSchema, fromJson, withValue } from "./schema";

test("each type of setting is entered with its own field", () => {
  const nullable = (schema: object) => ({ anyOf: [schema, { type: "null" }], default: null });
  const fields = fieldsOfSchema({
    properties: {
      account: { ...nullable({ type: "string" }), title: "Account", examples: ["1"] },
      client_secret: nullable({ type: "string", format: "password", writeOnly: true }),
      limit: { type: "integer", minimum: 1, maximum: 9, default: 5 },
      on: { type: "boolean", default: true },
      mode: { $ref: "#/$defs/Mode" },
      years: { type: "array", items: { type: "string" } },
      rules: { type: "object", additionalProperties: true },
      either: { anyOf: [{ type: "string" }, { type: "integer" }] },
    },
    required: ["mode"],
    $defs: { Mode: { enum: ["all", "some"], type: "string", title: "Mode" } },
  });
  expect(Object.fromEntries(fields.map(({ name, kind }) => [name, kind]))).toEqual({
    account: "text",
    client_secret: "secret",
    limit: "number",
    on: "boolean",
    mode: "choice",
    years: "list",
    rules: "json",
    either: "json",
  });
  expect(fields[0]).toMatchObject({ title: "Account", example: "1", required: false });
  expect(fields[2]).toMatchObject({ min: 1, max: 9, fallback: 5, whole: true });
  expect(fields[4]).toMatchObject({ choices: ["all", "some"], required: true, title: "Mode" });
});

test("an empty value is left out, so that the system's own holds", () => {
  expect(withValue({ a: 1, b: 2 }, "a", "")).toEqual({ b: 2 });
  expect(withValue({ a: 1 }, "on", false)).toEqual({ a: 1, on: false });
  expect(withValue({}, "list", [])).toEqual({});
});

test("text that is not JSON yet stays as it was typed", () => {
  expect(fromJson('{"a": 1}')).toEqual({ a: 1 });
  expect(fromJson('{"a": ')).toBe('{"a": ');
  expect(fromJson(" ")).toBeUndefined();
});
