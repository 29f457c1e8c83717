"""A record for people to read: what it is called, and whose it is."""

from typing import Any

from msgspec import Struct, UnsetType

from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.reading.rows import Reference


class Shown(Struct, frozen=True):
    """A record, and whose it is; `UNSET` for what the view does not show."""

    record: Reference
    person: Reference | UnsetType | None
    course: Reference | UnsetType | None


def whose(kind: Kind, record: Any) -> Shown:
    """Of a record as it is shown to somebody."""
    title = RECORD_TYPES[kind].titled_by
    itself = Reference(record.id, getattr(record, title) if title else None)
    person = itself if kind is Kind.USER else getattr(record, "user", None)
    return Shown(itself, person, getattr(record, "course", None))
