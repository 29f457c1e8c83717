"""The permanent child of `lmsync serve`, in which everything is read."""

import asyncio
import contextlib
import os
import signal
import sys

from lmsync.app import built, create_service
from lmsync.cli.data_folder import database_files, no_installation
from lmsync.process import end_with_parent, set_up_logging
from lmsync.settings import read_settings
from lmsync.store.engine.database import WORKING

RUNS_GIVE_WAY_BY = 10
"""As `nice` counts."""


def _give_way() -> None:
    """Let whoever answers a person come first: a run can wait for a processor, a reader should not."""
    with contextlib.suppress(OSError):
        os.nice(RUNS_GIVE_WAY_BY)


def runner() -> None:
    """Runs and schedule until SIGTERM, or until the parent is gone."""
    settings = read_settings()
    set_up_logging(settings)
    if any(not os.path.lexists(path) for path in database_files(settings.url)):
        raise no_installation(settings)

    async def until_stopped() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        end_with_parent()
        _give_way()
        with built(settings, WORKING) as parts:
            await create_service(parts).run_forever(stop)

    if sys.platform == "win32":
        asyncio.run(until_stopped())
    else:
        import uvloop

        uvloop.run(until_stopped())
