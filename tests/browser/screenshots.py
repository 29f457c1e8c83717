"""`./run screenshots`: pictures of every page into docs/screenshots, of a school with a little trouble."""

import base64
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_program
from tests.browser.school import School, troubled
from tests.browser.window import LOCALES, Window, opened
from tests.checkout import ROOT

FOLDER = ROOT / "docs" / "screenshots"
PEOPLE = 300
DAYS = 7
LOGINS = ("anna", "vera", "olga", "irina")
WIDE, PHONE = (1280, 800), (390, 844)
PICTURES = [
    "overview",
    "decisions",
    "runs",
    "run",
    "run-partial",
    "changes",
    "students",
    "student-beside",
    "student",
    "lessons",
    "courses",
    "course",
    "connections",
    "connection",
    "wizard-access",
    "people",
    "programs",
    "log",
    "privacy-person",
    "developers",
    "account",
]
QUALITY = 0.7
TO_WEBP = """
async ([png, quality]) => {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const webp = await canvas.convertToBlob({type: "image/webp", quality});
  const reader = new FileReader();
  reader.readAsDataURL(webp);
  await new Promise((done) => reader.onload = done);
  return reader.result.split(",")[1];
}
"""


def main(kept: Path | None) -> None:
    """`kept`: where the pictures stay as PNG, too."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=ARGUMENTS)
        shutil.rmtree(FOLDER, ignore_errors=True)
        with troubled(Path(folder), PEOPLE, days=DAYS) as school:
            windows = product(LOCALES, (WIDE, PHONE))
            links = {window: school.site.link(login) for window, login in zip(windows, LOGINS, strict=True)}
            written = browser.new_context().new_page()
            for (language, size), link in links.items():
                with opened(browser, school.api.url, language=language, size=size, device_scale_factor=1) as window:
                    window.log_in(link)
                    _take_all(window, school, FOLDER / language, "phone" if size == PHONE else "wide", written, kept)
        browser.close()
    pictures = list(FOLDER.rglob("*.webp"))
    megabytes = sum(picture.stat().st_size for picture in pictures) / 1_000_000
    sys.stdout.write(f"{len(pictures)} pictures, {megabytes:.1f} MB, in {FOLDER.relative_to(ROOT)}\n")


def _take_all(window: Window, school: School, folder: Path, width: str, written: Page, kept: Path | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        window.go(school.address(name))
        for theme in ("light", "dark"):
            window.page.emulate_media(color_scheme=theme)
            png = window.page.screenshot(animations="disabled", caret="hide")
            webp = written.evaluate(TO_WEBP, [base64.b64encode(png).decode(), QUALITY])
            (folder / f"{name}-{width}-{theme}.webp").write_bytes(base64.b64decode(webp))
            if kept:
                (kept / f"{name}-{width}-{theme}-{folder.name}.png").write_bytes(png)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
