"""The contract that every LMS fulfils: `CRMIntegration`.

It speaks of what an LMS can answer, never of tables. One object lives for one run (or one check) of one
connection and may remember what it learnt on the way. The run asks it phase by phase, in the order of
`phases`; within a phase it asks for *readings*, groups of scopes that one question or one batch of
questions answers together, and takes several readings at once. Only an `End` proves that a scope was read
whole, so an integration yields it for nothing less than a fact: a last page, an answer that parsed.

Another LMS is one folder in `integrations/` with a subclass, and one in `simulators/`, or a package of others with an entry
point; nothing else is edited (docs/add-an-lms.md).
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeAlias

from msgspec import Struct
from pydantic import BaseModel

from lmsync.errors import BadRecord, Words
from lmsync.kinds import way_up
from lmsync.lms_plan import Plan
from lmsync.records import Kind, Record
from lmsync.site_address import typed_address

if TYPE_CHECKING:
    # Scopes, and what is provided, are of use to processes that ask no LMS: they need no client of HTTP.
    from lmsync.lms_http import LmsHttp


class Extent(StrEnum):
    """Which records of a kind a scope holds."""

    ALL = "all"
    WITHIN = "within"
    OUTSIDE = "outside"


class ScopeKey(Struct, frozen=True):
    """The name of a scope in tables: two scopes never have the same one.

    `above` is empty for all of a kind, `course:5` for what stands within course 5, `course:` for what stands in no
    course.
    """

    kind: Kind
    above: str


class Scope(Struct, frozen=True):
    """The smallest set of records of a kind that one complete listing proves whole.

    Make it by `all_of`, `within` or `outside`.
    """

    kind: Kind
    extent: Extent
    parent_kind: Kind | None = None
    """`None` for all of a kind."""
    parent: str | None = None
    """The external id of the parent that the scope is within; `None` for every other scope."""

    @classmethod
    def all_of(cls, kind: Kind) -> Self:
        """All records of the kind in the connection."""
        return cls(kind, Extent.ALL)

    @classmethod
    def within(cls, kind: Kind, parent_kind: Kind, parent: str) -> Self:
        """The records below one parent: they refer to it, or their owners do (submissions of a course).

        Raises `LookupError` when no references lead from the kind to the parent's.
        """
        way_up(kind, parent_kind)
        if not parent:
            raise ValueError("a parent has an external id")
        return cls(kind, Extent.WITHIN, parent_kind, parent)

    @classmethod
    def outside(cls, kind: Kind, parent_kind: Kind) -> Self:
        """The records below no such parent: events of the whole site stand in no course. Raises `LookupError`."""
        way_up(kind, parent_kind)
        return cls(kind, Extent.OUTSIDE, parent_kind)

    @property
    def key(self) -> ScopeKey:
        """What tables name the scope by."""
        above = "" if self.parent_kind is None else f"{self.parent_kind.value}:{self.parent or ''}"
        return ScopeKey(self.kind, above)


Row: TypeAlias = Record | BadRecord


class Page(Struct, frozen=True):
    """Some records of a scope; `lms_pages` makes one. `rows` is called only when `digest` is not the one of last time.

    `key` names the page within its scope, the same in every run. A page without a digest is decoded in every run.
    """

    scope: Scope
    key: str
    digest: bytes
    rows: Callable[[], Iterable[Row]]


class End(Struct, frozen=True):
    """The proven end of a scope, or of the part that this reading was to read of it.

    `expected` is how many records the LMS says there are, if it says so. Where several readings name the scope, each counts
    its own part: the counts add up and are compared with all rows that were read of the scope. All of them give one, or none
    does; otherwise the scope is not complete, because rows of an uncounted part could stand for lost ones of another.
    """

    scope: Scope
    expected: int | None = None


class UpTo(Struct, frozen=True):
    """The end of an increment: what was added or changed in a scope since an earlier run, up to `place`.

    It proves nothing about the rest of the scope: nothing of it is missing, and its kind grows no fresher, because what
    was removed is not known. `place` is in the LMS's own words (a time, a token); it is not kept between runs yet.
    """

    scope: Scope
    place: str


class Incomplete(Struct, frozen=True):
    """A scope that could not be read whole, and why. What was read of it counts, what is missing does not."""

    scope: Scope
    cause: str
    needs_person: bool = False
    """Whether only a person can mend it (a right was withdrawn), so that waiting does not help."""
    words: Words | None = None


Answer: TypeAlias = Page | End | UpTo | Incomplete


class Reading(Struct, frozen=True):
    """Scopes that one question, or one batch of questions, answers together.

    `ask` asks it, once: pages of the scopes, each scope closed by its `End`, `UpTo` or `Incomplete`; parents first.
    If it raises, the scopes that have not ended are incomplete.

    Several readings may name one scope, each reading a part of it (the people of each course are a part of all
    people). The scope ends when all of them have ended it; when one cannot, it is incomplete.
    """

    name: str
    scopes: tuple[Scope, ...]
    ask: Callable[[], AsyncIterator[Answer]]


class Presence(StrEnum):
    """What an LMS says when it is asked for one record by its id."""

    GONE = "gone"
    PRESENT = "present"
    REFUSED = "refused"


class Provided(Struct, frozen=True):
    """Whether this LMS, with this token, can deliver a kind; `why` not, and what is lost."""

    provided: bool
    why: Words | None = None


class Check(Struct, frozen=True):
    """One thing that was tried with a configuration."""

    name: str
    title: Words
    passed: bool
    required: bool = True
    lost: Words | None = None
    fix: Words | None = None
    field: str | None = None
    """The field of the configuration that is to blame."""


class CheckReport(Struct, frozen=True):
    checks: tuple[Check, ...]
    provided: Mapping[Kind, Provided]
    site_name: str | None = None
    release: str | None = None
    token_expires_at: int | None = None
    """When the token ends, or has ended, in Unix seconds, if the LMS says so."""

    @property
    def passed(self) -> bool:
        """Whether a run can be worth its while: every required check passed."""
        return all(check.passed for check in self.checks if check.required)


async def report_of(checks: AsyncIterator[Check | CheckReport]) -> CheckReport:
    """The report that ends these checks."""
    async for found in checks:
        if isinstance(found, CheckReport):
            return found
    raise AssertionError("checks end with a report")


class Known(Protocol):
    """What is stored and not removed, as an integration may ask for it."""

    def ids(self, kind: Kind, *, parent: str | None = None) -> Sequence[str]:
        """External ids in order of arrival; `parent` narrows to a course's."""
        ...

    def ids_in(self, scope: Scope) -> Sequence[str]:
        """External ids of the records of a scope."""
        ...

    def ids_by_course(self, kind: Kind, prefix: str) -> Mapping[str, Sequence[str]]:
        """External ids that begin with `prefix`, by the course that they belong to; courses without any are left out."""
        ...

    def each(self, kind: Kind) -> Iterable[str]:
        """External ids one after the other: a large school's need not stand in memory."""
        ...

    def count(self, kind: Kind) -> int: ...

    def count_by_course(self, kind: Kind) -> Mapping[str, int]:
        """How many there are, by the course that they belong to; courses without any are left out."""
        ...


