"""Logging in, as an attacker looks at it: what is compared, who waits, and which session goes on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from structlog.testing import capture_logs

from lmsync.access import second_factor
from lmsync.access.throttle import FREE
from lmsync.api.door import CALLER
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import operators, sessions
from lmsync.store.keeping.login_failures import account_of, add_failure
from lmsync.store.keeping.operators import add_link
from tests.conftest import a_connection
from tests.in_process import Browser, CountingHasher, InProcess, in_process

GOOD = "верный конь батарея скрепка"
OTHER = "тихий дождь оранжевый трамвай"
LINK = "a-link-for-tests"


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
async def api(database_url: str, tmp_path: Path, hasher: CountingHasher) -> AsyncIterator[InProcess]:
    """With an owner whose login is anna."""
    async with in_process(database_url, tmp_path, hasher) as api:
        await api.parts.database.write(lambda tx: add_link(tx, LINK, None))
        answer = await Browser(api).ask("POST", "auth/setup", {"token": LINK, "login": "anna", "password": GOOD})
        assert answer.status == 200, answer.body.decode()
        yield api


async def owner_of(api: InProcess) -> Browser:
    browser = Browser(api)
    assert (await browser.log_in("anna", GOOD)).status == 200
    return browser


async def invited(owner: Browser, login: str, role: str = "viewer") -> tuple[int, str]:
    """The number of a new operator, and the token of their link."""
    answer = await owner.ask("POST", "operators", {"login": login, "name": login, "role": role})
    assert answer.status == 201, answer.body.decode()
    return answer.json["id"], answer.json["link_token"]


async def joined(owner: Browser, api: InProcess, login: str, role: str = "viewer") -> tuple[int, Browser]:
    number, link = await invited(owner, login, role)
    browser = Browser(api)
    assert (await browser.ask("POST", "auth/setup", {"token": link, "password": GOOD})).status == 200
    return number, browser


async def test_whoever_is_asked_for_the_same_is_hashed_and_the_same_is_answered(
    api: InProcess, hasher: CountingHasher
) -> None:
    owner = await owner_of(api)
    await invited(owner, "without-password")
    number, _ = await joined(owner, api, "disabled")
    assert (await owner.ask("PATCH", f"operators/{number}", {"state": "disabled"})).status == 200
    hasher.work.clear()
    answers = []
    for address, (login, password) in enumerate(
        [("anna", "wrong"), ("nobody", GOOD), ("without-password", GOOD), ("disabled", GOOD), ("n" * 100, "")]
    ):
        answer = await Browser(api, f"198.51.100.{address}").log_in(login, password)
        answers.append((answer.status, answer.body))
        assert len(hasher.work) == address + 1
    assert answers == [answers[0]] * 5
    assert answers[0][0] == 401
    assert set(hasher.work) == {hasher.work[0]}
    assert hasher.work[0].startswith("$argon2id$")


async def test_an_attempt_is_counted_before_it_is_compared(
    pauses_last: None, api: InProcess, hasher: CountingHasher
) -> None:
    hasher.work.clear()
    guesses = [Browser(api, "198.51.100.1").log_in("anna", f"guess {number}") for number in range(20)]
    statuses = sorted(answer.status for answer in await asyncio.gather(*guesses))
    assert statuses.count(401) == len(hasher.work)
    assert statuses == [401] * FREE + [429] * (20 - FREE)


async def test_failures_survive_a_restart(api: InProcess, database_url: str, tmp_path: Path) -> None:
    await exhausted(api)
    async with in_process(database_url, tmp_path) as again:
        assert (await Browser(again, "198.51.100.1").log_in("anna", GOOD)).status == 429


async def exhausted(api: InProcess, login: str = "anna") -> None:
    """Guesses from one network, until strangers wait for more than a minute: as long as no test lasts."""

    def many(tx: Tx) -> None:
        for _ in range(FREE + 12):
            add_failure(tx, account_of(login), "198.51.100.1", None)

    await api.parts.database.write(many)
    assert (await Browser(api, "198.51.100.1").log_in(login, GOOD)).status == 429


async def test_an_attacker_does_not_lock_out_the_browser_of_the_operator(api: InProcess) -> None:
    owner = await owner_of(api)
    await owner.ask("POST", "auth/logout")
    await exhausted(api)
    assert (await Browser(api, "203.0.113.1").log_in("anna", GOOD)).status == 429
    assert (await owner.log_in("anna", GOOD)).status == 200
    # Also from the network of the attacker, as in a school behind one address.
    beside = Browser(api, "198.51.100.1")
    beside.cookies = dict(owner.cookies)
    assert (await beside.log_in("anna", GOOD)).status == 200


async def test_the_cookie_of_a_known_browser_is_no_use_for_another_login(api: InProcess) -> None:
    owner = await owner_of(api)
    await joined(owner, api, "boris")
    await exhausted(api, "boris")
    assert (await owner.log_in("boris", GOOD)).status == 429


async def test_a_success_does_not_forgive_guesses_at_other_accounts(pauses_last: None, api: InProcess) -> None:
    owner = await owner_of(api)
    await joined(owner, api, "boris")
    for number in range(FREE - 1):
        assert (await Browser(api, "198.51.100.1").log_in(f"teacher{number}", "wrong")).status == 401
    assert (await Browser(api, "198.51.100.1").log_in("boris", GOOD)).status == 200
    assert (await Browser(api, "198.51.100.1").log_in("teacher", "wrong")).status == 401
    assert (await Browser(api, "198.51.100.1").log_in("teacher", "wrong")).status == 429


async def test_a_session_that_somebody_planted_does_not_become_the_operators(api: InProcess) -> None:
    owner = await owner_of(api)
    _, mallory = await joined(owner, api, "mallory")
    victim = Browser(api)
    victim.cookies = {"lmsync_session": mallory.cookies["lmsync_session"]}
    assert (await victim.log_in("anna", GOOD)).status == 200
    assert victim.cookies["lmsync_session"] != mallory.cookies["lmsync_session"]
    assert (await mallory.ask("GET", "auth/session")).status == 401
    chosen = Browser(api)
    chosen.cookies = {"lmsync_session": "chosen-by-the-attacker"}
    assert (await chosen.log_in("anna", GOOD)).status == 200
    assert chosen.cookies["lmsync_session"] != "chosen-by-the-attacker"


async def test_each_login_makes_another_session_and_ends_the_one_before(api: InProcess) -> None:
    browser = await owner_of(api)
    first = dict(browser.cookies)
    assert (await browser.log_in("anna", GOOD)).status == 200
    assert browser.cookies["lmsync_session"] != first["lmsync_session"]
    old = Browser(api)
    old.cookies = first
    assert (await old.ask("GET", "auth/session")).status == 401


async def test_two_cookies_of_one_name_open_nothing(api: InProcess) -> None:
    browser = await owner_of(api)
    secret = browser.cookies["lmsync_session"]
    for sent in (f"lmsync_session=x; lmsync_session={secret}", f"lmsync_session={secret}; lmsync_session=x"):
        assert (await Browser(api).ask("GET", "auth/session", cookie=sent)).status == 401
    assert (await Browser(api).ask("GET", "auth/session", cookie=f'a="\\; b; lmsync_session={secret}')).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["auth/login", "auth/setup"])
async def test_another_site_logs_nobody_in(
    path: str, sent: dict[str, str], api: InProcess, hasher: CountingHasher
) -> None:
    hasher.work.clear()
    answer = await Browser(api).ask("POST", path, {"login": "anna", "password": GOOD, "token": LINK}, **sent)
    assert (answer.status, answer.json["type"]) == (403, "/problems/cross-site")
    assert "Set-Cookie" not in answer.headers
    assert hasher.work == []


async def test_another_role_ends_the_sessions(api: InProcess) -> None:
    owner = await owner_of(api)
    number, boris = await joined(owner, api, "boris")
    assert (await boris.ask("GET", "crm/status")).status == 200
    assert (await owner.ask("PATCH", f"operators/{number}", {"role": "admin"})).status == 200
    assert (await boris.ask("GET", "crm/status")).status == 401
    assert (await boris.log_in("boris", GOOD)).json["operator"]["role"] == "admin"


@pytest.mark.parametrize("how", ["disabled", "removed"])
async def test_who_has_left_has_neither_session_nor_password_nor_link(how: str, api: InProcess) -> None:
    owner = await owner_of(api)
    number, boris = await joined(owner, api, "boris")
    link = (await owner.ask("POST", f"operators/{number}/reset")).json["link_token"]
    if how == "disabled":
        left = await owner.ask("PATCH", f"operators/{number}", {"state": "disabled"})
    else:
        left = await owner.ask("DELETE", f"operators/{number}")
    assert left.status == 200
    assert (await boris.ask("GET", "auth/session")).status == 401
    assert (await boris.log_in("boris", GOOD)).status == 401
    answer = await boris.ask("POST", "auth/setup", {"token": link, "password": OTHER})
    assert answer.json["errors"][0]["code"] == "link_is_over"
    assert (await owner.ask("GET", "auth/session")).status == 200


async def test_a_new_password_ends_the_other_sessions_and_the_old_password(api: InProcess) -> None:
    here, there = await owner_of(api), await owner_of(api)
    wrong = await here.ask("POST", "auth/password", {"password": "wrong", "new_password": OTHER})
    assert (wrong.status, wrong.json["errors"][0]["code"]) == (422, "wrong_password")
    before = here.cookies["lmsync_session"]
    assert (await here.ask("POST", "auth/password", {"password": GOOD, "new_password": OTHER})).status == 200
    assert here.cookies["lmsync_session"] != before
    assert (await here.ask("GET", "auth/session")).status == 200
    assert (await there.ask("GET", "auth/session")).status == 401
    assert (await Browser(api).log_in("anna", GOOD)).status == 401
    assert (await Browser(api).log_in("anna", OTHER)).status == 200


async def test_guesses_at_the_old_password_of_a_stolen_session_are_throttled(pauses_last: None, api: InProcess) -> None:
    stolen = await owner_of(api)
    guess = {"password": "wrong", "new_password": OTHER}
    statuses = [(await stolen.ask("POST", "auth/password", guess)).status for _ in range(FREE + 1)]
    assert statuses == [422] * FREE + [429]


@pytest.mark.parametrize("change", ["password", "disabled", "removed"])
async def test_a_login_under_way_does_not_outlive_what_it_rests_on(
    change: str, database_url: str, tmp_path: Path, api: InProcess
) -> None:
    owner = await owner_of(api)
    number, _ = await joined(owner, api, "boris")

    class Changing(CountingHasher):
        """Between the comparison and the session something happens."""

        def verify(self, password: str | bytes, hash: str | bytes) -> bool:
            with api.parts.database.blocking.write() as tx:
                if change == "password":
                    operators.set_password(tx, number, "another")
                elif change == "disabled":
                    operators.change_operator(tx, number, role="viewer", state="disabled")
                else:
                    operators.delete_operator(tx, number)
            return super().verify(password, hash)

    async with in_process(database_url, tmp_path, Changing()) as under_way:
        assert (await Browser(under_way).log_in("boris", GOOD)).status == 401
    with api.parts.database.blocking.read() as tx:
        # The one from when boris joined stays where only the password was changed behind it.
        left = sum(session.login == "boris" for session in sessions.open_sessions(tx))
        assert left == (change == "password")


async def test_a_session_that_ended_meanwhile_does_not_change_the_password(
    database_url: str, tmp_path: Path, api: InProcess
) -> None:
    stolen = await owner_of(api)

    class Ending(CountingHasher):
        def verify(self, password: str | bytes, hash: str | bytes) -> bool:
            with api.parts.database.blocking.write() as tx:
                sessions.revoke_sessions(tx, 1)
            return super().verify(password, hash)

    async with in_process(database_url, tmp_path, Ending()) as under_way:
        late = Browser(under_way)
        late.cookies, late.csrf_token = stolen.cookies, stolen.csrf_token
        assert (await late.ask("POST", "auth/password", {"password": GOOD, "new_password": OTHER})).status == 401
    assert (await Browser(api).log_in("anna", GOOD)).status == 200


async def test_a_call_that_waits_ends_with_its_session(api: InProcess) -> None:
    owner = await owner_of(api)
    _, boris = await joined(owner, api, "boris")
    await api.parts.database.write(a_connection)
    place = (await boris.ask("GET", "crm/changes?start=now")).json["next_cursor"]
    waiting = asyncio.create_task(boris.ask("GET", f"crm/changes?wait=30&cursor={place}"))
    await asyncio.sleep(0)  # now it has begun
    async with asyncio.timeout(120):
        while CALLER not in api.scopes[-1]:
            await asyncio.sleep(0.01)
    (session,) = [row["id"] for row in (await owner.ask("GET", "sessions")).json["sessions"] if row["login"] == "boris"]
    assert not waiting.done()
    assert (await owner.ask("DELETE", f"sessions/{session}")).status == 200
    async with asyncio.timeout(120):
        assert (await waiting).status == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "tokens", {"name": "for later", "scopes": ["admin"]}),
        ("POST", "crm/users/school-usr-1/erase?dry_run=true", {}),
        ("POST", "crm/test", {"crm_type": "moodle", "base_url": "http://127.0.0.1:1", "api_token": "x"}),
        ("POST", "operators", {"login": "boris", "name": "Boris", "role": "owner"}),
    ],
)
async def test_a_request_that_was_begun_before_its_session_ended_does_nothing(
    method: str, path: str, body: dict[str, object], api: InProcess
) -> None:
    owner = await owner_of(api)
    await api.parts.database.write(a_connection)

    def end() -> None:
        with api.parts.database.blocking.write() as tx:
            sessions.revoke_sessions(tx, 1)

    api.before_body = end
    late = await owner.ask(method, path, body)
    assert (late.status, late.json["type"]) == (401, "/problems/unauthorized")


async def test_a_session_that_ended_while_an_lms_was_asked_connects_nothing(
    api: InProcess, database_url: str, tmp_path: Path
) -> None:
    owner = await owner_of(api)
    asked = []

    def end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        with api.parts.database.blocking.write() as tx:
            sessions.revoke_sessions(tx, 1)
        writer.close()

    server = await asyncio.start_server(end, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    body = {"crm_type": "moodle", "base_url": f"http://127.0.0.1:{port}", "api_token": "0" * 32, "force": True}
    async with server, in_process(database_url, tmp_path, allow_private_addresses=True) as there:
        late = Browser(there)
        late.cookies, late.csrf_token = owner.cookies, owner.csrf_token
        answer = await late.ask("POST", "crm/configure", body)
        assert asked, answer.body.decode()
        assert answer.status == 401, answer.body.decode()
    assert (await (await owner_of(api)).ask("GET", "crm/configure")).json["type"] == "/problems/not-configured"


@pytest.mark.parametrize("login", ["an\r\nna", "an\0na", "an\u200bna", "an\u202ena", "\u2028", " ", ""])
async def test_a_login_that_nobody_can_see_is_refused(login: str, api: InProcess) -> None:
    owner = await owner_of(api)
    for body in (
        {"login": login, "name": "Anna", "role": "viewer"},
        {"login": "boris", "name": login, "role": "viewer"},
    ):
        answer = await owner.ask("POST", "operators", body)
        assert answer.status == 422, body
        assert answer.json["errors"][0]["field"] in {"login", "name"}


@pytest.mark.parametrize("field", ["login", "password", "token"])
async def test_half_a_character_is_refused_and_not_quoted(field: str, api: InProcess) -> None:
    path = "auth/setup" if field == "token" else "auth/login"
    body = {"login": "anna", "password": GOOD, **({"token": LINK} if field == "token" else {}), field: "secret-\ud800"}
    answer = await Browser(api).ask("POST", path, body)
    assert answer.status == 422
    assert b"secret" not in answer.body


async def test_what_a_browser_calls_itself_is_one_line_without_signs_for_terminals(api: InProcess) -> None:
    browser = Browser(api)
    assert (
        await browser.ask("POST", "auth/login", {"login": "anna", "password": GOOD}, user_agent="B\x1b[2J\x85x")
    ).status == 200
    assert {row["user_agent"] for row in (await browser.ask("GET", "sessions")).json["sessions"]} >= {"B[2Jx"}


@pytest.mark.parametrize(("allowed", "status"), [(False, 403), (True, 200)])
async def test_over_plain_http_at_a_public_address_it_is_as_the_settings_say(
    allowed: bool, status: int, api: InProcess, database_url: str, tmp_path: Path, hasher: CountingHasher
) -> None:
    settings: dict[str, Any] = {"public_url": "http://lmsync.school.example", "allow_plain_http": allowed}
    async with in_process(database_url, tmp_path, hasher, **settings) as there:
        hasher.work.clear()
        browser = Browser(there, host="lmsync.school.example")
        answer = await browser.log_in("anna", GOOD)
        assert answer.status == status
        if allowed:
            assert (await browser.ask("GET", "auth/session")).status == 200
        else:
            assert "LMSYNC_ALLOW_PLAIN_HTTP=1" in answer.json["detail"]
            assert hasher.work == []  # and nothing was compared
            russian = await browser.ask("POST", "auth/login", {"login": "anna", "password": "x"}, accept_language="ru")
            assert "шифрования" in russian.json["detail"]


async def test_with_a_public_address_over_tls_the_cookies_are_for_it_alone(
    api: InProcess, database_url: str, tmp_path: Path
) -> None:
    async with in_process(database_url, tmp_path, public_url="https://lmsync.school.example") as there:
        browser = Browser(there, host="lmsync.school.example", origin="https://lmsync.school.example")
        answer = await browser.log_in("anna", GOOD)
        assert answer.status == 200
        assert set(browser.cookies) == {"__Host-lmsync_session", "__Host-lmsync_device"}
        assert all(line.endswith("; Secure") for line in answer.headers.get_all("Set-Cookie", []))
        assert (await browser.ask("GET", "auth/session")).status == 200
        assert (await browser.ask("POST", "auth/logout")).status == 200
        assert set(browser.cookies) == {"__Host-lmsync_device"}
        on_the_server = Browser(there, host="127.0.0.1:8600")
        assert (await on_the_server.log_in("anna", GOOD)).json["type"] == "/problems/cross-site"


@pytest.mark.parametrize("path", ["crm/sync/start", "crm/sync/stop"])
async def test_a_link_makes_no_browser_switch_synchronisation(path: str, api: InProcess) -> None:
    owner = await owner_of(api)
    await api.parts.database.write(a_connection)
    refused = await owner.ask("GET", path, sec_fetch_site="cross-site")
    assert (refused.status, refused.json["type"]) == (403, "/problems/not-allowed")
    assert (await owner.ask("POST", path)).status == 200


async def with_second_factor(owner: Browser) -> tuple[str, list[str]]:
    """The secret in the app, and the recovery codes. The code that it was confirmed with is used up."""
    begun = await owner.ask("POST", "auth/totp", {"password": GOOD})
    assert begun.status == 200, begun.body.decode()
    secret = begun.json["secret"]
    assert begun.headers["Cache-Control"] == "no-store"
    assert not (await owner.ask("GET", "auth/session")).json["operator"]["has_second_factor"]
    wrong = await owner.ask("POST", "auth/totp/confirm", {"code": "1234"})
    assert wrong.json["errors"][0]["code"] == "wrong_code"
    confirmed = await owner.ask("POST", "auth/totp/confirm", {"code": code_of(secret, -1)})
    assert confirmed.status == 200, confirmed.body.decode()
    return secret, confirmed.json["recovery_codes"]


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(NOW + steps * second_factor.STEP_SECONDS)


NOW = 1_800_000_000


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """For codes the clock stands."""
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: float(NOW)))


async def test_with_a_second_factor_a_password_is_not_enough(stopped: None, api: InProcess) -> None:
    owner, elsewhere = await owner_of(api), await owner_of(api)
    secret, recovery = await with_second_factor(owner)
    assert (await owner.ask("GET", "auth/session")).json["operator"]["has_second_factor"]
    assert (await elsewhere.ask("GET", "auth/session")).status == 401
    assert (await owner.ask("POST", "auth/totp", {"password": GOOD})).json["type"] == "/problems/second-factor-on"
    new = Browser(api)
    for sent in ({}, {"code": "123"}, {"code": code_of(secret, -1)}):
        answer = await new.log_in("anna", GOOD, **sent)
        assert (answer.status, answer.json["type"]) == (401, "/problems/code-needed")
        assert "lmsync_session" not in new.cookies
    assert (await new.log_in("anna", "wrong", code=code_of(secret))).json["type"] == "/problems/wrong-login"
    assert (await new.log_in("anna", GOOD, code=code_of(secret))).status == 200
    assert (await Browser(api).log_in("anna", GOOD, code=code_of(secret))).status == 401
    assert (await Browser(api).log_in("anna", GOOD, code=recovery[0])).status == 200
    assert (await Browser(api).log_in("anna", GOOD, code=recovery[0])).status == 401


async def test_the_log_says_what_was_tried_and_from_where_and_no_secret(stopped: None, api: InProcess) -> None:
    owner = await owner_of(api)
    secret, _ = await with_second_factor(owner)
    with capture_logs() as logged:
        for login, password, code in (
            ("nobody-of-that-name", GOOD, {}),
            ("anna", "a-wrong-password", {}),
            ("anna", GOOD, {"code": "123"}),
            ("anna", GOOD, {"code": code_of(secret)}),
        ):
            await Browser(api, "198.51.100.1").log_in(login, password, **code)
        await owner.ask("POST", "auth/password", {"password": "a-wrong-password", "new_password": OTHER})
        await owner.ask("POST", "auth/totp/end", {"password": GOOD, "code": "123"})
    assert [(line["event"], line["address"], line["operator"]) for line in logged] == [
        ("wrong password", "198.51.100.1", None),
        ("wrong password", "198.51.100.1", 1),
        ("wrong code", "198.51.100.1", 1),
        ("logged in", "198.51.100.1", 1),
        ("wrong password", "192.0.2.1", 1),
        ("wrong code", "192.0.2.1", 1),
    ]
    shown = str(logged)
    assert not any(text in shown for text in (GOOD, OTHER, "a-wrong-password", "nobody-of-that-name", "anna", secret))


async def test_guesses_at_the_code_are_throttled_and_asking_for_it_is_free(
    stopped: None, pauses_last: None, api: InProcess
) -> None:
    await with_second_factor(await owner_of(api))
    statuses = []
    for _ in range(FREE):
        statuses.append((await Browser(api).log_in("anna", GOOD, code="123")).status)
        if len(statuses) < FREE:
            assert (await Browser(api).log_in("anna", GOOD)).status == 401
    assert statuses == [401] * FREE
    assert (await Browser(api).log_in("anna", GOOD)).status == 429


async def test_a_second_factor_ends_with_password_and_code(stopped: None, api: InProcess) -> None:
    owner = await owner_of(api)
    secret, recovery = await with_second_factor(owner)
    elsewhere = Browser(api)
    assert (await elsewhere.log_in("anna", GOOD, code=recovery[0])).status == 200
    for body, code in (
        ({"password": "wrong", "code": code_of(secret)}, "wrong_password"),
        ({"password": GOOD, "code": code_of(secret, -1)}, "wrong_code"),
    ):
        assert (await owner.ask("POST", "auth/totp/end", body)).json["errors"][0]["code"] == code
    assert (await owner.ask("POST", "auth/totp/end", {"password": GOOD, "code": code_of(secret)})).status == 200
    assert (await elsewhere.ask("GET", "auth/session")).status == 401
    assert (await owner.ask("GET", "auth/session")).status == 200
    assert (await Browser(api).log_in("anna", GOOD)).status == 200
    acts = (await owner.ask("GET", "audit")).json["items"]
    assert {"second factor on", "second factor off"} <= {act["action"] for act in acts}
    assert secret not in str(acts)


async def test_a_link_of_an_owner_helps_who_lost_the_phone(stopped: None, api: InProcess) -> None:
    owner = await owner_of(api)
    number, boris = await joined(owner, api, "boris")
    await with_second_factor(boris)
    link = (await owner.ask("POST", f"operators/{number}/reset")).json["link_token"]
    assert (await Browser(api).log_in("boris", GOOD)).json["type"] == "/problems/code-needed"
    new = Browser(api)
    assert (await new.ask("POST", "auth/setup", {"token": link, "password": OTHER})).status == 200
    assert (await boris.ask("GET", "auth/session")).status == 401
    assert (await new.log_in("boris", OTHER)).status == 200


@pytest.mark.parametrize("how", ["demoted", "disabled", "removed"])
async def test_who_is_no_owner_any_more_comes_in_by_no_link_that_they_gave(how: str, api: InProcess) -> None:
    owner = await owner_of(api)
    viewer, _ = await joined(owner, api, "victor")
    number, boris = await joined(owner, api, "boris", "owner")
    _, invitation = await invited(boris, "another-boris", "owner")
    reset = (await boris.ask("POST", f"operators/{viewer}/reset")).json["link_token"]
    if how == "removed":
        assert (await owner.ask("DELETE", f"operators/{number}")).status == 200
    else:
        change = {"role": "viewer"} if how == "demoted" else {"state": "disabled"}
        assert (await owner.ask("PATCH", f"operators/{number}", change)).status == 200
    for link in (invitation, reset):
        answer = await Browser(api).ask("POST", "auth/setup", {"token": link, "password": OTHER})
        assert (answer.status, answer.json["errors"][0]["code"]) == (422, "link_is_over")


async def test_with_a_new_password_a_link_for_another_ends(api: InProcess) -> None:
    owner = await owner_of(api)
    number, boris = await joined(owner, api, "boris")
    link = (await owner.ask("POST", f"operators/{number}/reset")).json["link_token"]
    assert (await boris.ask("POST", "auth/password", {"password": GOOD, "new_password": OTHER})).status == 200
    answer = await Browser(api).ask("POST", "auth/setup", {"token": link, "password": GOOD})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "link_is_over")


@pytest.mark.parametrize(("method", "path"), [("POST", "auth/login/"), ("GET", "crm/students/")])
async def test_nobody_is_sent_on_to_another_address(method: str, path: str, api: InProcess) -> None:
    """It would be one of plain http, behind a proxy with TLS that lmsync does not know."""
    answer = await Browser(api).ask(method, path, {"login": "anna", "password": GOOD})
    assert (answer.status, answer.headers["Location"]) == (404, None)


async def test_before_the_first_owner_the_page_of_links_knows_that_a_login_is_needed(
    database_url: str, tmp_path: Path
) -> None:
    async with in_process(database_url, tmp_path) as api:
        ways = await Browser(api).ask("GET", "auth/ways")
        assert (ways.status, ways.json) == (200, {"single_sign_on": False, "first_owner": True})
        await api.parts.database.write(lambda tx: add_link(tx, LINK, None))
        answer = await Browser(api).ask("POST", "auth/setup", {"token": LINK, "login": "anna", "password": GOOD})
        assert answer.status == 200
        assert not (await Browser(api).ask("GET", "auth/ways")).json["first_owner"]


async def test_whoever_knows_the_password_may_try_many_new_ones(api: InProcess) -> None:
    owner = await owner_of(api)
    for _ in range(FREE + 1):
        weak = await owner.ask("POST", "auth/password", {"password": GOOD, "new_password": "qwertyqwerty"})
        assert (weak.status, weak.json["errors"][0]["code"]) == (422, "password_too_weak")
    assert (await owner.ask("POST", "auth/password", {"password": GOOD, "new_password": OTHER})).status == 200
