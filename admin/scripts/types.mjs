// Makes src/api/schema.d.ts of the document that `lmsync openapi` prints, which comes on standard input. The long forms are left
// out: the panel asks by the short ones, and they are the same calls.
import { writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import openapi, { astToString } from "openapi-typescript";

const WORDS = new Set(["description", "example", "examples", "title", "summary"]);

function withoutWords(node, isMap = false) {
  if (Array.isArray(node)) return node.map((item) => withoutWords(item));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => isMap || !WORDS.has(name))
      .map(([name, value]) => [name, withoutWords(value, name === "properties" || name === "schemas")]),
  );
}

const document = JSON.parse(await text(process.stdin));
const [target = "src/api/schema.d.ts"] = process.argv.slice(2);
document.paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => !path.includes("/connections")));
for (const calls of Object.values(document.paths)) {
  for (const call of Object.values(calls)) {
    if (call.responses)
      call.responses = Object.fromEntries(Object.entries(call.responses).filter(([status]) => status < "300"));
  }
}
writeFileSync(target, astToString(await openapi(withoutWords(document))));
