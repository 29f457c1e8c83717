import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function paths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? paths(path) : [path];
  });
}

const read = (ending: RegExp): readonly (readonly [string, string])[] =>
  paths("src")
    .filter((path) => ending.test(path) && !path.endsWith(".d.ts"))
    .map((path) => [path, readFileSync(path, "utf8")] as const);

/** Paths and texts of everything that is written in TypeScript, and of the styles. */
export const CODE_AND_TESTS = read(/\.tsx?$/);
export const CODE = CODE_AND_TESTS.filter(([path]) => !/\.test\.tsx?$|^src\/testing\//.test(path));
export const STYLES = read(/\.css$/);
