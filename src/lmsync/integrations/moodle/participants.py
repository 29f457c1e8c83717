"""The list of participants of courses, in the shapes in which it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from msgspec import Raw

from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping
from lmsync.integrations.moodle.offer import ENROLLED
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import Call
from lmsync.lms_rows import bad, good
from lmsync.records import Kind

NOT_ENTERED = frozenset({"errorcoursecontextnotvalid", "requireloginerror"})
"""The account may not enter the course, or not any course at all for now."""
P = TypeVar("P", answers.Participant, answers.ParticipantWithRoles)


async def people_of(
    site: Site, courses: Sequence[str], *, whole: bool = False, **options: str | int
) -> list["list[answers.ParticipantWithRoles] | LmsyncError"]:
    calls = participants(courses, "id,roles", **options)
    return await understood_people(site, courses, calls, answers.ParticipantWithRoles, whole=whole)


async def understood_people(
    site: Site, courses: Sequence[str], calls: Sequence[Call], answer: type[P], *, whole: bool = False
) -> list["list[P] | LmsyncError"]:
    """A list of people for each course. Rows that are not understood are noted in `Site.odd_people`.

    `whole`: a list with such a row counts as refused. Who is missing among the suspended would become active.
    """
    lists: list[list[P] | LmsyncError] = []
    for course, rows in zip(courses, await site.service.batch(calls, list[Raw]), strict=True):
        if isinstance(rows, LmsyncError):
            lists.append(rows)
            continue
        read = [mapping.understood(Kind.ENROLLMENT, row, answer) for row in rows]
        if whole and bad(read):
            lists.append(Refused("not_understood", function=ENROLLED))
            continue
        # Which enrolments such a row stands for is not known.
        site.odd_people.setdefault(course, []).extend(BadRecord(row.kind, None, row.why) for row in bad(read))
        lists.append(good(read))
    return lists


async def everybody_with_roles(site: Site, course: str) -> list[answers.ParticipantWithRoles]:
    (answer,) = await people_of(site, [course])
    if isinstance(answer, LmsyncError):
        raise answer
    return answer


async def sees_all_groups(site: Site, groups: Mapping[str, str]) -> bool:
    """Without this right the events of groups, and people in courses with separate groups, vanish without a word."""
    for group, course in islice(groups.items(), 3):
        if site.sees_groups is not None:
            break
        call = participants([course], "id", groupid=group, limitnumber=1)
        (answer,) = await site.service.batch(call, list[answers.Participant])
        if not isinstance(answer, LmsyncError):
            site.sees_groups = True
        elif isinstance(answer, Refused) and answer.cause == "nopermissions":
            site.sees_groups = False
        # Any other refusal is about this group or this course.
    return site.sees_groups is True


def short_names(person: answers.ParticipantWithRoles) -> list[str]:
    return [role.shortname for role in person.roles]


def participants(courses: Iterable[str], fields: str, **options: str | int) -> list[Call]:
    wanted = [{"name": "userfields", "value": fields}]
    wanted += [{"name": name, "value": str(value)} for name, value in options.items()]
    return [Call(ENROLLED, {"courseid": int(course), "options": wanted}) for course in courses]
