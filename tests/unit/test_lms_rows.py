"""A row is understood by itself, whatever stands beside what is wanted."""

import msgspec
import pytest
from msgspec import UNSET, Raw, Struct, UnsetType

from lmsync.errors import BadRecord
from lmsync.lms_rows import DEEPEST, decode, finite, mapped, parse_row, time_in_calendar
from lmsync.records import Category, Course, Enrollment, Kind, Org, Section, User
from lmsync.storable import unfit, without


class Row(Struct):
    placed_by = ("course",)

    id: int
    name: str
    position: int | UnsetType | None = UNSET
    tags: list[str] | UnsetType = UNSET
    course: int | UnsetType | None = UNSET


@pytest.mark.parametrize("odd", [b'"3"', b"1.5", b"true", b"[]", b"{}", b"NaN", b"1e400", b"1" + b"0" * 5_000])
def test_an_optional_field_of_another_shape_is_empty(odd: bytes) -> None:
    row = parse_row(Kind.ITEM, Raw(b'{"id": 7, "name": "x", "position": ' + odd + b"}"), Row)
    assert isinstance(row, Row)
    assert (row.id, row.name, row.position) == (7, "x", None)


def test_a_list_that_is_null_is_unknown() -> None:
    row = parse_row(Kind.ITEM, Raw(b'{"id": 7, "name": "x", "tags": null}'), Row)
    assert isinstance(row, Row)
    assert row.tags is UNSET


@pytest.mark.parametrize("fields", [b'"name": null', b'"name": [1]', b'"name": "x", "course": "2"', b'"position": 1'])
def test_a_row_without_what_it_needs_is_set_aside_with_its_number(fields: bytes) -> None:
    row = parse_row(Kind.ITEM, Raw(b'{"id": 7, ' + fields + b"}"), Row, "cm.")
    assert isinstance(row, BadRecord)
    assert (row.kind, row.external_id) == (Kind.ITEM, "cm.7")


@pytest.mark.parametrize("row", [b"null", b"7", b'"x"', b"[]", b"{}", b'{"id": null}', b'{"id": "x", "name": "x"}'])
def test_a_row_without_a_number_is_set_aside_without_one(row: bytes) -> None:
    bad = parse_row(Kind.ITEM, Raw(row), Row)
    assert isinstance(bad, BadRecord)
    assert bad.external_id is None


def test_letters_that_no_database_keeps_are_taken_out() -> None:
    row = parse_row(Kind.ITEM, Raw(b'{"id": 7, "name": "a\\u0000b \\ud83d \\\\u0000"}'), Row)
    assert isinstance(row, Row)
    assert row.name == "ab ? \\u0000"


@pytest.mark.parametrize("odd", [b'"\\ud800"', b'"\xff"', b"NaN", b"[" * 100_000 + b"]" * 100_000, b'"\x01"'])
def test_a_list_is_read_although_one_row_is_not_strict_json(odd: bytes) -> None:
    body = b'{"rows": [{"id": 1, "name": "x", "other": ' + odd + b'}, {"id": 2, "name": "y"}]}'
    rows = [parse_row(Kind.ITEM, row, Row) for row in decode(body, dict[str, list[Raw]])["rows"]]
    assert [row.id for row in rows if isinstance(row, Row)] == [1, 2]


@pytest.mark.parametrize("body", [b"", b"<html>", b'[{"id": 1}', b'[{"id": 1}]]', b"[" * (DEEPEST + 9), b"\xff"])
def test_what_is_cut_or_no_json_is_not_mended(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(body, list[Raw])


def test_an_error_of_a_mapping_sets_its_row_aside() -> None:
    bad = mapped(Kind.ITEM, "cm.7", lambda text: text.nothing, "x")
    assert isinstance(bad, BadRecord)
    assert (bad.external_id, bad.why) == ("cm.7", "AttributeError")


@pytest.mark.parametrize(
    ("seconds", "kept"),
    [
        (1_790_000_000, 1_790_000_000),
        (-1_000_000_000, -1_000_000_000),  # 1938: a date before 1970 is a date
        (253_402_300_799, 253_402_300_799),
        (253_402_300_800, None),
        (1_790_000_000_000, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_a_time_has_a_year_between_1_and_9999(seconds: float, kept: int | None) -> None:
    assert time_in_calendar(seconds) == kept


def test_a_number_is_finite() -> None:
    assert [finite(one) for one in (1.5, float("nan"), float("-inf"), 10**400)] == [1.5, None, None, None]


def test_the_last_look_empties_what_cannot_be_kept() -> None:
    course = Course(external_id="1", name="a\x00", sis_id="x" * 501, starts_at=10**14, ends_at=5)
    assert unfit(course) == ["name", "sis_id", "starts_at"]
    assert without(course, unfit(course)) == Course(external_id="1", name=None, sis_id=None, starts_at=None, ends_at=5)
    assert unfit(Category(external_id="1", weight=float("nan"), position=2**31)) == ["weight", "position"]
    assert unfit(User(external_id="1", display_name="\ud83d", state="active")) == ["display_name"]
    assert unfit(Org(external_id="1", type="school")) == []
    assert unfit(Section(external_id="1", course="2", synthetic=1)) == ["synthetic"]  # type: ignore[arg-type]


def test_a_field_with_fixed_words_holds_no_other() -> None:
    user = User(external_id="1", display_name="Anna", state="asleep")
    assert unfit(user) == ["state"]
    assert without(user, ["state"]) == User(external_id="1", display_name="Anna", state=None)


def test_a_record_is_nothing_without_its_id_and_its_owners() -> None:
    for odd in (Enrollment(external_id="", user="1", course="2"), Enrollment(external_id="1", user="\x00", course="2")):
        assert without(odd, unfit(odd)) is None
