"""Tokens in the database: found by their secret while they hold."""

import time

import pytest
from sqlalchemy import select, update

from lmsync.access.rights import EVERY_RIGHT, Right
from lmsync.access.tokens import caller_of, make_first_token, new_secret
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from lmsync.store.keeping import api_tokens
from lmsync.store.mirror import tables as t


def test_no_secret_is_stored(database: Database) -> None:
    secret = new_secret()
    with database.write() as tx:
        api_tokens.add_token(tx, "panel", secret, EVERY_RIGHT)
        assert not any(secret in str(row) or secret.encode() in row for row in tx.rows(select(t.api_client)))


@pytest.mark.parametrize(("ends_in", "holds"), [(-1, False), (0, False), (3600, True), (None, True)])
def test_a_token_holds_until_it_ends(ends_in: int | None, holds: bool, database: Database) -> None:
    secret = new_secret()
    expires_at = None if ends_in is None else int(time.time()) + ends_in
    with database.write() as tx:
        api_tokens.add_token(tx, "panel", secret, [Right.SYNC], expires_at=expires_at)
        assert (api_tokens.token_of(tx, secret) is not None) is holds
        assert (caller_of(tx, f"Bearer {secret}") is not None) is holds


def test_a_scope_that_this_version_does_not_know_allows_nothing(database: Database) -> None:
    with database.write() as tx:
        api_tokens.add_token(tx, "newer", "a-secret", ["read:everything", Right.READ_LESSONS])
        caller = caller_of(tx, "Bearer a-secret")
    assert caller is not None
    assert caller.rights == {Right.READ_LESSONS}
    assert caller.view.kinds == {Kind.LESSON}


def test_use_is_written_down_once_a_minute(database: Database) -> None:
    with database.write() as tx:
        token = api_tokens.add_token(tx, "panel", "a-secret", [])
        used = []
        for ago in (None, 30, 90):
            then = None if ago is None else int(time.time()) - ago
            tx.run(update(t.api_client).values(last_used_at=then))
            api_tokens.note_use(tx, token.id)
            noted = api_tokens.list_tokens(tx)[0].last_used_at
            used.append(noted != then)
    assert used == [True, False, True]


def test_the_first_token_of_an_installation_may_do_everything(database: Database) -> None:
    with database.write() as tx:
        secret = make_first_token(tx, None)
        assert make_first_token(tx, "another") is None
        caller = caller_of(tx, f"bearer {secret}")
        with pytest.raises(NotFound):
            api_tokens.revoke_token(tx, 999)
    assert caller is not None
    assert caller.rights == EVERY_RIGHT