class Renewed(Struct, frozen=True):
    """An access token that an LMS gave for a longer-lived secret."""

    access_token: str
    expires_in_seconds: int


class AccessTokens(Protocol):
    """Keeps the short-lived access token of a connection, for LMSs where renewing it ends the one before."""

    async def current(self, renew: Callable[[], Awaitable[Renewed]], *, refused: str | None = None) -> str:
        """The token in force. `renew` is called by one process at a time, when there is none or it was `refused`."""
        ...


class PassingAccess:
    """For a candidate that is only tried: renewed once, kept nowhere."""

    def __init__(self) -> None:
        self._token: str | None = None

    async def current(self, renew: Callable[[], Awaitable[Renewed]], *, refused: str | None = None) -> str:
        if self._token is None or self._token == refused:
            self._token = (await renew()).access_token
        return self._token


class Phase(Struct, frozen=True):
    """A step of a run. All its readings are over before the next one begins."""

    name: str
    kinds: tuple[Kind, ...]
    """Kinds whose scopes have ended when the step is over; then what is missing of them is judged. A step without any
    reads for a later one."""


class CRMIntegration(ABC):
    """One LMS, asked by one run or one check.

    Methods raise `Retryable` when waiting did not help in time, `NeedsAttention` when only a person can.
    """

    name: ClassVar[str]
    """The value of `crm_type`."""
    title: ClassVar[str]
    Config: ClassVar[type[BaseModel]]
    """The settings of a connection beyond its address and token; the API shows its JSON Schema. What is a `SecretStr`
    is sealed and never comes back."""
    setup: ClassVar[Words]
    """How an administrator gives lmsync access, in Markdown: which clicks, which rights, what is lost without each."""
    phases: ClassVar[tuple[Phase, ...]]
    confirmed: ClassVar[frozenset[Kind]]
    """Kinds of which a missing record is asked for by `confirm` before it may be removed."""
    in_flight: ClassVar[int] = 4
    needs_address: ClassVar[bool] = True
    """Whether a connection has the address of a site and a token. A system without (a folder of files) says in its `Config`
    where it is; it is given no `http`, and its token is empty unless somebody enters one."""

    def __init__(
        self, http: "LmsHttp | None", token: str, config: BaseModel, access: AccessTokens | None = None
    ) -> None:
        self._http = http
        self.token = token
        self.config = config
        self.access = access or PassingAccess()

    @property
    def http(self) -> "LmsHttp":
        """The way to the site, for an integration that needs an address."""
        if self._http is None:
            raise AssertionError("a system without an address is not asked over HTTP")
        return self._http

    @classmethod
    def site_url(cls, base_url: str) -> str:
        """The address of the site in its one spelling; `InvalidInput("base_url")` if it cannot be one."""
        return str(typed_address(base_url)).rstrip("/")

    @classmethod
    def hosts(cls, config: BaseModel) -> Collection[str]:
        """Further hosts that requests may go to (where tokens are renewed, where files lie): `files.school.example`,
        spoken to over https, or an origin. Every other host but the site's is refused."""
        return ()

    @abstractmethod
    async def check(self) -> CheckReport:
        """Try the token and every right that matters. Raises only `Retryable`; all else is a failed check."""

    async def checks(self) -> AsyncIterator[Check | CheckReport]:
        """As `check`: each check once it is known, for a person who watches, and at last the report with all of them. By
        default they come together."""
        report = await self.check()
        for check in report.checks:
            yield check
        yield report

    @abstractmethod
    async def open(self) -> Mapping[Kind, Provided]:
        """Negotiate at the start of a run what can be delivered. Raises `NeedsAttention`."""

    @abstractmethod
    def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
        """What to ask in this phase; called when the phase before is over and stored.

        Every scope that is due is named by at least one reading, so that the plan of a run is what it says.
        """

    def skipped(self, reading: Reading) -> None:  # noqa: B027  most integrations have nothing to do
        """This reading is not asked: a run that was interrupted has read it, and this one continues it."""

    @abstractmethod
    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        """Ask for each of these by its id. Every id asked for is in the answer."""

    def plan(self, known: Known) -> Plan:
        """What a full run would ask, as far as what is stored, and what `open` has learnt, can tell. The phases are those of
        `phases`, and `open`. By default nothing is known."""
        return Plan()
