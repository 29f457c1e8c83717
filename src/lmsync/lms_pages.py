"""Pages of a list, and by what each is known: one that is known from last time is neither decoded nor mapped.

List by list an integration chooses that fact. It is the bytes of the answer where these are steady. Where an answer carries
what changes by itself (times of last access, counts of what is unread, signed addresses), it is the rows as far as they are
decoded, or the records. The version of the mapping and each setting that it reads belong to it as well.
"""

import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from platform import python_version
from zoneinfo import ZoneInfo

import msgspec

from lmsync.crm_integration import Page, Row, Scope
from lmsync.errors import BadRecord
from lmsync.lms_rows import ODD
from lmsync.records import Record

MAPS_TOO = ("records.py", "storable.py", "lms_rows.py", "lms_pages.py")
"""Modules of lmsync by which every mapping is affected."""
LIBRARIES = ("lmsync", "msgspec", "selectolax")
"""Packages by which texts and times become what is stored; they may be updated without lmsync."""


def digest_of(*facts: object) -> bytes:
    """Sixteen bytes over facts that JSON can hold; of a `Raw`, over its bytes. Empty where one of them is a row that was
    set aside, or another thing that JSON cannot hold: then the page is decoded in every run."""
    try:
        return blake2b(msgspec.json.encode(facts), digest_size=16).digest()
    except ODD:
        return b""


def page(scope: Scope, key: str, known_by: object, rows: Callable[[], Iterable[Row]]) -> Page:
    """`rows` is called only if `known_by` differs from last time, in the thread that writes."""
    return Page(scope, key, digest_of(known_by), rows)


def page_of_records(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    """A page that is known by its records. One with rows set aside has no digest, so that these are counted again."""
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else digest_of(records), lambda: rows)


@cache
def version_of_mapping(package: str) -> str:
    """Another one whenever the source of this package, or of anything else that each mapping uses, is another one."""
    sources = [source for source in files(package).iterdir() if source.name.endswith(".py")]
    sources += [files("lmsync") / name for name in MAPS_TOO]
    texts = [(source.name, source.read_text(encoding="utf-8")) for source in sources if source.is_file()]
    return digest_of(python_version(), [version(name) for name in LIBRARIES], sorted(texts)).hex()


@cache
def rules_of(zone: ZoneInfo) -> str:
    """Another one whenever the machine has learnt other rules for this zone: whole days are told by them."""
    name = str(zone.key).split("/")
    on_machine = (Path(folder, *name) for folder in zoneinfo.TZPATH)
    file = next((path for path in on_machine if path.is_file()), None)
    return digest_of((file or files("tzdata").joinpath("zoneinfo", *name)).read_bytes()).hex()
