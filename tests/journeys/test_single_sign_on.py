"""Single sign-on with a real provider: people come in through it, and the settings say what is missing."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.operators import add_operator
from tests.environment import GIVE_UP_SECONDS, environment
from tests.openid import CLIENT, ROLES, RealProvider, asked, real_provider
from tests.served import lmsync, served

PUBLIC = "https://lmsync.school.example"
SESSION = "/api/v1/auth/session"
SECRET = "a-secret-that-nobody-may-see"


def settings(issuer: str) -> dict[str, str]:
    return {
        "LMSYNC_PUBLIC_URL": PUBLIC,
        "LMSYNC_OIDC_ISSUER": issuer,
        "LMSYNC_OIDC_CLIENT_ID": CLIENT,
        "LMSYNC_OIDC_CLIENT_SECRET": SECRET,
        "LMSYNC_OIDC_ROLES": ROLES,
    }


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with real_provider() as provider:
        yield provider


class Browser:
    """Keeps cookies, and goes where a page sends it only if the test says so."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where to, and body."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": urlsplit(PUBLIC).netloc, "Cookie": cookies}
        status, got, body = asked("GET", self._url, path, headers)
        for line in got.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            assert line.endswith("; HttpOnly; SameSite=Lax; Secure")
            if "Max-Age=0" in rest:
                del self.cookies[name]
        return status, got["Location"] or "", body.decode()

    def sent_away(self) -> str:
        status, address, body = self.get("/api/v1/auth/oidc/start")
        assert status == 303, body
        return address

    def back(self, address: str) -> tuple[int, str, str]:
        assert address.startswith(f"{PUBLIC}/api/v1/auth/oidc/callback?")
        return self.get(address.removeprefix(PUBLIC))


def test_people_come_in_through_the_provider_and_leave_with_their_group(
    provider: RealProvider, database_url: str, tmp_path: Path
) -> None:
    subject = f"anna-{database_url.partition(':')[0]}@school.example"
    with served(tmp_path, LMSYNC_DATABASE_URL=database_url, **settings(provider.url)) as (api, _):
        database = open_database(database_url)
        with database.write() as tx:
            add_operator(tx, "owner", "Owner", "owner", "hash")
        database.close()
        browser = Browser(api.url)
        provider.put(subject, name="Anna", groups=["teachers"])
        back = provider.log_in(browser.sent_away(), subject)
        status, landed, body = browser.back(back)
        assert (status, landed) == (303, "/"), body
        assert set(browser.cookies) == {"__Host-lmsync_session"}
        operator = json.loads(browser.get(SESSION)[2])["operator"]
        assert (operator["name"], operator["role"]) == ("Anna", "viewer")
        # The same answer again: neither here nor in another browser.
        assert browser.back(back)[0] == Browser(api.url).back(back)[0] == 403
        # The real provider takes a code once, also from a browser that kept its cookie.
        kept = Browser(api.url)
        address = kept.sent_away()
        cookie = dict(kept.cookies)
        back = provider.log_in(address, subject)
        assert kept.back(back)[0] == 303
        kept.cookies = cookie
        assert kept.back(back)[0] == 403
        status, _, body = browser.back(provider.cancel(browser.sent_away()))
        assert (status, "cancelled" in body) == (403, True)
        # Another role at the next login; then none.
        provider.put(subject, name="Anna", groups=["it-team"])
        other = Browser(api.url)
        assert other.back(provider.log_in(other.sent_away(), subject))[0] == 303
        assert json.loads(other.get(SESSION)[2])["operator"]["role"] == "owner"
        assert browser.get(SESSION)[0] == 401
        provider.put(subject, name="Anna", groups=["former"])
        assert browser.back(provider.log_in(browser.sent_away(), subject))[0] == 403
        assert other.get(SESSION)[0] == 401
        given = {"LMSYNC_DATA_DIR": str(tmp_path), "LMSYNC_DATABASE_URL": database_url, **settings(provider.url)}
        refused = subprocess.run(
            lmsync("operators", "reset", operator["login"]), env=environment(**given), capture_output=True, text=True
        )
        assert refused.returncode == 2
        assert "single sign-on" in refused.stderr
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert f"{PUBLIC}/api/v1/auth/oidc/callback" in log
    secrets = [SECRET, subject, "Anna", "teachers", "eyJ", *cookie.values(), *parse_qs(urlsplit(back).query)["code"]]
    assert [secret for secret in secrets if secret in log] == []


def test_with_half_of_the_settings_nothing_starts_and_it_says_why(tmp_path: Path) -> None:
    given = {"LMSYNC_DATA_DIR": str(tmp_path / "data"), **settings("https://login.school.example")}
    del given["LMSYNC_PUBLIC_URL"]
    done = subprocess.run(
        lmsync("serve"), env=environment(**given), capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )
    assert done.returncode == 2
    assert "LMSYNC_PUBLIC_URL" in done.stderr
    assert "sends people back" in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert not (tmp_path / "data").exists()


def test_the_secret_of_the_client_is_never_shown_and_may_come_from_a_file(tmp_path: Path) -> None:
    given = settings("https://login.school.example")
    del given["LMSYNC_OIDC_CLIENT_SECRET"]
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    given |= {"LMSYNC_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    done = subprocess.run(
        lmsync("config"), env=environment(**given), capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )
    assert done.returncode == 0, done.stderr
    shown = {line["name"]: line["value"] for line in map(json.loads, done.stdout.splitlines())}
    assert shown["LMSYNC_OIDC_CLIENT_SECRET"] == "***"
    assert shown["LMSYNC_OIDC_CLIENT_ID"] == CLIENT
    assert SECRET not in done.stdout + done.stderr
