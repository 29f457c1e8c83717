"""Groups with their members."""

from collections.abc import AsyncIterator, Iterator, Sequence

from msgspec import UNSET, Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Scope
from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.offer import NEEDED
from lmsync.integrations.moodle.reading import by_course, incomplete, page
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import Call, in_chunks
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind


def readings(site: Site, known: Known) -> Iterator[Reading]:
    return by_course(site, known, "groups", Kind.GROUP, _read_groups, batches=2)


async def _read_groups(site: Site, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
    function = NEEDED[Kind.GROUP]
    lists = await site.service.batch([Call(function, {"courseid": int(course)}) for course in courses], list[Raw])
    rows: dict[str, list[answers.Group | BadRecord]] = {}
    refused: dict[str, LmsyncError] = {}
    for course, answer in zip(courses, lists, strict=True):
        if isinstance(answer, Refused) and answer.cause == "invalidresponse":
            # A name that looks like a tag (`<лекции>`) fails the answer when texts are asked for as stored.
            (answer,) = await site.service.batch([Call(function, {"courseid": int(course)}, raw=False)], list[Raw])
        if isinstance(answer, LmsyncError):
            refused[course] = answer
        else:
            rows[course] = [mapping.understood(Kind.GROUP, row, answers.Group) for row in answer]
    ids = [group.id for of_course in rows.values() for group in good(of_course)]
    members = await _members(site, ids)
    for scope, course in zip(scopes, courses, strict=True):
        if course in refused:
            yield incomplete(scope, refused[course])
            continue
        unread = [group for group in good(rows[course]) if group.id not in members]
        records = [
            mapped(Kind.GROUP, str(group.id), mapping.group_of, group, members.get(group.id, UNSET))
            for group in good(rows[course])
        ]
        yield page(scope, "all", good(records), [*bad(rows[course]), *bad(records)])
        if unread:
            yield Incomplete(scope, "members_unread", needs_person=True, words=words.MEMBERS_UNREAD)
        else:
            yield End(scope)


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
