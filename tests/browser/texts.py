"""The texts of the panel, from its catalogues: what a test looks for is what somebody reads."""

import json
from typing import Any

from tests.checkout import ROOT


class Texts:
    """`texts("login:submit")` is what that key says."""

    def __init__(self, language: str) -> None:
        self._folder = ROOT / "admin" / "src" / "locales" / language

    def __call__(self, key: str, **values: object) -> str:
        namespace, _, path = key.rpartition(":")
        found: Any = json.loads((self._folder / f"{namespace or 'common'}.json").read_text(encoding="utf-8"))
        for name in path.split("."):
            found = found[name]
        text = str(found)
        for name, value in values.items():
            text = text.replace(f"{{{{{name}}}}}", str(value))
        return text
