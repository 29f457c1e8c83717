"""Who asks: made once for each request, at the door."""

from msgspec import Struct

from lmsync.access.rights import RIGHT_OF_KIND, RIGHTS_OF_ROLE, OperatorRight, Right, Role
from lmsync.errors import NotAllowed
from lmsync.records import Kind
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.sessions import Session
from lmsync.store.reading.view import EVERYTHING, View


class Caller(Struct, frozen=True):
    """A program with a token, or an operator with a session."""

    by: ApiToken | Session
    address: str | None
    """Where the request came from."""
    rights: frozenset[Right | OperatorRight]
    view: View
    csrf_token: str | None = None
    """Of a session: what a call that changes something has to bring along."""

    @property
    def gets(self) -> tuple[frozenset[Right | OperatorRight], View]:
        """Callers for whom this is equal get equal answers."""
        return self.rights, self.view

    @property
    def actor(self) -> Actor:
        """As the audit names the caller."""
        return Actor(self.name, self.address)

    @property
    def name(self) -> str:
        """`token:3` or `operator:2`, for the audit and the log."""
        if isinstance(self.by, Session):
            return f"operator:{self.by.operator_id}"
        return f"token:{self.by.id}"

    @property
    def keeps_answers(self) -> bool:
        """Whether answers may stay with the caller. Not with a browser, where the next user of the computer finds them."""
        return not isinstance(self.by, Session)

    @property
    def session(self) -> Session:
        """Of an operator. Raises `NotAllowed` for a program."""
        if not isinstance(self.by, Session):
            raise NotAllowed(OperatorRight.LOGGED_IN)
        return self.by

    @property
    def gives_until(self) -> int | None:
        """When at the latest a token ends that the caller makes. What an operator gives outlasts the session."""
        return None if isinstance(self.by, Session) else self.by.expires_at

    def need(self, right: Right | OperatorRight) -> None:
        """Raises `NotAllowed`."""
        if right not in self.rights:
            raise NotAllowed(right)


def caller_with(token: ApiToken, address: str | None) -> Caller:
    """The caller who sent this token."""
    # A scope of a newer version, which this one does not know, allows nothing.
    rights = frozenset[Right | OperatorRight](right for right in Right if right in token.scopes)
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
    return Caller(token, address, rights, view)


def caller_in(session: Session, address: str | None, csrf_token: str) -> Caller:
    """The operator whose session this is."""
    return Caller(session, address, RIGHTS_OF_ROLE[Role(session.role)], EVERYTHING, csrf_token)
