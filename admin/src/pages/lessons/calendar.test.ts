import { describe, expect, it } from "vitest";
import type { Lesson } from "@/api/records";
import { byDays, hoursOf, laidOut, scaleOf, stretchesOf } from "./layout";
import { beginOf, isDay, mondayOf, placeIn, plusDays, plusMonths, weeksOfMonth } from "./zone";

function lesson(from: string, to: string, more: Partial<Lesson> = {}): Lesson {
  return { id: from, kind: "class", starts_at: from, ends_at: to, all_day: false, on_date: null, ...more } as Lesson;
}

describe("days of a zone", () => {
  it("begin when the clock there says midnight", () => {
    expect(beginOf("2026-11-23", "Europe/Moscow").toISOString()).toBe("2026-11-22T21:00:00.000Z");
    expect(beginOf("2026-11-23", "America/New_York").toISOString()).toBe("2026-11-23T05:00:00.000Z");
  });
  it("begin right on the days on which the clock is changed", () => {
    expect(beginOf("2026-03-29", "Europe/Helsinki").toISOString()).toBe("2026-03-28T22:00:00.000Z");
    expect(beginOf("2026-03-30", "Europe/Helsinki").toISOString()).toBe("2026-03-29T21:00:00.000Z");
    expect(beginOf("2026-10-26", "Europe/Helsinki").toISOString()).toBe("2026-10-25T22:00:00.000Z");
  });
  it("are told apart by the zone", () => {
    expect(placeIn("Europe/Moscow", "2026-11-23T22:30:00Z")).toEqual({ day: "2026-11-24", minute: 90 });
    expect(placeIn("America/New_York", "2026-11-23T22:30:00Z")).toEqual({ day: "2026-11-23", minute: 1050 });
  });
  it("go on over the end of a month and a year", () => {
    expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(plusMonths("2026-12-15", 1)).toBe("2027-01-01");
    expect(mondayOf("2026-11-29")).toBe("2026-11-23");
    expect(weeksOfMonth("2026-11-05").map((week) => week[0])).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
      "2026-11-16",
      "2026-11-23",
      "2026-11-30",
    ]);
  });
});

describe("lessons of a week", () => {
  const days = ["2026-11-23", "2026-11-24"];
  it("stand on their day, in minutes of it", () => {
    const [monday, tuesday] = byDays(days, [lesson("2026-11-23T05:30:00Z", "2026-11-23T06:15:00Z")], "Europe/Moscow");
    expect(monday?.blocks.map(({ from, to }) => [from, to])).toEqual([[510, 555]]);
    expect(tuesday?.blocks).toEqual([]);
  });
  it("stand on both days when they last over midnight", () => {
    const found = byDays(days, [lesson("2026-11-23T20:00:00Z", "2026-11-23T22:00:00Z")], "Europe/Moscow");
    expect(found.map(({ blocks }) => blocks.map(({ from, to }) => [from, to]))).toEqual([[[1380, 1440]], [[0, 60]]]);
  });
  it("are not on the next day when they end at midnight", () => {
    const [, tuesday] = byDays(days, [lesson("2026-11-23T19:00:00Z", "2026-11-23T21:00:00Z")], "Europe/Moscow");
    expect(tuesday?.blocks).toEqual([]);
  });
  it("stand above the hours when they have no end, or last for days", () => {
    const endless = lesson("2026-11-23T05:30:00Z", "", { ends_at: null });
    const long = lesson("2026-11-22T05:30:00Z", "2026-11-24T06:00:00Z");
    const [monday, tuesday] = byDays(days, [endless, long], "Europe/Moscow");
    expect([monday?.whole.length, tuesday?.whole.length, monday?.blocks.length]).toEqual([2, 1, 0]);
  });
  it("leave deadlines and whole days to their lanes", () => {
    const due = lesson("2026-11-23T20:59:00Z", "2026-11-23T20:59:00Z", { kind: "deadline" });
    const whole = lesson("2026-11-23T21:00:00Z", "2026-11-24T21:00:00Z", { all_day: true, on_date: "2026-11-24" });
    const [monday, tuesday] = byDays(days, [due, whole], "Europe/Moscow");
    expect([monday?.deadlines.length, tuesday?.whole.length, monday?.blocks.length]).toEqual([1, 1, 0]);
  });
});

describe("a day of the address", () => {
  it.each([
    ["2026-11-26", true],
    ["2026-02-31", false],
    ["9999-12-31", false],
    ["0000-01-01", false],
    ["2026-11-26T10:00", false],
    [undefined, false],
  ])("is one that there is, and near enough to be drawn: %s", (text, is) => {
    expect(isDay(text)).toBe(is);
  });
});

describe("the days on which the clock is changed", () => {
  const days = ["2026-03-28", "2026-03-29", "2026-03-30"];
  it("are whole days, too", () => {
    const short = lesson("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
    const found = byDays(days, [short], "Europe/Berlin");
    expect(found.map(({ whole, blocks }) => [whole.length, blocks.length])).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
  });
  it("begin where zones go by half hours, too", () => {
    expect(beginOf("2026-04-05", "Australia/Lord_Howe").toISOString()).toBe("2026-04-04T13:00:00.000Z");
    expect(beginOf("2026-04-06", "Australia/Lord_Howe").toISOString()).toBe("2026-04-05T13:30:00.000Z");
    expect(beginOf("2026-11-26", "Asia/Kathmandu").toISOString()).toBe("2026-11-25T18:15:00.000Z");
  });
});

describe("lessons of the same time", () => {
  const block = (from: number, to: number) => ({ lesson: {} as Lesson, from, to });
  it("stand side by side, and alone when nothing is beside them", () => {
    const { laid, rest } = laidOut([block(60, 120), block(90, 150), block(120, 180), block(200, 220)], 3);
    expect(laid.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    expect(rest).toEqual([]);
  });
  it("are counted when there are too many", () => {
    const { laid, rest } = laidOut([block(60, 120), block(60, 120), block(60, 120), block(60, 130)], 3);
    expect(laid).toHaveLength(2);
    expect(rest).toEqual([{ from: 60, to: 130, count: 2 }]);
  });
});

describe("hours of a week", () => {
  it("fold where nothing happens", () => {
    const days = byDays(["2026-11-23"], [lesson("2026-11-23T05:30:00Z", "2026-11-23T11:15:00Z")], "Europe/Moscow");
    expect(hoursOf(days)).toEqual([8, 15]);
    expect(hoursOf(days, 15 * 60 + 43)).toEqual([8, 16]);
    expect(hoursOf(days, 23 * 60)).toEqual([8, 15]);
  });
  it("fold between two lessons that are far from each other, and not after the last one", () => {
    const early = lesson("2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z");
    const late = lesson("2026-11-23T05:30:00Z", "2026-11-23T06:15:00Z");
    const stretches = stretchesOf(byDays(["2026-11-23"], [early, late], "Europe/Moscow"));
    expect(stretches).toEqual([
      { from: 3, to: 4, isFolded: false },
      { from: 4, to: 8, isFolded: true },
      { from: 8, to: 10, isFolded: false },
    ]);
    const { height, place } = scaleOf(stretches);
    expect(height).toBe(3.5);
    expect([180, 240, 480, 600].map((minute) => place(minute) * height)).toEqual([0, 1, 1.5, 3.5]);
  });
});
