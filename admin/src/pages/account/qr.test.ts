import { expect, it } from "vitest";
import { qrCodeOf } from "./qr";

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12" class="segno"><g transform="scale(4)"><path fill="#fff" d="M0 0h45v45h-45z"/><path class="qrline" stroke="#000" d="M4 4.5h7m1 0h1m-37 1h1"/></g></svg>';

it("takes the lines of a QR code, and how wide it is", () => {
  expect(qrCodeOf(SVG)).toEqual({ size: 45, d: "M4 4.5h7m1 0h1m-37 1h1" });
});

it.each([
  "",
  "no drawing",
  SVG.replace("M4 4.5h7", "javascript:alert(1)"),
  SVG.replace("M0 0h45v45h-45z", "M0 0"),
])("draws nothing of %s", (svg) => {
  expect(qrCodeOf(svg)).toBeNull();
});
