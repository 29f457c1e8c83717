"""Groups with their members."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import partial

from msgspec import UNSET, Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Scope
from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.offer import NEEDED
from lmsync.integrations.moodle.reading import by_course, incomplete, page_as_sent
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import Call, in_chunks
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Group, Kind


def readings(site: Site, known: Known) -> Iterator[Reading]:
    return by_course(site, known, "groups", Kind.GROUP, _read_groups, batches=2)


async def _read_groups(site: Site, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
    function = NEEDED[Kind.GROUP]
    lists = await site.service.batch([Call(function, {"courseid": int(course)}) for course in courses], list[Raw])
    rows: dict[str, list[Raw]] = {}
    refused: dict[str, LmsyncError] = {}
    for course, answer in zip(courses, lists, strict=True):
        if isinstance(answer, Refused) and answer.cause == "invalidresponse":
            # A name that looks like a tag (`<лекции>`) fails the answer when texts are asked for as stored.
            (answer,) = await site.service.batch([Call(function, {"courseid": int(course)}, raw=False)], list[Raw])
        if isinstance(answer, LmsyncError):
            refused[course] = answer
        else:
            rows[course] = answer
    ids = {
        course: [int(number) for number in map(mapping.id_of, of_course) if number]
        for course, of_course in rows.items()
    }
    members = await _members(site, [group for of_course in ids.values() for group in of_course])
    for scope, course in zip(scopes, courses, strict=True):
        if course in refused:
            yield incomplete(scope, refused[course])
            continue
        of_course = {group: sorted(members[group]) for group in ids[course] if group in members}
        sent = rows[course], list(of_course.items())
        yield page_as_sent(site, scope, "all", sent, partial(_groups_in, rows[course], of_course))
        if of_course.keys() == set(ids[course]):
            yield End(scope)
        else:
            yield Incomplete(scope, "members_unread", needs_person=True, words=words.MEMBERS_UNREAD)


def _groups_in(rows: Sequence[Raw], members: Mapping[int, Sequence[int]]) -> list[Group | BadRecord]:
    read = [mapping.understood(Kind.GROUP, row, answers.Group) for row in rows]
    made = [
        mapped(Kind.GROUP, str(group.id), mapping.group_of, group, members.get(group.id, UNSET)) for group in good(read)
    ]
    return [*made, *bad(read)]


async def _members(site: Site, groups: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for ids in in_chunks(groups, 100):
        found |= await _members_of(site, list(ids))
    return found


async def _members_of(site: Site, ids: list[int]) -> dict[int, list[int]]:
    """One group that is gone or forbidden fails the call for all: it is looked for by halving."""
    try:
        rows = await site.service.call("core_group_get_group_members", list[answers.Members], groupids=ids)
    except Refused:
        if len(ids) == 1:
            return {}
        half = len(ids) // 2
        return await _members_of(site, ids[:half]) | await _members_of(site, ids[half:])
    return {row.groupid: row.userids for row in rows}
