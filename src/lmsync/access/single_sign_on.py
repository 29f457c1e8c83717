"""Single sign-on: a provider of the school says who somebody is, and by that they are an operator or not.

What is asked of the provider, and how its answer is judged, stands in `openid_provider`.
"""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from lmsync.access.operators import shown_in_audit
from lmsync.access.provider import AGAIN, CALLBACK, NOT_ACCEPTED, Provider
from lmsync.access.rights import Role
from lmsync.errors import SignOnFailed, Words
from lmsync.lms_network import Network
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, identities, operators, sessions
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.operators import ACTIVE, Operator

if TYPE_CHECKING:
    from lmsync.access.openid_provider import OpenIdProvider

KEY_BYTES = 32
UNDER_WAY_SECONDS = 600
"""How long somebody may take to log in at the provider."""
SESSION_SECONDS = 12 * 3600
"""Shorter than with a password: what the provider says of somebody is asked again only at the next login."""
LONGEST_NAME, LONGEST_SUBJECT = 200, 255


class Vouched(Struct, frozen=True):
    """What the provider says of somebody."""

    issuer: str
    subject: str
    name: str
    """Only to be shown: people may be able to choose it."""
    role: Role | None


class SingleSignOn:
    """`keys`: the first makes what a login under way is recognised by, any recognises it."""

    def __init__(self, provider: Provider, public_url: str, keys: Sequence[bytes], network: Network) -> None:
        self.provider = provider
        self.redirect_uri = f"{public_url}{CALLBACK}"
        self._keys = keys
        self._network = network

    @cached_property
    def _openid(self) -> "OpenIdProvider":
        # Authlib takes 0.15 s of a processor to load, and most installations never need it.
        from lmsync.access.openid_provider import OpenIdProvider

        return OpenIdProvider(self.provider, self.redirect_uri, self._network)

    async def begin(self) -> tuple[str, str]:
        """What the browser keeps until it comes back, and where it goes. Raises `SignOnFailed`."""
        kept = f"{int(time.time())}.{secrets.token_urlsafe(32)}"
        login = _UnderWay(self._keys[0], kept)
        return kept, await self._openid.authorization_url(login.state, login.nonce, login.verifier)

    async def finish(
        self, kept: str | None, state: str, code: str | None, error: str | None, issuer: str | None
    ) -> Vouched:
        """Judge with what the provider has sent the browser back. Raises `SignOnFailed`."""
        # Some providers leave the state out where nobody was logged in, and there is nothing to be had by such an answer.
        if error == "access_denied":
            raise SignOnFailed("cancelled", CANCELLED)
        if error is not None:
            raise SignOnFailed("provider_error", NOT_ACCEPTED)
        login = self._login(kept, state)
        if not code:
            raise SignOnFailed("no_code", NOT_ACCEPTED)
        await self._openid.require_issuer(issuer)
        claims = await self._openid.claims(code, login.verifier, login.nonce)
        subject = claims["sub"]
        if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
            raise SignOnFailed("subject", NOT_ACCEPTED)
        roles = roles_of(claimed(claims, self.provider.role_claim), self.provider.roles)
        return Vouched(self.provider.issuer.rstrip("/"), subject, _name_in(claims), roles[-1] if roles else None)

    def _login(self, kept: str | None, state: str) -> "_UnderWay":
        """The login that this browser has begun. Raises `SignOnFailed`."""
        begun, _, _ = (kept or "").partition(".")
        logins = [_UnderWay(key, kept or "") for key in self._keys]
        same = [login for login in logins if hmac.compare_digest(login.state.encode(), state.encode())]
        if not kept or not same:
            raise SignOnFailed("state", ANOTHER_BROWSER)
        # What the state was made of was ours.
        if not 0 <= time.time() - int(begun) <= UNDER_WAY_SECONDS:
            raise SignOnFailed("too_late", ANOTHER_BROWSER)
        return same[0]


class _UnderWay:
    """What belongs to one login, made from what the browser keeps with a key that only we have: of the three, the provider
    and the way there see the state, the nonce and a digest of the verifier, and nobody can make them for another browser."""

    def __init__(self, key: bytes, kept: str) -> None:
        self._key = key
        self._kept = kept

    def _made_for(self, purpose: str) -> str:
        digest = hmac.new(self._key, f"{purpose}\0{self._kept}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def state(self) -> str:
        return self._made_for("state")

    @property
    def nonce(self) -> str:
        return self._made_for("nonce")

    @property
    def verifier(self) -> str:
        """Of PKCE."""
        return self._made_for("verifier")


def claimed(claims: Mapping[str, Any], name: str) -> Sequence[str]:
    """The texts in a claim. `realm_access.roles` is also looked for one step after the other."""
    value: Any = claims.get(name)
    if value is None:
        value = claims
        for step in name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str)]


