"""`NeutralIntegration`: the neutral school read by lmsync itself, through the contract that every LMS fulfils."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, ClassVar

import msgspec
from msgspec import Struct
from pydantic import BaseModel

from benchmarks.school import PAGE
from lmsync.crm_integration import (
    Answer,
    CheckReport,
    CRMIntegration,
    End,
    Known,
    Page,
    Phase,
    Plan,
    Presence,
    Provided,
    Reading,
    Scope,
)
from lmsync.errors import Words
from lmsync.lms_http import Answer as HttpAnswer
from lmsync.records import Course, Enrollment, Item, Kind, Lesson, Record, Section, User


class Person(Struct):
    id: int
    name: str
    given: str
    family: str
    login: str
    email: str
    sis_id: str

    def record(self, course: str) -> User:
        return User(
            external_id=str(self.id),
            username=self.login,
            email=self.email,
            sis_id=self.sis_id,
            given_name=self.given,
            family_name=self.family,
            display_name=self.name,
            enabled=True,
        )


class CourseRow(Struct):
    id: int
    name: str
    code: str

    def record(self, course: str) -> Course:
        return Course(external_id=str(self.id), name=self.name, code=self.code, state="active")


class SectionRow(Struct):
    id: int
    name: str

    def record(self, course: str) -> Section:
        return Section(external_id=str(self.id), course=course, name=self.name, synthetic=False)


class EnrolmentRow(Struct):
    id: int
    person: int
    section: int
    role: str
    state: str
    score: float

    def record(self, course: str) -> Enrollment:
        return Enrollment(
            external_id=str(self.id),
            user=str(self.person),
            course=course,
            section=str(self.section),
            role=self.role,
            state=self.state,
            current_score=self.score,
        )


class WorkRow(Struct):
    id: int
    title: str
    due: int
    points: float

    def record(self, course: str) -> Item:
        return Item(
            external_id=str(self.id),
            course=course,
            kind="assignment",
            title=self.title,
            due_at=self.due,
            points_max=self.points,
            published=True,
        )


class LessonRow(Struct):
    id: int
    title: str
    starts: int
    ends: int
    room: str

    def record(self, course: str) -> Lesson:
        return Lesson(
            external_id=str(self.id),
            course=course,
            kind="class",
            title=self.title,
            starts_at=self.starts,
            ends_at=self.ends,
            location=self.room,
            all_day=False,
            visibility="course",
            state="planned",
        )


class List(Struct, frozen=True):
    """A list of the neutral school: its kind, its path, and what a row is."""

    kind: Kind
    path: str
    rows: type


LISTS = (
    List(Kind.USER, "people", list[Person]),
    List(Kind.COURSE, "courses", list[CourseRow]),
    List(Kind.SECTION, "courses/{}/sections", list[SectionRow]),
    List(Kind.ENROLLMENT, "courses/{}/enrolments", list[EnrolmentRow]),
    List(Kind.ITEM, "courses/{}/work", list[WorkRow]),
    List(Kind.LESSON, "courses/{}/lessons", list[LessonRow]),
)
BY_KIND = {one.kind: one for one in LISTS}
BY_NAME = {one.path.rpartition("/")[2]: one for one in LISTS}


class NoSettings(BaseModel):
    """The neutral school has nothing to set."""


class NeutralIntegration(CRMIntegration):
    """Reads the neutral school; every list ends with a page that has no next."""

    name = "neutral"
    title = "Neutral"
    Config = NoSettings
    setup = Words(en="", ru="")
    phases: ClassVar[tuple[Phase, ...]] = (
        Phase("courses", (Kind.COURSE,)),
        # People are one list, page after page: beside it there is enough to ask.
        Phase("people and work", (Kind.USER, Kind.SECTION, Kind.ITEM, Kind.LESSON)),
        Phase("enrolments", (Kind.ENROLLMENT,)),
    )
    confirmed = frozenset()

    @classmethod
    def site_url(cls, base_url: str) -> str:
        return base_url

    async def check(self) -> CheckReport:
        return CheckReport((), await self.open())

    async def open(self) -> Mapping[Kind, Provided]:
        return {kind: Provided(kind in BY_KIND) for kind in Kind}

    def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
        for kind in {Kind.COURSE, Kind.USER}.intersection(phase.kinds):
            yield Reading(kind.value, (Scope(kind),))
        for course in known.ids(Kind.COURSE):
            for kind in {Kind.SECTION, Kind.ITEM, Kind.LESSON, Kind.ENROLLMENT}.intersection(phase.kinds):
                yield Reading(f"{kind} of {course}", (Scope(kind, Kind.COURSE, course),))

    async def pages(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        one, course = BY_KIND[scope.kind], scope.parent or ""
        number = 0
        following: int | None = 1
        while following is not None:
            number = following
            body, following = await self.http.ask("GET", f"{one.path.format(course)}?page={number}", _read)
            yield Page(
                scope,
                str(number),
                blake2b(body, digest_size=16).digest(),
                lambda body=body: records_of(one, body, course),  # type: ignore[misc]
            )
        yield End(scope)

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        return dict.fromkeys(ids, Presence.GONE)

    def plan(self, known: Known) -> Plan:
        users, courses = len(known.ids(Kind.USER)), len(known.ids(Kind.COURSE))
        return Plan(
            {"courses": courses // PAGE, "people and work": users // PAGE + 3 * courses, "enrolments": 2 * courses}
        )


def records_of(one: List, body: bytes, course: str) -> list[Record]:
    rows: list[Any] = msgspec.json.decode(body, type=one.rows)
    return [row.record(course) for row in rows]


def _read(answer: HttpAnswer) -> tuple[bytes, int | None]:
    link = answer.headers.get("link")
    return answer.body, int(link.partition("?page=")[2].partition(">")[0]) if link else None
