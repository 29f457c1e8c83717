// Ends with an error when the first load grew too heavy: the entry chunk of the panel with everything that it imports statically.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST_BYTES = 200_000;
const BUILT = new URL("../../src/lmsync/_panel/", import.meta.url);

const manifest = JSON.parse(readFileSync(new URL("manifest.json", BUILT), "utf8"));
const chunks = new Set();

function add(name) {
  if (chunks.has(name)) return;
  chunks.add(name);
  for (const imported of manifest[name].imports ?? []) add(imported);
}

add("index.html");
const bytes = [...chunks].reduce(
  (sum, name) => sum + gzipSync(readFileSync(new URL(manifest[name].file, BUILT)), { level: 9 }).length,
  0,
);
console.log(`first load: ${bytes} bytes of JavaScript compressed, of ${MOST_BYTES}`);
if (bytes > MOST_BYTES) {
  console.error("The first load is too heavy. Load lazily what the first page does not need.");
  process.exit(1);
}
