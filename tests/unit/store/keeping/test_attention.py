"""What a person is needed for: several causes at once, each until it is mended."""

from collections.abc import Iterator

import pytest

from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import attention, connections
from lmsync.store.keeping.attention import Severity
from tests.conftest import a_connection

WORDS = Words(en="Give it back.", ru="Верните его.")


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        yield tx


@pytest.fixture
def number(tx: Tx) -> int:
    return a_connection(tx).id


def causes(tx: Tx, number: int) -> list[str]:
    return [row.cause for row in attention.open_of(tx, number)]


def state(tx: Tx, number: int) -> str:
    return connections.connection_of(tx, number).state


def test_several_causes_stand_beside_each_other_worst_first(tx: Tx, number: int) -> None:
    attention.need(tx, number, attention.KEPT, WORDS, severity=Severity.NOTED)
    attention.need(tx, number, attention.STALE, WORDS, severity=Severity.STALE)
    attention.need(tx, number, attention.HELD, WORDS)
    attention.stop(tx, number, "token_refused", WORDS)
    assert causes(tx, number) == ["token_refused", "removals_held", "stale", "kept"]
    assert state(tx, number) == "needs_attention"


def test_a_cause_that_is_said_again_keeps_the_time_since_when_it_stands(tx: Tx, number: int) -> None:
    attention.need(tx, number, "refused", WORDS)
    (first,) = attention.open_of(tx, number)
    attention.need(tx, number, "refused", Words(en="Other words.", ru="Другие слова."))
    (second,) = attention.open_of(tx, number)
    assert (second.id, second.since, second.words.en) == (first.id, first.since, "Other words.")


def test_a_passed_test_settles_what_is_about_access_and_nothing_else(tx: Tx, number: int) -> None:
    attention.stop(tx, number, "token_refused", WORDS)
    attention.need(tx, number, attention.HELD, WORDS)
    attention.need(tx, number, "refused", WORDS, scope="item")
    attention.resume(tx, number)
    assert causes(tx, number) == ["removals_held", "refused"]
    assert state(tx, number) == "ok"


def test_another_token_leaves_only_what_decisions_say(tx: Tx, number: int) -> None:
    attention.need(tx, number, attention.HELD, WORDS)
    attention.need(tx, number, "refused", WORDS, scope="item")
    stored = connections.connection_of(tx, number)
    a_connection(tx, stored.base_url, replaced=stored)
    assert causes(tx, number) == ["removals_held"]


def test_what_stops_a_connection_now_takes_the_place_of_what_stopped_it_before(tx: Tx, number: int) -> None:
    attention.stop(tx, number, "token_refused", WORDS)
    attention.stop(tx, number, "redirected", WORDS)
    assert causes(tx, number) == ["redirected"]


def test_a_kind_that_was_read_whole_is_mended_and_the_others_are_not(tx: Tx, number: int) -> None:
    found = {("refused", Kind.ITEM): WORDS, ("refused", Kind.LESSON): WORDS}
    attention.note_of_run(tx, number, found, mended=(), all_mended=False)
    still = {("refused", Kind.LESSON): WORDS}
    attention.note_of_run(tx, number, still, mended={Kind.ITEM}, all_mended=False)
    assert [row.scope for row in attention.open_of(tx, number)] == ["lesson"]
    attention.note_of_run(tx, number, {}, mended=(), all_mended=True)
    assert causes(tx, number) == []


def test_a_cause_that_was_settled_may_come_again(tx: Tx, number: int) -> None:
    for _ in range(2):
        attention.need(tx, number, "refused", WORDS)
        attention.settle_causes(tx, number, {"refused"})
    attention.need(tx, number, "refused", WORDS)
    assert causes(tx, number) == ["refused"]


def test_a_connection_that_was_forgotten_needs_nobody(tx: Tx, number: int) -> None:
    attention.need(tx, number, attention.HELD, WORDS)
    connections.forget_connection(tx, connections.connection_of(tx, number), with_data=False)
    attention.stop(tx, number, "token_refused", WORDS)
    assert causes(tx, number) == []
    assert state(tx, number) == "forgotten"
