const KEPT_MS = 60_000;

/** As if somebody had pressed a link to it. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // A browser that asks where to put it reads the file only then.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
