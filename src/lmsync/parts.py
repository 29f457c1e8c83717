"""The parts of a running lmsync, as `app.build` puts them together and everything above takes them."""

from pathlib import Path

from msgspec import Struct

from lmsync.access.browsers import Browsers
from lmsync.access.devices import Devices
from lmsync.access.passwords import Passwords
from lmsync.access.single_sign_on import SingleSignOn
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.reading.cursors import Cursors
from lmsync.sync.opening import Opener
from lmsync.sync.removals import Limits


class Parts(Struct, frozen=True):
    database: AsyncDatabase
    sealer: Sealer
    cursors: Cursors
    opener: Opener
    passwords: Passwords
    browsers: Browsers
    devices: Devices
    single_sign_on: SingleSignOn | None
    """`None`: off."""
    limits: Limits
    lease_seconds: int
    erasures: Path
    """The file that says who was erased."""
    language: str
    """Of messages where the caller names none."""
