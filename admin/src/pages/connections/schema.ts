/** The settings of a system, read from its JSON Schema: which field each of them is entered with. */
type FieldKind = "text" | "secret" | "number" | "boolean" | "choice" | "list" | "json";

export interface Field {
  name: string;
  kind: FieldKind;
  title: string;
  description: string;
  required: boolean;
  /** Of a choice, as they are sent. */
  choices: unknown[];
  /** What holds when nothing is entered. */
  fallback: unknown;
  example: string;
  min?: number;
  max?: number;
  whole: boolean;
}

type Schema = Record<string, unknown>;
export type Settings = Record<string, unknown>;

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a schema refers to, and of alternatives the only one that is not «nothing». */
function resolved(schema: Schema, whole: Schema): Schema {
  if (typeof schema.$ref === "string") {
    const target = schema.$ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<unknown>((place, step) => (isObject(place) ? place[step] : undefined), whole);
    return isObject(target) ? resolved({ ...target, ...schema, $ref: undefined }, whole) : schema;
  }
  for (const word of ["anyOf", "oneOf", "allOf"]) {
    const all = schema[word];
    if (!Array.isArray(all)) continue;
    const real = all.filter(isObject).filter((each) => each.type !== "null");
    const [only] = real;
    if (real.length === 1 && only) return { ...resolved(only, whole), ...schema, [word]: undefined };
  }
  return schema;
}

function kindOf(schema: Schema, whole: Schema): FieldKind {
  if (schema.format === "password" || schema.writeOnly === true) return schema.type === "string" ? "secret" : "json";
  if (Array.isArray(schema.enum) || "const" in schema) return "choice";
  if (schema.type === "boolean") return "boolean";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "array" && isObject(schema.items)) {
    const { type, format } = resolved(schema.items, whole);
    return type === "string" && format !== "password" ? "list" : "json";
  }
  return schema.type === "string" ? "text" : "json";
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

export function fieldsOfSchema(whole: Schema): Field[] {
  const required = Array.isArray(whole.required) ? whole.required : [];
  return Object.entries(isObject(whole.properties) ? whole.properties : {}).flatMap(([name, own]) => {
    if (!isObject(own)) return [];
    const schema = resolved(own, whole);
    const kind = kindOf(schema, whole);
    const choices = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
    const examples = Array.isArray(schema.examples) ? schema.examples : [];
    return {
      name,
      kind,
      title: typeof schema.title === "string" ? schema.title : name,
      description: typeof schema.description === "string" ? schema.description : "",
      required: required.includes(name),
      choices: choices.filter((choice) => choice !== null),
      fallback: own.default ?? schema.default,
      example: examples.length > 0 ? asText(examples[0]) : "",
      min: typeof schema.minimum === "number" ? schema.minimum : undefined,
      max: typeof schema.maximum === "number" ? schema.maximum : undefined,
      whole: schema.type === "integer",
    };
  });
}

/** What was entered, for a field of text that holds JSON: a value, or the text when it is not JSON. */
export function fromJson(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Settings with one more value; an empty one is left out, so that the system's own holds. */
export function withValue(settings: Settings, name: string, value: unknown): Settings {
  const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const { [name]: _, ...rest } = settings;
  return empty ? rest : { ...rest, [name]: value };
}
