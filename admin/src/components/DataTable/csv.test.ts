import { describe, expect, it } from "vitest";
import { csvLine, safeCell } from "./csv";

describe("a cell of a CSV file", () => {
  it("is never a formula", () => {
    expect(safeCell("=1+1")).toBe("'=1+1");
    expect(safeCell("@SUM(A1)")).toBe("'@SUM(A1)");
    expect(safeCell("\t=1")).toBe("'\t'=1");
    expect(safeCell("-cmd")).toBe("'-cmd");
  });
  it("holds no formula behind a separator, which another spreadsheet may split at", () => {
    expect(safeCell('Алгебра;=HYPERLINK("x")')).toBe('Алгебра;\'=HYPERLINK("x")');
    expect(safeCell("a,\n+1")).toBe("a,\n'+1");
    expect(safeCell("a\t=1")).toBe("a\t'=1");
  });
  it("stays a number when it is one", () => {
    expect(safeCell("-3,5")).toBe("-3,5");
    expect(safeCell("12")).toBe("12");
  });
});

describe("a line of a CSV file", () => {
  it("quotes what would end a cell or a line", () => {
    expect(csvLine(["Алгебра, 7Б", 'он "сам"', "две\nстроки", ""], ";")).toBe(
      '"Алгебра, 7Б";"он ""сам""";"две\nстроки";\r\n',
    );
  });
});
