// After the build: the reference of the API and the licences beside the panel, and every file compressed once that grows smaller by it.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";

const BUILT = fileURLToPath(new URL("../../src/lmsync/_panel/", import.meta.url));
const OURS = fileURLToPath(new URL("../reference/", import.meta.url));
const SWAGGER = fileURLToPath(new URL("../node_modules/swagger-ui-dist/", import.meta.url));
const OF_SWAGGER = ["swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"];
const REFERENCE = `${BUILT}reference/`;
const ADMIN = fileURLToPath(new URL("../", import.meta.url));

/** Of everything that may be in the files: they ask to come along. */
function licences() {
  const { packages } = JSON.parse(readFileSync(`${ADMIN}package-lock.json`, "utf8"));
  const built = Object.entries(packages).filter(([place, { dev }]) => place && !dev && existsSync(ADMIN + place));
  return built
    .map(([place, { version, license }]) => {
      const texts = readdirSync(ADMIN + place).filter((name) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(name));
      const whole = texts.map((name) => readFileSync(`${ADMIN}${place}/${name}`, "utf8").trim());
      return [`${place.split("node_modules/").at(-1)} ${version}: ${license}`, ...whole].join("\n\n");
    })
    .join(`\n\n${"-".repeat(72)}\n\n`);
}

mkdirSync(REFERENCE);
const pages = readdirSync(OURS).filter((name) => !name.endsWith(".test.js"));
for (const name of pages) copyFileSync(OURS + name, REFERENCE + name);
for (const name of OF_SWAGGER) copyFileSync(SWAGGER + name, REFERENCE + name);

writeFileSync(`${BUILT}licences.txt`, licences());

for (const name of readdirSync(BUILT, { recursive: true })) {
  if (!/\.(css|html|js|json|svg|txt)$/.test(name)) continue;
  const whole = readFileSync(BUILT + name);
  const compressed = gzipSync(whole, { level: constants.Z_BEST_COMPRESSION });
  if (compressed.length < whole.length * 0.9) writeFileSync(`${BUILT}${name}.gz`, compressed);
}
