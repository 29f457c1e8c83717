/** A QR code to be drawn: how many modules wide, and its dark lines. */
interface QrCode {
  size: number;
  d: string;
}

const OF_LINES = /^[\d\s.,MmHhVvZz-]+$/;

/** Takes from an SVG only what is drawn, and nothing that could run; `null` for what is not such a drawing. */
export function qrCodeOf(svg: string): QrCode | null {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const paths = [...parsed.getElementsByTagName("path")];
  const dark = paths.find((path) => path.hasAttribute("stroke"))?.getAttribute("d") ?? "";
  const light = paths.find((path) => !path.hasAttribute("stroke"))?.getAttribute("d") ?? "";
  const size = Number(/^M0 0h(\d+)v/.exec(light)?.[1]);
  return size > 0 && OF_LINES.test(dark) ? { size, d: dark } : null;
}
