"""Single sign-on, as an attacker looks at it: whose answer counts, in which browser, and what it makes of whom."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import structlog

from lmsync.access import openid_provider, single_sign_on
from lmsync.access.single_sign_on import login_of
from lmsync.store.keeping import audit, identities, operators, sessions
from tests.in_process import Browser, InProcess, in_process
from tests.openid import CLIENT, LyingProvider, lying_provider, settings_for
from tests.served import Answered

PUBLIC = "http://127.0.0.1:8600"
LANDING = "/"


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


@pytest.fixture
async def api(
    database_url: str, tmp_path: Path, provider: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[InProcess]:
    """With a local owner whose login is anna. The provider is on a busy machine and may take its time."""
    monkeypatch.setattr(openid_provider, "LONGEST_SECONDS", 120)
    async with in_process(database_url, tmp_path, public_url=PUBLIC, **settings_for(provider.url)) as api:
        await api.parts.database.write(lambda tx: operators.add_operator(tx, "anna", "Anna", "owner", "hash"))
        yield api


async def sent_away(browser: Browser) -> str:
    """The address at the provider."""
    answer = await browser.ask("GET", "auth/oidc/start")
    assert answer.status == 303, answer.body.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.headers["Location"])


async def back(browser: Browser, parameters: dict[str, str], **headers: str) -> Answered:
    return await browser.ask(
        "GET", f"auth/oidc/callback?{urlencode(parameters)}", sec_fetch_site="cross-site", **headers
    )


async def log_in(browser: Browser, provider: LyingProvider, subject: str = "42", **claims: Any) -> Answered:
    return await back(browser, provider.back_from(await sent_away(browser), subject, **claims))


def is_in(answer: Answered) -> bool:
    """Otherwise nothing was given to the browser."""
    if answer.status == 303:
        assert answer.headers["Location"] == LANDING
        return True
    assert not any(line.startswith("lmsync_session") for line in answer.headers.get_all("Set-Cookie", []))
    return False


async def own(browser: Browser) -> dict[str, Any]:
    answer = await browser.ask("GET", "auth/session")
    assert answer.status == 200
    operator: dict[str, Any] = answer.json["operator"]
    return operator


async def test_somebody_whom_the_provider_knows_gets_in_with_the_role_of_their_group(
    api: InProcess, provider: LyingProvider
) -> None:
    browser = Browser(api)
    address = await sent_away(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid profile")
    assert asked["redirect_uri"] == f"{PUBLIC}/api/v1/auth/oidc/callback"
    assert is_in(await back(browser, provider.back_from(address, name="Борис")))
    assert "lmsync_sign_on" not in browser.cookies
    operator = await own(browser)
    assert (operator["role"], operator["name"], operator["login"]) == ("viewer", "Борис", login_of(provider.url, "42"))
    assert (await browser.ask("GET", "crm/status")).status == 200
    assert (await browser.ask("GET", "operators")).status == 403
    acts = await api.parts.database.read(lambda tx: audit.acts_of(tx, audit.Wanted(), limit=9))
    assert [(act.action, act.actor) for act in acts] == [
        ("logged in", f"operator:{operator['id']}"),
        ("operator made", f"operator:{operator['id']}"),
    ]
    # What goes with the code was never in the browser, and is of this login alone.
    assert provider.forms[0]["code_verifier"] not in address
    assert provider.forms[0]["redirect_uri"] == asked["redirect_uri"]


async def test_a_session_of_the_provider_is_over_after_half_a_day(api: InProcess, provider: LyingProvider) -> None:
    assert is_in(await log_in(Browser(api), provider))
    (session,) = await api.parts.database.read(sessions.open_sessions)
    assert session.expires_at - session.created_at == single_sign_on.SESSION_SECONDS


async def test_the_state_of_another_login_is_refused(api: InProcess, provider: LyingProvider) -> None:
    victim, attacker = Browser(api), Browser(api)
    of_victim, of_attacker = await sent_away(victim), await sent_away(attacker)
    for parameters in (
        provider.back_from(of_attacker, "mallory"),
        {**provider.back_from(of_victim), "state": provider.back_from(of_attacker)["state"]},
        {**provider.back_from(of_victim), "state": "ю"},
    ):
        victim.cookies["lmsync_sign_on"] = victim.cookies.get("lmsync_sign_on", "x")
        answer = await back(victim, parameters)
        assert not is_in(answer)
        assert answer.json["type"] == "/problems/sign-on-failed"
    assert provider.forms == []  # no code was sent on


async def test_an_answer_in_another_browser_logs_nobody_in(api: InProcess, provider: LyingProvider) -> None:
    parameters = provider.back_from(await sent_away(Browser(api)), "mallory")
    elsewhere = Browser(api)
    assert not is_in(await back(elsewhere, parameters))
    elsewhere.cookies["lmsync_sign_on"] = "1.chosen-by-the-attacker"
    assert not is_in(await back(elsewhere, parameters))
    assert provider.forms == []


async def test_the_code_of_somebody_else_is_of_no_use_in_ones_own_login(
    api: InProcess, provider: LyingProvider
) -> None:
    stolen = provider.back_from(await sent_away(Browser(api)), "owner-of-the-code")
    attacker = Browser(api)
    mine = provider.back_from(await sent_away(attacker))
    assert not is_in(await back(attacker, {**mine, "code": stolen["code"]}))


async def test_an_answer_counts_once(api: InProcess, provider: LyingProvider) -> None:
    browser = Browser(api)
    parameters = provider.back_from(await sent_away(browser))
    kept = dict(browser.cookies)
    assert is_in(await back(browser, parameters))
    assert not is_in(await back(browser, parameters))  # the way back in the history of the browser
    again = Browser(api)
    again.cookies = kept
    assert not is_in(await back(again, parameters))


async def test_a_login_that_took_too_long_begins_anew(
    api: InProcess, provider: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(api)
    parameters = provider.back_from(await sent_away(browser))
    monkeypatch.setattr(single_sign_on, "UNDER_WAY_SECONDS", -1)
    assert not is_in(await back(browser, parameters))
    assert provider.forms == []


async def test_without_a_group_that_is_named_nobody_gets_in_and_is_told_so(
    api: InProcess, provider: LyingProvider
) -> None:
    for groups in (["pupils"], [], None, "pupils", {"it-team": True}, ["IT-TEAM"], 7):
        answer = await log_in(Browser(api), provider, groups=groups)
        assert not is_in(answer)
        assert "LMSYNC_OIDC_ROLES" in answer.json["detail"]
    assert len(await api.parts.database.read(operators.list_operators)) == 1


async def test_a_role_follows_the_provider_at_the_next_login_and_ends_the_sessions(
    api: InProcess, provider: LyingProvider
) -> None:
    before, after = Browser(api), Browser(api)
    assert is_in(await log_in(before, provider, groups=["teachers", "office"]))
    assert (await own(before))["role"] == "admin"
    assert is_in(await log_in(after, provider, groups="it-team"))
    assert (await own(after))["role"] == "owner"
    assert (await before.ask("GET", "auth/session")).status == 401
    # And when no group is left, nothing of them is.
    assert not is_in(await log_in(before, provider, groups=[]))
    assert (await after.ask("GET", "auth/session")).status == 401
    acts = await api.parts.database.read(lambda tx: audit.acts_of(tx, audit.Wanted(action="operator changed"), limit=9))
    assert [(act.before or {})["role"] for act in acts] == ["admin"]
    acts = await api.parts.database.read(lambda tx: audit.acts_of(tx, audit.Wanted(action="session ended"), limit=9))
    assert [act.actor for act in acts] == ["lmsync"]


async def test_each_login_makes_another_session_and_ends_the_one_before(
    api: InProcess, provider: LyingProvider
) -> None:
    browser, old = Browser(api), Browser(api)
    browser.cookies["lmsync_session"] = "chosen-by-the-attacker"
    assert is_in(await log_in(browser, provider))
    assert browser.cookies["lmsync_session"] != "chosen-by-the-attacker"
    old.cookies = dict(browser.cookies)
    assert is_in(await log_in(browser, provider))
    assert (await old.ask("GET", "auth/session")).status == 401


async def test_nobody_becomes_somebody_else_by_a_name_or_an_e_mail(api: InProcess, provider: LyingProvider) -> None:
    claims = {"email": "anna", "email_verified": True, "preferred_username": "anna", "name": "anna"}
    browser, other = Browser(api), Browser(api)
    assert is_in(await log_in(browser, provider, "42", **claims))
    assert is_in(await log_in(other, provider, "43", **claims))
    assert is_in(await log_in(Browser(api), provider, "ANNA", **claims))
    assert is_in(await log_in(Browser(api), provider, "anna", **claims))
    found = await api.parts.database.read(operators.list_operators)
    assert [(operator.login == "anna", operator.role) for operator in found] == [(True, "owner")] + 4 * [
        (False, "viewer")
    ]
    assert len({operator.login for operator in found}) == 5


async def test_a_name_is_one_line_that_can_be_seen(api: InProcess, provider: LyingProvider) -> None:
    browser = Browser(api)
    assert is_in(await log_in(browser, provider, name="  An\r\nna\x1b[2J\u202e\0" + "a" * 300))
    assert (await own(browser))["name"] == "Anna[2J" + "a" * 193
    assert is_in(await log_in(browser, provider, "43", name=" \n", preferred_username=7))
    assert (await own(browser))["name"] == login_of(provider.url, "43")


async def test_who_was_disabled_here_does_not_get_in(api: InProcess, provider: LyingProvider) -> None:
    browser = Browser(api)
    assert is_in(await log_in(browser, provider))
    number = (await own(browser))["id"]
    await api.parts.database.write(lambda tx: operators.change_operator(tx, number, role="viewer", state="disabled"))
    assert not is_in(await log_in(browser, provider))


async def test_before_there_is_an_owner_with_a_password_nobody_gets_in(
    database_url: str, tmp_path: Path, provider: LyingProvider
) -> None:
    async with in_process(database_url, tmp_path, public_url=PUBLIC, **settings_for(provider.url)) as api:
        answer = await log_in(Browser(api), provider, groups=["it-team"])
        assert not is_in(answer)
        assert "lmsync operators create" in answer.json["detail"]
        assert not await api.parts.database.read(operators.any_operator)


async def test_role_and_password_of_somebody_from_the_provider_are_not_set_here(
    api: InProcess, provider: LyingProvider
) -> None:
    owner, teacher = Browser(api), Browser(api)
    assert is_in(await log_in(owner, provider, "1", groups=["it-team"]))
    assert is_in(await log_in(teacher, provider, "2"))
    await owner.ask("GET", "auth/session")
    number = (await own(teacher))["id"]
    for method, path, body in (
        ("POST", f"operators/{number}/reset", None),
        ("PATCH", f"operators/{number}", {"role": "owner"}),
    ):
        answer = await owner.ask(method, path, body)
        assert (answer.status, answer.json["type"]) == (409, "/problems/single-sign-on-operator")
    assert (await owner.ask("PATCH", f"operators/{number}", {"role": "viewer", "state": "disabled"})).status == 200
    # The owner with a password stays, whatever owners there are from the provider.
    anna = await api.parts.database.read(lambda tx: operators.operator_named(tx, "anna"))
    assert anna is not None
    for method, body in (("DELETE", None), ("PATCH", {"role": "viewer"}), ("PATCH", {"state": "disabled"})):
        answer = await owner.ask(method, f"operators/{anna[0].id}", body)
        assert (answer.status, answer.json["type"]) == (409, "/problems/last-owner")
    assert (await owner.ask("DELETE", f"operators/{number}")).status == 200
    assert not await api.parts.database.read(lambda tx: identities.is_vouched_for(tx, number))


@pytest.mark.parametrize(("error", "cause"), [("access_denied", "cancelled"), ("server_error\r\nx", "provider_error")])
async def test_a_login_that_the_provider_ended_says_so(
    error: str, cause: str, api: InProcess, provider: LyingProvider
) -> None:
    browser = Browser(api)
    state = provider.back_from(await sent_away(browser))["state"]
    with structlog.testing.capture_logs() as lines:
        answer = await back(browser, {"error": error, "error_description": "<b>Иван</b>", "state": state})
    assert not is_in(answer)
    assert answer.status == 403
    assert "lmsync_sign_on" not in browser.cookies
    assert [line["cause"] for line in lines if "cause" in line] == [cause]
    assert not {"error_description", "server_error", "Иван"} & set(str(lines).split())


async def test_a_browser_gets_a_page_with_the_way_to_try_again(api: InProcess, provider: LyingProvider) -> None:
    for language, words in (("en", "cancelled"), ("ru", "отменён")):
        browser = Browser(api)
        state = provider.back_from(await sent_away(browser))["state"]
        answer = await back(
            browser, {"error": "access_denied", "state": state}, accept="text/html,*/*", accept_language=language
        )
        assert answer.status == 403
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert words in answer.body.decode()
        assert '<a href="/api/v1/auth/oidc/start">' in answer.body.decode()
        assert '<a href="/login">' in answer.body.decode()


@pytest.mark.parametrize("path", ["auth/oidc/start", "auth/oidc/callback?state=x&code=y"])
async def test_it_is_off_by_default(path: str, database_url: str, tmp_path: Path) -> None:
    async with in_process(database_url, tmp_path) as api:
        answer = await Browser(api).ask("GET", path)
        assert (answer.status, answer.json["type"]) == (409, "/problems/single-sign-on-off")


async def test_the_way_back_is_the_public_address_whatever_a_header_says(
    database_url: str, tmp_path: Path, provider: LyingProvider
) -> None:
    public = "https://lmsync.school.example"
    async with in_process(database_url, tmp_path, public_url=public, **settings_for(provider.url)) as api:
        browser = Browser(api, host="lmsync.school.example")
        evil = Browser(api, host="evil.example")
        assert (await evil.ask("GET", "auth/oidc/start")).status not in {200, 303}
        answer = await browser.ask(
            "GET", "auth/oidc/start", x_forwarded_host="evil.example", forwarded="host=evil.example;proto=http"
        )
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert asked["redirect_uri"] == [f"{public}/api/v1/auth/oidc/callback"]
        assert set(browser.cookies) == {"__Host-lmsync_sign_on"}
        (line,) = answer.headers.get_all("Set-Cookie", [])
        assert line.endswith("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure")


async def test_no_address_that_is_sent_decides_where_the_browser_lands(api: InProcess, provider: LyingProvider) -> None:
    browser = Browser(api)
    parameters = provider.back_from(await sent_away(browser))
    evil = "https://evil.example"
    assert is_in(await back(browser, {**parameters, "next": evil, "redirect_uri": evil, "return_to": evil}))
    answer = await Browser(api).ask("GET", f"auth/oidc/start?next={evil}")
    assert answer.status == 422


async def test_nothing_that_the_provider_answers_is_shown_or_logged(api: InProcess, provider: LyingProvider) -> None:
    with structlog.testing.capture_logs() as lines:
        refused = await log_in(Browser(api), provider, groups=["secret-group"], email="secret@school.example")
        wrong = await log_in(Browser(api), provider, "secret-subject", nonce="secret-nonce")
        provider.answers["/token"] = 400, b'{"error": "secret", "error_description": "secret"}'
        failed = await log_in(Browser(api), provider)
    shown = "".join(answer.body.decode() + str(answer.headers) for answer in (refused, wrong, failed))
    assert [line["cause"] for line in lines] == ["no_role", "id_token (nonce)", "code_refused"]
    assert "secret" not in shown + str(lines)
