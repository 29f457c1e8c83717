"""The provider of single sign-on, as the settings describe it."""

from msgspec import Struct

from lmsync.errors import Words


class Provider(Struct, frozen=True):
    """The provider as the settings describe it."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str
    roles: tuple[tuple[str, str], ...]
    """Role and group."""


AGAIN = "/api/v1/auth/oidc/start"
"""Where a login begins."""
CALLBACK = "/api/v1/auth/oidc/callback"
"""Where the provider sends the browser back to."""
NOT_ACCEPTED = Words(
    en="The provider's answer could not be accepted. Log in again from the beginning: "
    f"{AGAIN} If that does not help, tell whoever runs lmsync; its log names the cause.",
    ru=f"Ответ провайдера не принят. Войдите заново: {AGAIN} Если не поможет, сообщите администратору lmsync: причина "
    "указана в журнале.",
)
