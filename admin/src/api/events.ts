/** One server-sent event of an answer that is read with `fetch`. */
interface ReadEvent {
  name: string;
  data: string;
}

/** Takes pieces of text as they arrive, and gives the events that they complete. Comments (keep-alives) are dropped. */
export function eventParser(): (piece: string) => ReadEvent[] {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      let name = "message";
      const data: string[] = [];
      for (const line of block.split("\n")) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (field === "event" && value) name = value;
        if (field === "data") data.push(value ?? "");
      }
      return data.length > 0 ? [{ name, data: data.join("\n") }] : [];
    });
  };
}

/** The events of an answer, until it ends. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent> {
  if (!response.body) return;
  const parse = eventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parse(value);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
