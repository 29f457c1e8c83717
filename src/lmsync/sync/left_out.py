"""What is left out of what an LMS delivers: people who were erased, and fields that a connection does not mirror. Pure: no
database, no clock, no LMS."""

from collections.abc import Collection, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from lmsync.records import Group, Kind, Record
from lmsync.store.keeping.erasures import ErasedPeople
from lmsync.store.mirror.erasing import GOES, MENTIONS


class LeftOut(Struct, frozen=True):
    records: Sequence[Record]
    """What may be stored."""
    count: int
    """How many records were left out."""
    is_touched: bool
    """Whether any was left out, or lost what it said of somebody."""


def without_fields(names: Collection[str], records: Sequence[Record]) -> list[Record]:
    """Nothing is known of these fields, whatever the LMS says."""
    unknown = dict.fromkeys(names, UNSET)
    return [replace(record, **unknown) for record in records]


def without_erased(people: ErasedPeople, records: Sequence[Record]) -> LeftOut:
    """Without people who were erased and without what belongs to them. What only names them stays, and does not name them:
    the members of a group, the owner of a lesson."""
    kept: list[Record] = []
    known: dict[str, bool] = {}

    def is_erased(user: object) -> bool:
        if not isinstance(user, str):
            return False
        if user not in known:
            known[user] = people.has(user)
        return known[user]

    is_touched = False
    for record in records:
        kind = record.kind_of_record
        if (kind is Kind.USER and is_erased(record.external_id)) or any(
            is_erased(getattr(record, name)) for name in GOES[kind]
        ):
            is_touched = True
            continue
        named = {name: UNSET for name in MENTIONS[kind] if is_erased(getattr(record, name))}
        if named:
            record, is_touched = replace(record, **named), True
        if isinstance(record, Group) and record.members is not UNSET and any(map(is_erased, record.members)):
            members = tuple(member for member in record.members if not is_erased(member))
            record, is_touched = replace(record, members=members), True
        kept.append(record)
    return LeftOut(kept, len(records) - len(kept), is_touched)
