"""What a process of the tests finds around it."""

import os

GIVE_UP_SECONDS = 240
"""A test that waits for so long has failed. Until then it is only the machine that is at work on other things."""


def environment(**settings: str) -> dict[str, str]:
    """That of the tests, with these settings of lmsync and nobody else's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMSYNC_")}
    return kept | {"LMSYNC_SETTINGS_FILE": os.devnull, "LANG": "C.UTF-8"} | settings
