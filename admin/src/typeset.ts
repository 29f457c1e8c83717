const NO_BREAK = "\u00a0";

/** A line does not end after a word of up to three letters, nor between a number and its unit. Places like `{{n}}` count as numbers. */
export function typeset(text: string): string {
  return text
    .replace(/(?<![\p{L}\p{N}{])([А-Яа-яЁё]{1,3}) (?=[\p{L}\p{N}«{№])/gu, `$1${NO_BREAK}`)
    .replace(/(\d|\}\}) (?=(?:с|мин|ч|мс|Б|кБ|МБ|ГБ|s|min|h|B|kB|MB|GB)(?![\p{L}]))/gu, `$1${NO_BREAK}`)
    .replace(/(№|No\.) /g, `$1${NO_BREAK}`);
}

export type Texts = { [key: string]: string | Texts };

export function typesetAll(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, typeof text === "string" ? typeset(text) : typesetAll(text)]),
  );
}
