"""Operators, their one-time links and sessions, as they are kept."""

import time

import pytest
from sqlalchemy import select, update

from lmsync.errors import Conflict
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import login_failures as failures
from lmsync.store.keeping import operators, sessions
from lmsync.store.mirror import tables as t


def owner(tx: Tx, login: str = "anna") -> int:
    return operators.add_operator(tx, login, "Anna", "owner", "hash").id


def test_logins_that_differ_in_case_are_the_same(database: Database) -> None:
    with database.write() as tx:
        number = owner(tx, " Анна ")
        found = operators.operator_named(tx, "аННА")
        assert found is not None
        assert (found[0].id, found[1]) == (number, "hash")
        with pytest.raises(Conflict):
            owner(tx, "АННА")


def lose(tx: Tx, number: int, what: str) -> None:
    if what == "delete":
        operators.delete_operator(tx, number)
    else:
        role, state = ("viewer", "active") if what == "demote" else ("owner", "disabled")
        operators.change_operator(tx, number, role=role, state=state)


@pytest.mark.parametrize("what", ["demote", "disable", "delete"])
def test_the_last_owner_who_can_log_in_stays(what: str, database: Database) -> None:
    with database.write() as tx:
        first = owner(tx)
        operators.add_operator(tx, "invited", "Without a password", "owner")
    with pytest.raises(Conflict), database.write() as tx:
        lose(tx, first, what)
    with database.write() as tx:
        owner(tx, "boris")
        lose(tx, first, what)
        assert [operator.login for operator in operators.list_operators(tx) if operator.has_password][-1] == "boris"


def test_a_number_is_never_used_again(database: Database) -> None:
    with database.write() as tx:
        owner(tx)
        gone = owner(tx, "boris")
        operators.delete_operator(tx, gone)
        assert owner(tx, "boris") > gone


def test_a_link_works_once_and_only_the_newest(database: Database) -> None:
    with database.write() as tx:
        number = owner(tx)
        for secret in ("first", "second"):
            operators.add_link(tx, secret, number)
        assert operators.open_link(tx, "first") is None
        link = operators.open_link(tx, "second")
        assert link is not None
        assert link.operator_id == number
        operators.use_link(tx, link)
        assert operators.open_link(tx, "second") is None


def test_a_link_ends_after_an_hour(database: Database) -> None:
    with database.write() as tx:
        operators.add_link(tx, "secret", None)
        tx.run(update(t.one_time_link).values(expires_at=t.one_time_link.c.expires_at - operators.LINK_SECONDS))
        assert operators.open_link(tx, "secret") is None


def opened(tx: Tx) -> sessions.Session:
    sessions.add_session(tx, owner(tx), "secret", "192.0.2.1", "Browser\r\nSet-Cookie: x" + "y" * 500)
    session = sessions.session_of(tx, "secret")
    assert session is not None
    return session


def test_a_session_keeps_a_hash_and_a_short_line_of_the_browser(database: Database) -> None:
    with database.write() as tx:
        session = opened(tx)
        assert (session.login, session.role) == ("anna", "owner")
        assert session.user_agent is not None
        assert session.user_agent.isprintable()
        assert len(session.user_agent) == sessions.MOST_LETTERS
        assert sessions.session_of(tx, "other") is None
        assert b"secret" not in repr(tx.rows(t.session.select())).encode()


@pytest.mark.parametrize("end", ["revoked", "all revoked", "idle", "too old", "disabled", "deleted"])
def test_a_session_that_is_over_opens_nothing(end: str, database: Database) -> None:
    with database.write() as tx:
        session = opened(tx)
        other = owner(tx, "boris")
        if end == "revoked":
            sessions.revoke_session(tx, session.id)
        elif end == "all revoked":
            sessions.revoke_sessions(tx, session.operator_id)
        elif end == "idle":
            tx.run(update(t.session).values(last_used_at=t.session.c.last_used_at - sessions.IDLE_SECONDS))
        elif end == "too old":
            tx.run(update(t.session).values(expires_at=t.session.c.expires_at - sessions.LONGEST_SECONDS))
        elif end == "disabled":
            operators.change_operator(tx, session.operator_id, role="owner", state="disabled")
        else:
            operators.delete_operator(tx, session.operator_id)
        assert sessions.session_of(tx, "secret") is None
        assert sessions.open_sessions(tx) == []
        sessions.add_session(tx, other, "another", None, None)
        assert len(sessions.open_sessions(tx)) == 1


def test_failures_of_strangers_are_counted_by_account_and_network_and_others_by_device(database: Database) -> None:
    anna, boris = (failures.account_of(login) for login in ("Anna", "boris"))
    with database.write() as tx:
        failures.add_failure(tx, anna, "192.0.2.1", None)
        last = failures.add_failure(tx, anna, "192.0.2.2", None)
        failures.add_failure(tx, boris, "192.0.2.2", None)
        failures.add_failure(tx, anna, "192.0.2.2", "browser")
        assert failures.at_account(tx, failures.account_of("anna")).count == 2
        assert failures.from_network(tx, "192.0.2.2").count == 2
        assert failures.on_device(tx, "browser").count == 1
        failures.forget_failures(tx, last)
        assert failures.at_account(tx, anna).count == 1
        assert failures.from_network(tx, "192.0.2.2").count == 1
        assert failures.on_device(tx, "browser").count == 0
        failures.take_back(tx, failures.add_failure(tx, anna, "192.0.2.1", None))
        assert failures.at_account(tx, anna).count == 1
        tx.run(update(t.login_failure).values(at=t.login_failure.c.at - failures.COUNTED_SECONDS))
        assert failures.at_account(tx, anna).count == 0


def test_a_password_that_was_typed_as_a_login_cannot_be_found_in_the_row(database: Database) -> None:
    with database.write() as tx:
        failures.add_failure(tx, failures.account_of("верный конь батарея скрепка"), "192.0.2.1", None)
        ((account,),) = tx.rows(select(t.login_failure.c.account))
        assert len(account) == 2


def test_what_a_clock_that_was_ahead_has_made_does_not_hold_when_it_is_right_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = time.time()
    with database.write() as tx:
        number = owner(tx)
        for ahead in (10 * 365 * 24 * 3600, 60):
            monkeypatch.setattr(time, "time", lambda now=right + ahead: now)
            sessions.add_session(tx, number, f"session {ahead}", None, None)
            operators.add_link(tx, f"link {ahead}", number if ahead == 60 else None)
        monkeypatch.setattr(time, "time", lambda: right)
        assert sessions.session_of(tx, "session 60") is not None
        assert sessions.session_of(tx, "session 315360000") is None
        assert operators.open_link(tx, "link 60") is not None
        assert operators.open_link(tx, "link 315360000") is None
