"""The OpenID Connect provider: what it is asked, and what of its answers counts.

Questions go the way of all questions to outside addresses (`lms_http`). Nothing that the provider answers stands in an
error or in the log: tokens and claims are secrets and personal data.
"""

import asyncio
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from msgspec import Struct
from yarl import URL

from lmsync.access.provider import NOT_ACCEPTED, Provider
from lmsync.errors import NeedsAttention, Refused, Retryable, SignOnFailed, Words
from lmsync.lms_http import Answer, LmsHttp
from lmsync.lms_network import Network
from lmsync.lms_pace import Patience
from lmsync.site_address import read_address

T = TypeVar("T")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only those whose keys the provider publishes. With HS256 everybody who knows the client's secret could say who they are."""
KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
CLOCK_SECONDS = 60
"""How far the provider's clock may be from ours."""
KEPT_SECONDS, FAILURE_KEPT_SECONDS = 600, 5
LONGEST_SECONDS = 15
"""For one question: a person waits."""
ONE_TRY = Patience(attempts=1, connect_seconds=5, silence_seconds=10)
LARGEST_ANSWER_BYTES = 1 << 20
ASKED_FOR = ("openid", "profile")
NOT_A_TOKEN = (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the libraries raise for tokens and keys that are something else."""


class _Metadata(Struct, frozen=True):
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: Sequence[str] = ("client_secret_basic",)
    scopes_supported: Sequence[str] = ()
    authorization_response_iss_parameter_supported: bool = False


class OpenIdProvider:
    """`seconds`: how long one answer may take."""

    def __init__(
        self, provider: Provider, redirect_uri: str, network: Network, *, seconds: float | None = None
    ) -> None:
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._network = msgspec.structs.replace(network, largest_body_bytes=LARGEST_ANSWER_BYTES)
        self._seconds = LONGEST_SECONDS if seconds is None else seconds
        self._metadata = _Kept(self._ask_for_metadata)
        self._keys = _Kept(self._ask_for_keys)

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where people log in at the provider. Raises `SignOnFailed`."""
        metadata = await self._metadata.get()
        # Some deliver groups only to who asks for them by a scope of that name.
        extra = [scope for scope in (self._provider.role_claim,) if scope in metadata.scopes_supported]
        made: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            self._provider.client_id,
            "code",
            self._redirect_uri,
            [*ASKED_FOR, *extra],
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return made

    async def require_issuer(self, issuer: str | None) -> None:
        """Who sent the browser back, as far as the provider says so (RFC 9207). Raises `SignOnFailed`."""
        metadata = await self._metadata.get()
        must = metadata.authorization_response_iss_parameter_supported
        if issuer != metadata.issuer and (must or issuer is not None):
            raise SignOnFailed("issuer", NOT_ACCEPTED)

    async def claims(self, code: str, verifier: str, nonce: str) -> Mapping[str, Any]:
        """What the provider says of the person who came back with this code. Raises `SignOnFailed`."""
        metadata = await self._metadata.get()
        tokens = await self._ask_for_tokens(metadata, code, verifier)
        token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(token, str):
            raise SignOnFailed("no_id_token", NOT_ACCEPTED)
        options = {
            "iss": {"essential": True, "value": metadata.issuer},
            "aud": {"essential": True, "value": self._provider.client_id},
        }
        params = {"client_id": self._provider.client_id, "nonce": nonce, "access_token": access_token}
        decoded = await self._verified(token)
        try:
            claims: Mapping[str, Any] = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(leeway=CLOCK_SECONDS)  # type: ignore[attr-defined]
        except NOT_A_TOKEN as error:
            raise SignOnFailed(_cause(error), NOT_ACCEPTED) from None
        return claims

    async def _verified(self, token: str) -> jwt.Token:
        """With a key that is known; once more with those of now, if the provider has changed them. Raises
        `SignOnFailed`."""
        keys, at = await self._keys.with_time()
        try:
            return _decoded(token, keys)
        except (InvalidKeyIdError, BadSignatureError):
            keys, _ = await self._keys.with_time(after=at)
        except NOT_A_TOKEN as error:
            raise SignOnFailed(_cause(error), NOT_ACCEPTED) from None
        try:
            return _decoded(token, keys)
        except NOT_A_TOKEN as error:
            raise SignOnFailed(_cause(error), NOT_ACCEPTED) from None

    async def _ask_for_metadata(self) -> _Metadata:
        issuer = self._provider.issuer.rstrip("/")
        answer = await self._ask("GET", f"{issuer}/.well-known/openid-configuration")
        try:
            metadata = msgspec.convert(_read(answer), _Metadata)
            addresses = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]
            safe = all(self._is_safe(read_address(address)) for address in addresses)
        except ValueError:
            raise _away("metadata", NONSENSE) from None
        if metadata.issuer.rstrip("/") != issuer:
            raise _away("other_issuer", OTHER_ISSUER)
        if not safe:
            raise _away("unsafe_address", NONSENSE)
        return metadata

    def _is_safe(self, address: URL) -> bool:
        """Over https, as the provider itself; over plain http only where that stays on this machine too."""
        issuer = read_address(self._provider.issuer)
        plain = issuer.scheme == "http" and address.raw_host == issuer.raw_host
        return address.user is None and (address.scheme == "https" or plain)

    async def _ask_for_keys(self) -> KeySet:
        metadata = await self._metadata.get()
        answer = await self._ask("GET", metadata.jwks_uri)
        try:
            published = _read(answer)["keys"]
            keys = [key for key in published if key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"]
            return KeySet.import_key_set({"keys": keys})
        except NOT_A_TOKEN:
            raise _away("keys", NONSENSE) from None

    async def _ask_for_tokens(self, metadata: _Metadata, code: str, verifier: str) -> Mapping[str, Any]:
        form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self._redirect_uri),
            ("code_verifier", verifier),
        ]
        name, secret = self._provider.client_id, self._provider.client_secret
        headers = {}
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            proof = f"{quote(name, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(proof.encode()).decode()}"
        else:
            form += [("client_id", name), ("client_secret", secret)]
        answer = await self._ask("POST", metadata.token_endpoint, form=form, headers=headers)
        try:
            read = _read(answer)
        except ValueError:
            read = {}
        if answer.status == 200:
            return read
        if answer.status == 401 or read.get("error") in {"invalid_client", "unauthorized_client"}:
            raise _away("client_refused", CLIENT_REFUSED)
        raise SignOnFailed("code_refused", NOT_ACCEPTED)

    async def _ask(
        self,
        method: str,
        address: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        site = str(read_address(address).origin())
        try:
            async with (
                asyncio.timeout(self._seconds),
                LmsHttp(site, network=self._network, patience=ONE_TRY) as http,
            ):
                return await http.ask(method, address, lambda answer: answer, form=form, headers=headers)
        except (Retryable, TimeoutError) as error:
            raise _away(error.cause if isinstance(error, Retryable) else "timeout", AWAY) from None
        except NeedsAttention as error:
            raise _away(error.cause, TROUBLES.get(error.cause, NONSENSE)) from None
        except Refused as error:
            raise _away(error.cause, NONSENSE) from None


class _Kept(Generic[T]):
    """An answer that is used for a while. Many who need it at once ask once; so it is with a failure too, for a moment, so
    that strangers cannot make us ask a provider that is away without end."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._lock = asyncio.Lock()
        self._answer: tuple[T, float] | None = None
        self._failure: tuple[SignOnFailed, float] | None = None

    async def get(self) -> T:
        answer, _ = await self.with_time()
        return answer

    async def with_time(self, *, after: float = float("-inf")) -> tuple[T, float]:
        """The answer, and when it was asked for: after `after`. Raises `SignOnFailed`."""
        async with self._lock:
            now = time.monotonic()
            if self._answer is not None and self._answer[1] > max(after, now - KEPT_SECONDS):
                return self._answer
            if self._failure is not None and self._failure[1] > now - FAILURE_KEPT_SECONDS:
                failed = self._failure[0]
                raise SignOnFailed(failed.cause, failed.words, code=failed.code)
            try:
                self._answer = await self._ask(), now
            except SignOnFailed as failed:
                self._failure = failed, now
                raise
            self._failure = None
            return self._answer


def _read(answer: Answer) -> Mapping[str, Any]:
    """The object in an answer. Raises `ValueError`."""
    return msgspec.json.decode(answer.body, type=dict[str, Any])


def _decoded(token: str, keys: KeySet) -> jwt.Token:
    # Providers put fields of their own in the header; those that must be understood (`crit`) are refused all the same.
    return jwt.decode(token, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))


def _cause(error: BaseException) -> str:
    """Of a token that does not count, for the log: the name of the claim, or the kind of error. Never a value."""
    claim = getattr(error, "claim", None)
    return f"id_token ({claim if isinstance(claim, str) and claim.isidentifier() else type(error).__name__})"


def _away(cause: str, words: Words) -> SignOnFailed:
    return SignOnFailed(cause, words, code="provider-unavailable")


AWAY = Words(
    en="The provider does not answer now. Try again in a minute; if it lasts, ask whoever runs it, or log in with a "
    "password.",
    ru="Провайдер сейчас не отвечает. Повторите через минуту; если не проходит, обратитесь к его администратору или "
    "войдите с паролем.",
)
NONSENSE = Words(
    en="What answers at LMSYNC_OIDC_ISSUER does not answer as an OpenID Connect provider. Ask whoever runs lmsync to "
    "check that address; its log names the cause.",
    ru="По адресу из LMSYNC_OIDC_ISSUER отвечает не провайдер OpenID Connect. Попросите администратора lmsync проверить этот "
    "адрес; причина указана в журнале.",
)
OTHER_ISSUER = Words(
    en="The provider names itself otherwise than LMSYNC_OIDC_ISSUER. Ask whoever runs lmsync to set it to what stands under "
    "“issuer” in …/.well-known/openid-configuration.",
    ru="Провайдер называет себя не так, как указано в LMSYNC_OIDC_ISSUER. Попросите администратора lmsync взять адрес "
    "из поля «issuer» на странице …/.well-known/openid-configuration.",
)
CLIENT_REFUSED = Words(
    en="The provider does not accept lmsync. Ask whoever runs lmsync to check LMSYNC_OIDC_CLIENT_ID and "
    "LMSYNC_OIDC_CLIENT_SECRET.",
    ru="Провайдер не признаёт lmsync. Попросите администратора lmsync проверить LMSYNC_OIDC_CLIENT_ID и "
    "LMSYNC_OIDC_CLIENT_SECRET.",
)
TROUBLES: Mapping[str, Words] = {
    "certificate": Words(
        en="The certificate of the provider cannot be trusted. If the school has an authority of its own, ask whoever "
        "runs lmsync to name its certificate in LMSYNC_CA_FILE.",
        ru="Сертификату провайдера нельзя доверять. Если у школы свой центр сертификации, попросите администратора lmsync "
        "указать его сертификат в LMSYNC_CA_FILE.",
    ),
    "address_forbidden": Words(
        en="The provider is inside a private network. Ask whoever runs lmsync to allow that: "
        "LMSYNC_ALLOW_PRIVATE_ADDRESSES=1.",
        ru="Провайдер находится во внутренней сети. Попросите администратора lmsync разрешить это: "
        "LMSYNC_ALLOW_PRIVATE_ADDRESSES=1.",
    ),
}
