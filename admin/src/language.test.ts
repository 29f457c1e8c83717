import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { startLanguage } from "./language";

beforeAll(() => startLanguage());

test("a word of a newer server is shown as it is, never as a key", () => {
  expect(i18next.t("kind.learning_badge" as "kind.user")).toBe("learning badge");
  expect(i18next.t("kind.learning_badge" as "kind.user", { defaultValue: "badge" })).toBe("badge");
});
