/** The few forms of Markdown that the texts of the server are written in. */
export type Inline =
  | { type: "text"; text: string }
  | { type: "bold" | "italic" | "code"; text: string }
  | { type: "link"; text: string; to: string };
export type Block =
  | { type: "heading"; text: Inline[] }
  | { type: "paragraph"; text: Inline[] }
  | { type: "list"; ordered: boolean; items: { text: Inline[]; items: Inline[][] }[] }
  | { type: "table"; head: Inline[][]; rows: Inline[][][] };

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[(.+?)\]\((.+?)\)/g;

export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) found.push({ type: "text", text: text.slice(end, match.index) });
    const [all, bold, italic, code, label, to] = match;
    if (bold) found.push({ type: "bold", text: bold });
    else if (italic) found.push({ type: "italic", text: italic });
    else if (code) found.push({ type: "code", text: code });
    else if (label && to) found.push({ type: "link", text: label, to });
    end = match.index + all.length;
  }
  if (end < text.length) found.push({ type: "text", text: text.slice(end) });
  return found;
}

const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inline(cell.trim()));

/** Lines that belong together become one: a text is wrapped where its source is, and not where it is shown. */
function unwrapped(source: string): string[] {
  const lines: string[] = [];
  for (const line of source.split("\n")) {
    const begins = /^\s*(#|\||[-*] |\d+\. )/.test(line);
    const before = lines.at(-1);
    if (line.trim() === "" || begins || !before || before.trim() === "" || /^(#|\|)/.test(before))
      lines.push(line.trimEnd());
    else lines[lines.length - 1] = `${before} ${line.trim()}`;
  }
  return lines;
}

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  for (const line of unwrapped(source)) {
    const last = blocks.at(-1);
    const [, indent, mark, rest] = /^(\s*)([-*]|\d+\.) (.*)$/.exec(line) ?? [];
    if (line.trim() === "") continue;
    if (mark !== undefined && rest !== undefined) {
      const item = last?.type === "list" ? last.items.at(-1) : undefined;
      if (indent && item) item.items.push(inline(rest));
      else if (last?.type === "list" && last.ordered === /\d/.test(mark))
        last.items.push({ text: inline(rest), items: [] });
      else blocks.push({ type: "list", ordered: /\d/.test(mark), items: [{ text: inline(rest), items: [] }] });
    } else if (line.startsWith("#")) blocks.push({ type: "heading", text: inline(line.replace(/^#+\s*/, "")) });
    else if (line.startsWith("|")) {
      if (last?.type !== "table") blocks.push({ type: "table", head: cells(line), rows: [] });
      else if (!/^[|\s:-]+$/.test(line)) last.rows.push(cells(line));
    } else blocks.push({ type: "paragraph", text: inline(line) });
  }
  return blocks;
}
