"""`MoodleIntegration`: which questions a Moodle is asked, in which order, and what their answers prove.

The fast calls come first and each has a fallback, chosen by what the token's service offers and, course by
course, by what Moodle answers. A list that Moodle could have cut short without a word is not taken for whole.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

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
from lmsync.integrations.moodle import (
    accounts,
    answers,
    calendar,
    categories,
    courses,
    groups,
    people,
    planning,
    presence,
    words,
    work,
)
from lmsync.integrations.moodle.checking import checks_of_moodle
from lmsync.integrations.moodle.offer import NEEDED, provided_by
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import MoodleWebService
from lmsync.lms_http import LmsHttp
from lmsync.lms_plan import Plan
from lmsync.records import Kind
from lmsync.site_address import typed_address

READINGS: Mapping[Phase, Callable[[Site, Known], Iterator[Reading]]] = {
    Phase("orgs", (Kind.ORG,)): categories.readings,
    Phase("courses", (Kind.COURSE, Kind.SECTION)): courses.readings,
    Phase("people", (Kind.ENROLLMENT,)): people.readings,
    Phase("accounts", (Kind.USER,)): accounts.readings,
    Phase("groups", (Kind.GROUP,)): groups.readings,
    Phase("items", (Kind.ITEM,)): work.readings,
    Phase("lessons", (Kind.LESSON,)): calendar.readings,
}


class MoodleConfig(BaseModel):
    """Settings of a Moodle beyond its address and token."""

    model_config = ConfigDict(extra="forbid")

    time_zone: str | None = Field(
        default=None,
        description="The site's time zone, such as Europe/Riga. With it, events that last whole days are told apart; "
        "Moodle does not say its zone itself.",
        examples=["Europe/Riga"],
    )

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(NOT_A_ZONE)
        return value


NOT_A_ZONE = Words(
    en="Enter a time zone, for example Europe/Riga.",
    ru="Укажите часовой пояс, например Europe/Riga.",
)


class MoodleIntegration(CRMIntegration):
    """Moodle 3.6 and newer over its Web Services."""

    name = "moodle"
    title = "Moodle"
    Config = MoodleConfig
    setup = words.SETUP
    phases: ClassVar[tuple[Phase, ...]] = tuple(READINGS)
    confirmed = frozenset({Kind.ORG, Kind.COURSE, Kind.USER, Kind.ENROLLMENT, Kind.GROUP, Kind.ITEM, Kind.LESSON})

    def __init__(self, http: LmsHttp, token: str, config: BaseModel, access: AccessTokens | None = None) -> None:
        super().__init__(http, token, config, access)
        zone = config.time_zone if isinstance(config, MoodleConfig) else None
        self._site = Site(MoodleWebService(http, token), http.site_url, ZoneInfo(zone) if zone else None)

    @classmethod
    def site_url(cls, base_url: str) -> str:
        address = typed_address(base_url)
        if address.user is not None or address.password is not None:
            raise InvalidInput("base_url", words.PASSWORD_IN_ADDRESS)
        path = address.raw_path.rstrip("/")
        if path.endswith(".php") or address.query_string:
            raise InvalidInput("base_url", words.PAGE_ADDRESS)
        return f"{address.origin()}{path}"

    async def check(self) -> CheckReport:
        return await report_of(self.checks())

    def checks(self) -> AsyncIterator[Check | CheckReport]:
        return checks_of_moodle(self._site.service)

    async def open(self) -> Mapping[Kind, Provided]:
        site = self._site
        info = await site.service.call("core_webservice_get_site_info", answers.SiteInfo)
        site.service.functions = frozenset(function.name for function in info.functions)
        site.name, site.front_page, site.own_account = info.sitename, info.siteid, info.userid
        return provided_by(site.service)

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        if all(self._site.service.offers(NEEDED[kind]) for kind in phase.kinds):
            yield from READINGS[phase](self._site, known)

    def skipped(self, reading: Reading) -> None:
        people.skipped(self._site, reading)

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        return await presence.confirm(self._site, kind, ids)

    def plan(self, known: Known) -> Plan:
        return planning.plan_of(self._site, known)
