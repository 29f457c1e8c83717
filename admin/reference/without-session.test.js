import { expect, test } from "vitest";
import { withoutSession } from "./without-session.js";

test("what is tried in the reference goes out without cookies, whatever else it carries", () => {
  const headers = { Authorization: "Bearer pasted" };
  expect(withoutSession({ url: "/api/v1/crm/status", credentials: "include", headers })).toEqual({
    url: "/api/v1/crm/status",
    credentials: "omit",
    headers,
  });
});