def roles_of(groups: Sequence[str], mapping: Sequence[tuple[str, str]]) -> Sequence[Role]:
    """What these groups make of somebody; the highest last."""
    named = {role for role, group in mapping if group in groups}
    return [role for role in Role if role in named]


def _name_in(claims: Mapping[str, Any]) -> str:
    for claim in ("name", "preferred_username"):
        text = claims.get(claim)
        name = "".join(filter(str.isprintable, text)).strip()[:LONGEST_NAME] if isinstance(text, str) else ""
        if name:
            return name
    return ""


def login_of(issuer: str, subject: str) -> str:
    """Of an operator whom a provider vouches for: made of nothing that people can choose, so it is never another's."""
    made_of = f"{issuer}\0{subject}".encode()
    return f"sso-{hashlib.sha256(made_of).hexdigest()[:16]}"


def admitted(tx: Tx, address: str, vouched: Vouched) -> Operator | SignOnFailed:
    """The operator, with the role of now; made at the first login. What is refused is returned and not raised: sessions may
    have ended for it."""
    if not operators.any_owner(tx):
        return SignOnFailed("no_owner", NO_OWNER)
    number = identities.operator_vouched_for(tx, vouched.issuer, vouched.subject)
    if number is None:
        return _made(tx, address, vouched) if vouched.role else SignOnFailed("no_role", NO_ROLE)
    before = operators.operator_of(tx, number)
    if vouched.role is None:
        if sessions.open_sessions(tx, number):
            sessions.revoke_sessions(tx, number)
            audit.note(tx, audit.LMSYNC, "session ended", f"operator:{number}", after={"by": "single sign-on"})
        return SignOnFailed("no_role", NO_ROLE)
    if before.state != ACTIVE:
        return SignOnFailed("disabled", DISABLED)
    if vouched.name:
        identities.set_name(tx, number, vouched.name)
    if before.role != vouched.role:
        sessions.revoke_sessions(tx, number)
        operators.change_operator(tx, number, role=vouched.role, state=before.state)
    after = operators.operator_of(tx, number)
    if after != before:
        actor = Actor(f"operator:{number}", address)
        shown = {"before": shown_in_audit(before), "after": shown_in_audit(after)}
        audit.note(tx, actor, "operator changed", actor.name, **shown)
    return after


def _made(tx: Tx, address: str, vouched: Vouched) -> Operator:
    assert vouched.role is not None
    login = login_of(vouched.issuer, vouched.subject)
    operator = operators.add_operator(tx, login, vouched.name or login, vouched.role)
    identities.add_identity(tx, operator.id, vouched.issuer, vouched.subject)
    actor = Actor(f"operator:{operator.id}", address)
    audit.note(tx, actor, "operator made", actor.name, after=shown_in_audit(operator))
    return operator


ANOTHER_BROWSER = Words(
    en="This login was begun in another browser, more than ten minutes ago, or is over. Log in again from the "
    f"beginning, at the address at which you usually open lmsync: {AGAIN}",
    ru="Этот вход начат в другом браузере, больше десяти минут назад или уже завершён. Войдите заново по тому адресу, по "
    f"которому обычно открываете lmsync: {AGAIN}",
)
CANCELLED = Words(
    en=f"The login was cancelled at the provider, or you may not use lmsync there. To try again: {AGAIN}",
    ru=f"Вход отменён у провайдера, или там вам не разрешён lmsync. Чтобы повторить: {AGAIN}",
)
NO_ROLE = Words(
    en="The provider knows you, but none of your groups may use lmsync. Ask whoever runs lmsync: LMSYNC_OIDC_ROLES names the "
    "groups, and the ID token must hold yours in the claim LMSYNC_OIDC_ROLE_CLAIM.",
    ru="Провайдер вас знает, но ни одной из ваших групп lmsync не разрешён. Обратитесь к администратору lmsync: группы "
    "перечислены в LMSYNC_OIDC_ROLES, а ваши должны быть в ID-токене, в поле LMSYNC_OIDC_ROLE_CLAIM.",
)
DISABLED = Words(
    en="An owner of this lmsync has disabled you. Ask them.",
    ru="Владелец lmsync отключил вам вход. Обратитесь к нему.",
)
NO_OWNER = Words(
    en="Nobody can log in here with a password yet. First make an owner with the command that lmsync serve shows at "
    "its start, or with lmsync operators create; then single sign-on opens.",
    ru="Здесь пока никто не может войти с паролем. Сначала создайте владельца командой, которую lmsync serve показывает при "
    "запуске, или через lmsync operators create; после этого единый вход заработает.",
)
