"""What `hatchling` does before it packs a wheel: the admin panel is built, as `./run panel` does it."""

import subprocess
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PanelHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # What is installed in place serves what `./run panel` has built there.
        if version != "editable":
            subprocess.run(["/bin/sh", "./run", "panel"], cwd=self.root, check=True)
