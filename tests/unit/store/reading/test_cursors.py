"""Cursors: sealed places, the same in every process, refused when anything about them is not as it was handed out."""

import base64
import string

import pytest
from cryptography.fernet import Fernet

from lmsync.errors import InvalidCursor
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.reading.cursors import KEY_BYTES, NO_CURSOR, OTHER_CURSOR, Cursors

PLACE = ["новосёлова вера", 0, 17]
BOUND_TO: list[object] = ["students", [], None]


def of(*keys: str) -> Cursors:
    return Cursors(Sealer(keys).derived("cursors", KEY_BYTES))


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


def test_a_place_comes_back(key: str) -> None:
    cursor = of(key).seal(PLACE, BOUND_TO)
    assert of(key).open(cursor, BOUND_TO, list) == PLACE
    assert of(key).seal(PLACE, BOUND_TO) == cursor  # an unchanged page keeps its ETag


def test_a_cursor_holds_nothing_that_can_be_read(key: str) -> None:
    cursor = of(key).seal(PLACE, BOUND_TO)
    opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for part in ("новосёлова".encode(), "вера".encode(), b"students"):
        assert part not in opened


def test_a_cursor_in_which_one_letter_is_changed_is_refused(key: str) -> None:
    cursors = of(key)
    cursor = cursors.seal(PLACE, BOUND_TO)
    for number, letter in enumerate(cursor):
        for other in string.ascii_letters + string.digits + "-_=%é ":
            if other != letter:
                with pytest.raises(InvalidCursor):
                    cursors.open(cursor[:number] + other + cursor[number + 1 :], BOUND_TO, list)


def test_a_cursor_that_is_cut_or_goes_on_is_refused(key: str) -> None:
    cursors = of(key)
    cursor = cursors.seal(PLACE, BOUND_TO)
    for odd in (*(cursor[:end] for end in range(len(cursor))), cursor[1:], cursor + "A", cursor + "=", cursor * 2):
        with pytest.raises(InvalidCursor) as refused:
            cursors.open(odd, BOUND_TO, list)
        assert refused.value.words == NO_CURSOR


def test_a_cursor_of_another_list_or_installation_is_refused(key: str) -> None:
    cursors = of(key)
    cursor = cursors.seal(PLACE, BOUND_TO)
    with pytest.raises(InvalidCursor) as refused:
        cursors.open(cursor, ["students", [("q", "a")], None], list)
    assert refused.value.words == OTHER_CURSOR
    with pytest.raises(InvalidCursor):
        of(Fernet.generate_key().decode()).open(cursor, BOUND_TO, list)
    with pytest.raises(InvalidCursor):
        cursors.open(cursor, BOUND_TO, int)


def test_cursors_go_on_when_the_key_is_rotated(key: str) -> None:
    old, new = of(key), Fernet.generate_key().decode()
    rotated = of(new, key)
    assert rotated.open(old.seal(PLACE, BOUND_TO), BOUND_TO, list) == PLACE
    with pytest.raises(InvalidCursor):
        old.open(rotated.seal(PLACE, BOUND_TO), BOUND_TO, list)


def test_keys_for_other_purposes_differ(key: str) -> None:
    sealer = Sealer([key])
    assert sealer.derived("cursors", 64) != sealer.derived("links", 64)
    assert base64.urlsafe_b64decode(key) not in sealer.derived("cursors", 64)[0]
