"""`CanvasIntegration`: which lists a Canvas is asked for, with an administrator's token or with a teacher's.

An administrator sees the account with all its courses and people. A teacher sees the own courses and the people in
them; what the teacher can no longer see counts as unreachable, never as gone.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from lmsync.crm_integration import (
    AccessTokens,
    Check,
    CheckReport,
    CRMIntegration,
    Known,
    Phase,
    Presence,
    Provided,
    Reading,
    report_of,
)
from lmsync.errors import InvalidInput, Words
from lmsync.integrations.canvas import (
    accounts,
    answers,
    calendar,
    courses,
    groups,
    people,
    planning,
    presence,
    terms,
    words,
    work,
)
from lmsync.integrations.canvas.checking import checks_of_canvas
from lmsync.integrations.canvas.rest import IN_FLIGHT, CanvasRest, DeveloperKey
from lmsync.integrations.canvas.site import Site
from lmsync.lms_http import LmsHttp
from lmsync.lms_plan import Plan
from lmsync.records import Kind
from lmsync.site_address import typed_address

READINGS: Mapping[Phase, Sequence[Callable[[Site, Known], Iterator[Reading]]]] = {
    Phase("orgs", (Kind.ORG,)): [accounts.readings],
    Phase("courses", (Kind.COURSE,)): [courses.readings],
    Phase("sections", (Kind.TERM, Kind.SECTION)): [
        people.readings_of_account,
        terms.readings_of_grading_periods,
        courses.readings_of_sections,
    ],
    Phase("people", ()): [people.readings],
    Phase("people out of sight", (Kind.USER, Kind.ENROLLMENT)): [people.readings_out_of_sight],
    Phase("groups", (Kind.GROUP,)): [groups.readings],
    Phase("work", (Kind.CATEGORY, Kind.ITEM)): [work.readings],
    Phase("lessons", (Kind.LESSON,)): [calendar.readings],
}
NOT_READ = frozenset({Kind.SUBMISSION, Kind.ATTENDANCE})


class CanvasConfig(BaseModel):
    """Settings of a Canvas beyond its address and token."""

    model_config = ConfigDict(extra="forbid")

    account: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_:.~-]{1,100}$",
        description="The account to read, by its number or sis_account_id:…; by default the highest one that the token "
        "administers.",
        examples=["1"],
    )
    client_id: str | None = Field(
        default=None,
        max_length=100,
        description="Of a developer key (OAuth2). With it, the token of the connection is a refresh token.",
        examples=["10000000000001"],
    )
    client_secret: SecretStr | None = Field(default=None, max_length=500, description="The key of the developer key.")

    @model_validator(mode="after")
    def _both_or_none(self) -> "CanvasConfig":
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError(BOTH_OR_NONE)
        return self


BOTH_OR_NONE = Words(
    en="Enter client_id and client_secret together, or neither.",
    ru="Укажите client_id и client_secret вместе или ни одного из них.",
)


class CanvasIntegration(CRMIntegration):
    """Canvas, hosted and self-hosted, over its REST API."""

    name = "canvas"
    title = "Canvas"
    Config = CanvasConfig
    setup = words.SETUP
    phases: ClassVar[tuple[Phase, ...]] = tuple(READINGS)
    in_flight = IN_FLIGHT
    confirmed = frozenset({Kind.ORG, Kind.COURSE, Kind.SECTION, Kind.USER, Kind.ENROLLMENT, Kind.GROUP, Kind.LESSON})

    def __init__(self, http: LmsHttp, token: str, config: BaseModel, access: AccessTokens | None = None) -> None:
        super().__init__(http, token, config, access)
        oauth = None
        if isinstance(config, CanvasConfig) and config.client_id and config.client_secret:
            oauth = DeveloperKey(http, config.client_id, config.client_secret.get_secret_value(), token, self.access)
        self._site = Site(CanvasRest(http, token, oauth), http.site_url, http.host)
        self._wanted_account = config.account if isinstance(config, CanvasConfig) else None

    @classmethod
    def site_url(cls, base_url: str) -> str:
        address = typed_address(base_url)
        if address.user is not None or address.password is not None:
            raise InvalidInput("base_url", words.PASSWORD_IN_ADDRESS)
        if address.raw_path.strip("/") or address.query_string:
            raise InvalidInput("base_url", words.PAGE_ADDRESS)
        return str(address.origin())

    async def check(self) -> CheckReport:
        return await report_of(self.checks())

    def checks(self) -> AsyncIterator[Check | CheckReport]:
        return checks_of_canvas(self._site.rest, self._wanted_account)

    async def open(self) -> Mapping[Kind, Provided]:
        await self._site.rest.get("users/self", answers.Myself)
        self._site.accounts = await accounts.seen_accounts(self._site.rest, self._wanted_account)
        return {kind: Provided(False, words.NOT_YET) if kind in NOT_READ else Provided(True) for kind in Kind}

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        for readings in READINGS[phase]:
            yield from readings(self._site, known)

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        return await presence.confirm(self._site, kind, ids)

    def plan(self, known: Known) -> Plan:
        return planning.plan_of(self._site, known, named_account=self._wanted_account is not None)
