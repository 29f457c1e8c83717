"""Who asks: made once for each request, at the door."""

from msgspec import Struct

from lmsync.access.rights import RIGHT_OF_KIND, Right
from lmsync.errors import NotAllowed
from lmsync.records import Kind
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.audit import Actor
from lmsync.store.reading.view import View


class Caller(Struct, frozen=True):
    """A program with a token."""

    token: int
    """The number of the token."""
    address: str | None
    """Where the request came from."""
    rights: frozenset[Right]
    view: View
    last_used_at: int | None
    expires_at: int | None

    @property
    def gets(self) -> tuple[frozenset[Right], View]:
        """Callers for whom this is equal get equal answers."""
        return self.rights, self.view

    @property
    def actor(self) -> Actor:
        """As the audit names the caller."""
        return Actor(f"token:{self.token}", self.address)

    def need(self, right: Right) -> None:
        """Raises `NotAllowed`."""
        if right not in self.rights:
            raise NotAllowed(right)


def caller_with(token: ApiToken, address: str | None) -> Caller:
    """The caller who sent this token."""
    # A scope of a newer version, which this one does not know, allows nothing.
    rights = frozenset(right for right in Right if right in token.scopes)
    kinds = frozenset(
        kind for kind in Kind if RIGHT_OF_KIND[kind] in rights and (token.kinds is None or kind in token.kinds)
    )
    view = View(
        connections=token.connections,
        kinds=kinds,
        limited_to=token.kinds,
        personal=Right.PERSONAL in rights,
        grades=Right.READ_GRADES in rights,
    )
    return Caller(token.id, address, rights, view, token.last_used_at, token.expires_at)
