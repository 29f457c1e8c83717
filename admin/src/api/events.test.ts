import { expect, test } from "vitest";
import { eventParser } from "./events";

test("events are put together from the pieces in which they arrive", () => {
  const parse = eventParser();
  expect(parse('event: check\ndata: {"a"')).toEqual([]);
  expect(parse(": 1}\n\nevent: tested\r\ndata: x\r\n\r\n")).toEqual([
    { name: "check", data: '{"a": 1}' },
    { name: "tested", data: "x" },
  ]);
});

test("what only keeps the connection open is no event", () => {
  const parse = eventParser();
  expect(parse(": \n\n:\n\ndata: a\ndata: b\n\n")).toEqual([{ name: "message", data: "a\nb" }]);
});
