import type { components } from "./schema";

type Body = components["schemas"]["Problem"];
type FieldError = components["schemas"]["FieldError"];
export type CheckRow = components["schemas"]["CheckRow"];

/** What the server refused, or that it was not reached. `detail` says what to do, in the language of the panel. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** The last part of the type, like `wrong-login`; `unreachable` when no answer came. */
    readonly type: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldError[] = [],
    readonly checks: CheckRow[] = [],
    /** How long the server asks us to wait. */
    readonly afterSeconds: number | null = null,
  ) {
    super(title);
  }

  /** What is wrong with the field of the form, if that is said. */
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.detail;
  }
}

export function unreachable(): Problem {
  return new Problem("unreachable", 0, "", "");
}

export function problemOf(body: unknown, response: Response): Problem {
  const said: Partial<Body> = typeof body === "object" && body !== null ? body : {};
  const after = Number(response.headers.get("Retry-After"));
  return new Problem(
    (said.type ?? "unknown").split("/").at(-1) ?? "unknown",
    response.status,
    said.title ?? "",
    said.detail ?? "",
    said.errors ?? [],
    said.checks ?? [],
    after > 0 ? after : null,
  );
}
