import { DATA, type Place, SETTINGS, WATCHING } from "@/components/Frame";

/** Where G and a second key lead. */
export const GO: readonly (readonly [key: string, to: string, section: Place["section"]])[] = [
  ["O", "/", "overview"],
  ["D", "/decisions", "decisions"],
  ["R", "/runs", "runs"],
  ["C", "/changes", "changes"],
  ["U", "/data/students", "students"],
  ["L", "/lessons", "lessons"],
  ["P", "/connections", "connections"],
];

export function keyOf(to: string): string | undefined {
  return GO.find(([, place]) => place === to)?.[0];
}

export const PLACES: readonly Place[] = [...WATCHING, ...DATA, ...SETTINGS];
