"""Cookies that no other site gets, and logins that nobody on the way can read."""

import pytest

from lmsync.access.browsers import Browsers, Cookie
from lmsync.errors import CrossSite, NotAllowed
from lmsync.settings import Settings

TLS, PLAIN = "https://lmsync.school.example", "http://lmsync.school.example"
LOOPBACK = ["127.0.0.1:8600", "localhost:8600", "[::1]:8600", "127.8.9.1"]


def headers(host: str, **more: str) -> dict[bytes, bytes]:
    sent = {"host": host, **{name.replace("_", "-"): value for name, value in more.items()}}
    return {name.encode(): value.encode() for name, value in sent.items()}


@pytest.mark.parametrize("public_url", [TLS, ""])
@pytest.mark.parametrize("cookie", Cookie)
def test_a_cookie_is_for_tls_and_for_this_host_alone(cookie: Cookie, public_url: str) -> None:
    set_cookie = Browsers(public_url).set_cookie(headers("lmsync.school.example"), cookie, "secret", 60)
    assert set_cookie == f"__Host-lmsync_{cookie}=secret; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"


@pytest.mark.parametrize(
    ("public_url", "allowed", "host"),
    [
        ("", False, LOOPBACK[0]),
        ("", False, LOOPBACK[1]),
        ("", False, LOOPBACK[2]),
        (PLAIN, True, "lmsync.school.example"),
    ],
)
def test_over_plain_http_that_is_allowed_the_browser_keeps_the_cookie_too(
    public_url: str, allowed: bool, host: str
) -> None:
    browsers = Browsers(public_url, allow_plain_http=allowed)
    set_cookie = browsers.set_cookie(headers(host), Cookie.SESSION, "secret", 60)
    assert set_cookie == "lmsync_session=secret; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("lmsync_session=a", "a"),
        ("theme=dark; lmsync_session=a; x", "a"),
        ('broken="\\; lmsync_session=a', "a"),
        ("lmsync_session=", None),
        ("lmsync_session=a; lmsync_session=b", None),
        ("__Host-lmsync_session=a", None),
        ("LMSYNC_SESSION=a", None),
        ("", None),
    ],
)
def test_one_cookie_of_its_name_is_read(sent: str, found: str | None) -> None:
    assert Browsers("").cookie_in(headers(LOOPBACK[0], cookie=sent), Cookie.SESSION) == found


def test_with_tls_a_cookie_without_the_prefix_is_not_read() -> None:
    sent = headers("lmsync.school.example", cookie="lmsync_session=planted")
    assert Browsers(TLS).cookie_in(sent, Cookie.SESSION) is None


@pytest.mark.parametrize(
    ("public_url", "allowed", "sent", "client"),
    [
        (TLS, False, headers("lmsync.school.example", origin=TLS), "192.0.2.1"),
        (TLS, False, headers("lmsync.school.example"), "192.0.2.1"),
        (PLAIN, True, headers("lmsync.school.example", origin=PLAIN), "192.0.2.1"),
        (PLAIN, False, headers(LOOPBACK[0]), "127.0.0.1"),
        ("", False, headers("lmsync.school.example", origin=TLS), "192.0.2.1"),
        ("", False, headers("192.0.2.9:8600"), "192.0.2.9"),
        *(("", False, headers(host, origin=f"http://{host}"), "127.0.0.1") for host in LOOPBACK),
        *(("", False, headers(host), "127.0.0.1") for host in LOOPBACK),
    ],
)
def test_a_password_is_taken_where_nobody_reads_along(
    public_url: str, allowed: bool, sent: dict[bytes, bytes], client: str
) -> None:
    browsers = Browsers(public_url, allow_plain_http=allowed)
    browsers.require_same_site(sent)
    browsers.require_private_way(sent, client)


@pytest.mark.parametrize(
    ("public_url", "allowed", "sent"),
    [
        (PLAIN, False, headers("lmsync.school.example", origin=PLAIN)),
        (PLAIN, False, headers("lmsync.school.example")),
        ("", False, headers("192.0.2.9:8600", origin="http://192.0.2.9:8600")),
        ("", True, headers("192.0.2.9:8600", origin="http://192.0.2.9:8600")),
        ("", False, headers("192.0.2.9:8600")),
        ("", False, headers("lmsync.school.example")),
        ("", False, headers("localhost.evil.example", origin="http://localhost.evil.example")),
        ("", False, {}),
    ],
)
def test_elsewhere_it_is_refused_and_the_answer_says_why_and_what_to_set(
    public_url: str, allowed: bool, sent: dict[bytes, bytes]
) -> None:
    browsers = Browsers(public_url, allow_plain_http=allowed)
    browsers.require_same_site(sent)
    with pytest.raises(NotAllowed) as refused:
        browsers.require_private_way(sent, "192.0.2.1")
    assert refused.value.words is not None
    for text in (refused.value.words.en, refused.value.words.ru):
        assert "LMSYNC_PUBLIC_URL" in text
        assert "LMSYNC_ALLOW_PLAIN_HTTP=1" in text


@pytest.mark.parametrize(
    ("public_url", "sent"),
    [
        (TLS, headers("lmsync.school.example", origin="https://evil.example")),
        (TLS, headers("lmsync.school.example", origin=PLAIN)),
        (TLS, headers("lmsync.school.example", origin=f"{TLS}.evil.example")),
        (TLS, headers("lmsync.school.example", origin=f"{TLS}:8443")),
        (TLS, headers("lmsync.school.example", origin="null")),
        (TLS, headers("lmsync.school.example", sec_fetch_site="same-site")),
        (TLS, headers("lmsync.school.example", sec_fetch_site="cross-site", origin=TLS)),
        ("", headers(LOOPBACK[0], origin="http://127.0.0.1:8601")),
        ("", headers(LOOPBACK[0], origin="http://localhost:8600")),
        ("", headers(LOOPBACK[0], origin="file://127.0.0.1:8600")),
        ("", headers(LOOPBACK[0], origin="")),
    ],
)
def test_a_page_of_another_site_is_known_by_what_the_browser_says(public_url: str, sent: dict[bytes, bytes]) -> None:
    with pytest.raises(CrossSite):
        Browsers(public_url).require_same_site(sent)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://LMSync.School.example/", "https://lmsync.school.example"),
        ("https://lmsync.school.example:443", "https://lmsync.school.example"),
        ("http://lmsync.school.example:80", "http://lmsync.school.example"),
        ("http://lmsync.school.example:443", "http://lmsync.school.example:443"),
        ("https://школа.example", "https://xn--80atdl2c.example"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_it(written: str, kept: str) -> None:
    assert Settings(public_url=written).public_url == kept


@pytest.mark.parametrize(
    "written",
    [
        "lmsync.school.example",
        "ftp://lmsync.school.example",
        "https://",
        "https://anna:secret@lmsync.school.example",
        "https://lmsync.school.example/panel",
        "https://lmsync.school.example#x",
        "https://lmsync.school.example:0",
        "https://lmsync.school.example:99999",
    ],
)
def test_an_address_that_no_browser_sends_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="without a path"):
        Settings(public_url=written)
