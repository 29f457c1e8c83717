// After the build: the reference of the API beside the panel, and every file that grows smaller by it compressed once and for all.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";

const BUILT = fileURLToPath(new URL("../../src/lmsync/_panel/", import.meta.url));
const OURS = fileURLToPath(new URL("../reference/", import.meta.url));
const SWAGGER = fileURLToPath(new URL("../node_modules/swagger-ui-dist/", import.meta.url));
const OF_SWAGGER = ["swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"];
const REFERENCE = `${BUILT}reference/`;

mkdirSync(REFERENCE);
const pages = readdirSync(OURS).filter((name) => !name.endsWith(".test.js"));
for (const name of pages) copyFileSync(OURS + name, REFERENCE + name);
for (const name of OF_SWAGGER) copyFileSync(SWAGGER + name, REFERENCE + name);

for (const name of readdirSync(BUILT, { recursive: true })) {
  if (!/\.(css|html|js|json|svg|txt)$/.test(name)) continue;
  const whole = readFileSync(BUILT + name);
  const compressed = gzipSync(whole, { level: constants.Z_BEST_COMPRESSION });
  if (compressed.length < whole.length * 0.9) writeFileSync(`${BUILT}${name}.gz`, compressed);
}
