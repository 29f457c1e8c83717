"""The provider's answers: which token counts, and what happens when there is nonsense, or nothing."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from lmsync.access.openid_provider import OpenIdProvider
from lmsync.access.provider import Provider
from lmsync.access.single_sign_on import KEY_BYTES, SingleSignOn, Vouched, claimed, roles_of
from lmsync.errors import SignOnFailed
from lmsync.lms_network import Network
from lmsync.settings import Settings
from tests.openid import CLIENT, ROLES, SECRET, LyingProvider, lying_provider

PUBLIC = "https://lmsync.school.example"
NETWORK = Network(allow_private_addresses=True)


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


def described(provider: LyingProvider) -> Provider:
    return Provider(provider.url, CLIENT, SECRET, "groups", Settings(oidc_roles=ROLES).roles_of_groups)


@pytest.fixture
def sign_on(provider: LyingProvider) -> SingleSignOn:
    return SingleSignOn(described(provider), PUBLIC, [bytes(KEY_BYTES)], NETWORK)


async def vouched(sign_on: SingleSignOn, provider: LyingProvider, issuer: str | None = None, **claims: Any) -> Vouched:
    kept, address = await sign_on.begin()
    back = provider.back_from(address, **claims)
    return await sign_on.finish(kept, back["state"], back["code"], None, issuer)


async def cause_of(sign_on: SingleSignOn, provider: LyingProvider, code: str = "sign-on-failed", **claims: Any) -> str:
    with pytest.raises(SignOnFailed) as failed:
        await vouched(sign_on, provider, **claims)
    assert failed.value.code == code
    return failed.value.cause


async def test_the_provider_says_who_somebody_is(sign_on: SingleSignOn, provider: LyingProvider) -> None:
    assert await vouched(sign_on, provider, name="Anna") == Vouched(provider.url, "42", "Anna", single_role("viewer"))


def single_role(name: str) -> Any:
    return roles_of([name], [(name, name)])[0]


FAR = 10_000_000_000
LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"nonce": "of-another-login"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "another issuer": ({"iss": "https://evil.example"}, "iss"),
    "no issuer": ({"iss": None}, "iss"),
    "for another client": ({"aud": "another-client"}, "aud"),
    "for nobody": ({"aud": None}, "aud"),
    "for nobody in a list": ({"aud": []}, "aud"),
    "for many, and given to another": ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
    "for many, and nobody says to whom": ({"aud": [CLIENT, "another"]}, "azp"),
    "given to another": ({"azp": "another-client"}, "azp"),
    "expired": ({"exp": 1_700_000_000}, "exp"),
    "without an end": ({"exp": None}, "exp"),
    "with an end that is not a time": ({"exp": "never"}, "exp"),
    "with an end that is not a number": ({"exp": float("nan")}, "exp"),
    "of the future": ({"iat": FAR, "exp": FAR + 300}, "iat"),
    "not valid yet": ({"nbf": FAR}, "nbf"),
    "without a time": ({"iat": None}, "iat"),
    "of nobody": ({"sub": None}, "sub"),
    "of an empty subject": ({"sub": ""}, "sub"),
    "of a subject that is a number": ({"sub": 42}, "sub"),
    "of a subject with signs for terminals": ({"sub": "4\x1b[2J2"}, "sub"),
    "of an endless subject": ({"sub": "4" * 256}, "sub"),
    "for another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_is_not_for_this_login_is_refused(
    lie: str, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    claims, name = LIES[lie]
    cause = await cause_of(sign_on, provider, **claims)
    assert name in cause or cause == "subject"


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("not_signed", "UnsupportedAlgorithmError"),
        ("signed_with_the_secret", "UnsupportedAlgorithmError"),
        ("signed_with_the_public_key", "UnsupportedAlgorithmError"),
        ("signed_by_somebody", "BadSignatureError"),
        ("changed_afterwards", "BadSignatureError"),
    ],
)
async def test_a_token_that_the_provider_has_not_signed_is_refused(
    how: str, cause: str, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.signed = getattr(provider, how)
    assert cause in await cause_of(sign_on, provider)


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "...", "{}", "é.é.é", "[" * 50_000, 7, None, ["a.b.c"]])
async def test_what_is_not_a_token_is_refused(token: Any, sign_on: SingleSignOn, provider: LyingProvider) -> None:
    provider.answers["/token"] = 200, msgspec.json.encode({"id_token": token})
    assert "token" in await cause_of(sign_on, provider)


async def test_many_audiences_are_fine_if_the_token_was_given_to_us(
    sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    assert (await vouched(sign_on, provider, aud=[CLIENT, "account"], azp=CLIENT)).subject == "42"


async def test_new_keys_of_the_provider_are_asked_for_once(sign_on: SingleSignOn, provider: LyingProvider) -> None:
    await vouched(sign_on, provider)
    await vouched(sign_on, provider)
    assert provider.asked.count("/keys") == provider.asked.count("/.well-known/openid-configuration") == 1
    provider.rotate()
    await vouched(sign_on, provider)
    assert provider.asked.count("/keys") == 2
    provider.signed = provider.signed_by_somebody
    await cause_of(sign_on, provider)
    assert provider.asked.count("/keys") == 3


async def test_keys_that_are_shared_secrets_are_not_taken_from_the_provider(
    sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.answers["/keys"] = 200, b'{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "first"}]}'
    assert await cause_of(sign_on, provider, "provider-unavailable") == "keys"


NONSENSE = [
    b"",
    b"<html>Log in to the network</html>",
    b"[]",
    b"null",
    b"{}",
    b'{"issuer": 7}',
    b"\xff",
    b'{"keys": 7}',
]


@pytest.mark.parametrize("content", [*NONSENSE, b'{"keys": [7]}', b'{"keys": [{"kty": "RSA", "n": "!", "e": 7}]}'])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys"])
async def test_a_provider_that_answers_nonsense_is_away(
    path: str, content: bytes, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.answers[path] = 200, content
    assert await cause_of(sign_on, provider, "provider-unavailable")


@pytest.mark.parametrize(
    ("metadata", "cause"),
    [
        ({"issuer": "https://evil.example"}, "other_issuer"),
        ({"token_endpoint": "http://198.51.100.7/token"}, "unsafe_address"),
        ({"jwks_uri": "file:///etc/passwd"}, "metadata"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "metadata"),
        ({"authorization_endpoint": "https://evil.example/\r\nSet-Cookie: a=b"}, "metadata"),
        ({"authorization_endpoint": "https://user:password@evil.example/"}, "unsafe_address"),
        ({"token_endpoint": None}, "metadata"),
    ],
)
async def test_addresses_that_are_not_safe_are_not_taken_from_the_provider(
    metadata: dict[str, Any], cause: str, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.metadata = metadata
    assert await cause_of(sign_on, provider, "provider-unavailable") == cause


async def test_a_question_is_not_sent_on_to_another_address(sign_on: SingleSignOn, provider: LyingProvider) -> None:
    provider.answers["/token"] = 307, b""
    assert await cause_of(sign_on, provider, "provider-unavailable") == "redirected"


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
async def test_nothing_of_what_the_token_request_is_answered_stands_in_an_error(
    status: int, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.answers["/token"] = status, b'{"error": "secret", "error_description": "secret", "id_token": "secret"}'
    cause = await cause_of(sign_on, provider, "sign-on-failed" if status < 429 else "provider-unavailable")
    assert cause == ("code_refused" if status < 429 else f"http_{status}")


@pytest.mark.parametrize(("status", "error"), [(401, "x"), (400, "invalid_client")])
async def test_wrong_settings_of_the_client_are_named(
    status: int, error: str, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.answers["/token"] = status, msgspec.json.encode({"error": error})
    with pytest.raises(SignOnFailed) as failed:
        await vouched(sign_on, provider)
    assert "LMSYNC_OIDC_CLIENT_SECRET" in failed.value.words.en


async def test_the_secret_goes_into_the_body_where_the_provider_wants_it(
    sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await vouched(sign_on, provider)
    assert provider.forms[0]["client_id"] == CLIENT


async def test_groups_are_asked_for_by_a_scope_where_there_is_one(
    sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.metadata = {"scopes_supported": ["openid", "email", "groups"]}
    _, address = await sign_on.begin()
    assert "scope=openid+profile+groups&" in address.replace("%20", "+")


@pytest.mark.parametrize("sent", [None, "https://evil.example", ""])
async def test_who_sends_the_browser_back_is_checked_where_the_provider_says_it(
    sent: str | None, sign_on: SingleSignOn, provider: LyingProvider
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(SignOnFailed):
        await vouched(sign_on, provider, sent)
    assert provider.forms == []  # the code was not sent on
    await vouched(sign_on, provider, provider.url)


async def test_an_issuer_with_a_stroke_at_its_end_is_the_same(provider: LyingProvider) -> None:
    written = msgspec.structs.replace(described(provider), issuer=f"{provider.url}/")
    sign_on = SingleSignOn(written, PUBLIC, [bytes(KEY_BYTES)], NETWORK)
    assert (await vouched(sign_on, provider)).issuer == provider.url


async def test_a_provider_that_is_away_is_asked_once_for_many(sign_on: SingleSignOn, provider: LyingProvider) -> None:
    here = provider.slow["/.well-known/openid-configuration"] = threading.Event()
    provider.answers["/.well-known/openid-configuration"] = 503, b""
    waiting = [asyncio.create_task(sign_on.begin()) for _ in range(20)]
    await asyncio.sleep(0)  # all of them wait now
    here.set()
    failed = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(error) for error in failed} == {SignOnFailed}
    assert len(provider.asked) < 20  # a slow machine may take longer than a failure is remembered


async def test_a_slow_provider_is_not_waited_for_for_long(provider: LyingProvider) -> None:
    provider.slow["/.well-known/openid-configuration"] = threading.Event()
    slow = OpenIdProvider(described(provider), PUBLIC, NETWORK, seconds=0.05)
    with pytest.raises(SignOnFailed) as failed:
        await slow.authorization_url("state", "nonce", "v" * 43)
    assert (failed.value.cause, failed.value.code) == ("timeout", "provider-unavailable")


async def test_a_provider_in_the_school_must_be_allowed(provider: LyingProvider) -> None:
    sign_on = SingleSignOn(described(provider), PUBLIC, [bytes(KEY_BYTES)], Network())
    with pytest.raises(SignOnFailed) as failed:
        await sign_on.begin()
    assert "LMSYNC_ALLOW_PRIVATE_ADDRESSES=1" in failed.value.words.ru
    assert provider.asked == []


async def test_a_login_goes_on_after_the_key_was_rotated(provider: LyingProvider) -> None:
    before, after = (SingleSignOn(described(provider), PUBLIC, keys, NETWORK) for keys in ([b"old"], [b"new", b"old"]))
    kept, address = await before.begin()
    back = provider.back_from(address)
    assert (await after.finish(kept, back["state"], back["code"], None, None)).subject == "42"


@pytest.mark.parametrize(
    ("claims", "name", "texts"),
    [
        ({"groups": ["a", 7, None, "b"]}, "groups", ["a", "b"]),
        ({"groups": "a b"}, "groups", ["a b"]),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ["a"]),
        ({"https://school.example/roles": ["a"]}, "https://school.example/roles", ["a"]),
        ({"realm_access": "roles"}, "realm_access.roles", []),
        ({}, "groups", []),
        ({"groups": {"a": 1}}, "groups", []),
    ],
)
def test_groups_are_read_from_a_claim(claims: dict[str, Any], name: str, texts: list[str]) -> None:
    assert claimed(claims, name) == texts


def test_the_highest_role_counts() -> None:
    mapping = Settings(oidc_roles=ROLES).roles_of_groups
    assert roles_of(["teachers", "it-team", "office"], mapping)[-1] == "owner"
    assert roles_of(["pupils"], mapping) == []
    with_commas = Settings(oidc_roles="owner=cn=it,ou=groups; viewer=cn=all,ou=groups;").roles_of_groups
    assert with_commas == (("owner", "cn=it,ou=groups"), ("viewer", "cn=all,ou=groups"))
