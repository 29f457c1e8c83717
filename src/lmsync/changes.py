"""Changes: what a run found out about a record.

They are what the change log keeps and what every reader of lmsync is told: added, changed, removed,
restored. `Changed` names each field before and after; a removal keeps the row, so that a record that
returns is restored in place with its identity and its history.
"""

from enum import IntEnum

from msgspec import Struct

from lmsync.records import Record


class Op(IntEnum):
    """How a change is kept in the change log. The numbers are stored: never renumber."""

    ADDED = 1
    CHANGED = 2
    REMOVED = 3
    RESTORED = 4


class Added(Struct, frozen=True):
    record: Record


class Changed(Struct, frozen=True):
    before: Record
    after: Record


class Removed(Struct, frozen=True):
    external_id: str


class Restored(Struct, frozen=True):
    """A record that was removed has come back; `after` may differ from what was stored."""

    before: Record
    after: Record


Change = Added | Changed | Removed | Restored
