"""What a caller may see of the records."""

from msgspec import Struct

from lmsync.records import Kind


class View(Struct, frozen=True):
    """Everything, unless it is narrowed. Equal views get equal answers."""

    connections: frozenset[int] | None = None
    """Numbers of the connections whose records are shown; `None`: of all."""
    kinds: frozenset[Kind] = frozenset(Kind)
    """Kinds whose records are listed."""
    limited_to: frozenset[Kind] | None = None
    """With a limit, records of other kinds are not even referred to."""
    personal: bool = True
    """Whether names, e-mail addresses, logins and SIS ids of people are told."""
    grades: bool = True
    """Whether the grades of an enrolment are told."""

    def sees(self, connection_id: int) -> bool:
        return self.connections is None or connection_id in self.connections

    def refers_to(self, kind: str) -> bool:
        return self.limited_to is None or kind in self.limited_to

    def names(self, kind: Kind) -> bool:
        """Whether a reference to a record of this kind says what people call it."""
        return self.personal or kind is not Kind.USER

    @property
    def bound_to(self) -> list[object]:
        """What a cursor is bound to; nothing where everything is shown."""
        if self == EVERYTHING:
            return []
        connections = None if self.connections is None else sorted(self.connections)
        limited = None if self.limited_to is None else sorted(self.limited_to)
        return [connections, sorted(self.kinds), limited, self.personal, self.grades]


EVERYTHING = View()
