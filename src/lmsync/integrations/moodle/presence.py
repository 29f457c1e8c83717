"""Whether records that no list shows are gone, or only not shown."""

from collections.abc import Mapping, Sequence

from lmsync.crm_integration import Presence
from lmsync.errors import Refused
from lmsync.integrations.moodle import answers, mapping
from lmsync.integrations.moodle.accounts import presence_of_accounts
from lmsync.integrations.moodle.courses import presence_of_course
from lmsync.integrations.moodle.offer import NEEDED
from lmsync.integrations.moodle.presence_in_courses import presence_of_enrollments
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import IDS_PER_CALL, MISSING, in_chunks
from lmsync.records import Kind


async def confirm(site: Site, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
    if kind is Kind.COURSE:
        return {course: await presence_of_course(site, course) for course in ids}
    if kind is Kind.ORG:
        return await _presence_of_categories(site, ids)
    if kind is Kind.USER:
        return await _presence_of_users(site, ids)
    if kind is Kind.GROUP:
        return {group: await _presence_of_group(site, group) for group in ids}
    if kind is Kind.ITEM:
        return dict.fromkeys(ids, Presence.REFUSED if site.hides_work else Presence.GONE)
    if kind is Kind.LESSON:
        return await _presence_of_lessons(site, ids)
    return await presence_of_enrollments(site, ids)


async def _presence_of_categories(site: Site, ids: Sequence[str]) -> dict[str, Presence]:
    """A hidden category is left out of lists and answers like one that was deleted. Only where this account is
    shown another hidden one, it is sure to be shown all."""
    try:
        rows = await site.service.call("core_course_get_categories", list[answers.Category])
    except Refused:
        return {org: Presence.PRESENT if org == mapping.ROOT else Presence.REFUSED for org in ids}
    there = {mapping.ROOT, *(str(row.id) for row in rows)}
    sees_hidden = any(mapping.yes(row.visible) is False for row in rows)
    missing = Presence.GONE if sees_hidden else Presence.REFUSED
    return {org: Presence.PRESENT if org in there else missing for org in ids}


async def _presence_of_group(site: Site, group: str) -> Presence:
    try:
        await site.service.call("core_group_get_group_members", list[answers.Members], groupids=[int(group)])
    except Refused as refused:
        return Presence.GONE if refused.cause in MISSING else Presence.REFUSED
    return Presence.PRESENT


async def _presence_of_lessons(site: Site, ids: Sequence[str]) -> dict[str, Presence]:
    """Moodle warns of an event that is there and may not be shown; one that is not there it does not mention."""
    # A meeting has no number in the calendar that could be asked for.
    found = dict.fromkeys(ids, Presence.GONE)
    events = [lesson.removeprefix("ev.") for lesson in ids if lesson.startswith("ev.")]
    options = {"userevents": True, "siteevents": True, "ignorehidden": True}
    for asked in in_chunks(events, IDS_PER_CALL - 1):
        wanted = [int(event) for event in (*asked, site.known_event) if event]
        answer = await site.service.call(
            NEEDED[Kind.LESSON], answers.Events, events={"eventids": wanted}, options=options
        )
        shown = {mapping.id_of(row) for row in answer.events}
        warned = {str(warning.item) for warning in answer.warnings}
        understood = warned <= {str(event) for event in wanted}
        silence = understood and (site.known_event is None or site.known_event in shown)
        for event in asked:
            if event in shown:
                found[f"ev.{event}"] = Presence.PRESENT
            elif event in warned or not silence:
                found[f"ev.{event}"] = Presence.REFUSED
    return found


async def _presence_of_users(site: Site, ids: Sequence[str]) -> dict[str, Presence]:
    asked = [user for user in ids if user not in site.in_courses]
    answered = await presence_of_accounts(site, asked)
    return {user: answered.get(user, Presence.PRESENT) for user in ids}
