"""Whether somebody who is missing in a course has left it, or is only not shown."""

from collections.abc import Collection, Sequence

from lmsync.crm_integration import Presence
from lmsync.errors import LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping
from lmsync.integrations.moodle.accounts import presence_of_accounts
from lmsync.integrations.moodle.courses import presence_of_course
from lmsync.integrations.moodle.offer import NEEDED
from lmsync.integrations.moodle.participants import people_of, sees_all_groups, short_names
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import MISSING
from lmsync.lms_rows import good
from lmsync.records import Kind


async def presence_of_enrollments(site: Site, ids: Sequence[str]) -> dict[str, Presence]:
    by_course: dict[str, list[str]] = {}
    for enrollment in ids:
        by_course.setdefault(enrollment.split(".")[0], []).append(enrollment)
    found: dict[str, Presence] = {}
    people = await people_of(site, list(by_course))
    for (course, asked), answer in zip(by_course.items(), people, strict=True):
        if isinstance(answer, LmsyncError):
            missing = isinstance(answer, Refused) and answer.cause in MISSING
            gone = missing and await presence_of_course(site, course) is Presence.GONE
            found |= dict.fromkeys(asked, Presence.GONE if gone else Presence.REFUSED)
            continue
        listed = {
            enrollment.external_id
            for person in answer
            for enrollment in mapping.enrollments_of(course, str(person.id), short_names(person), active=True)
        }
        # By enrollment: its user.
        missing_users = {enrollment: enrollment.split(".")[1] for enrollment in asked if enrollment not in listed}
        hidden = await _hidden_people(site, course, answer, set(missing_users.values()))
        if site.odd_people.pop(course, []):
            hidden = set(missing_users.values())
        found |= dict.fromkeys((enrollment for enrollment in asked if enrollment in listed), Presence.PRESENT)
        for enrollment, user in missing_users.items():
            found[enrollment] = Presence.REFUSED if user in hidden else Presence.GONE
    return found


async def _hidden_people(
    site: Site, course: str, answer: Sequence[answers.ParticipantWithRoles], people: Collection[str]
) -> Collection[str]:
    """Who may stand in a course although its list of participants, `answer`, does not show them."""
    if any(short_names(person) == ["student"] for person in answer):
        # Somebody is shown who is not public, and of a group: nobody is hidden.
        return ()
    shown = {str(person.id) for person in answer}
    if not shown and not await _may_be_empty(site, course):
        return people
    asked = [user for user in people if user not in shown]
    presence = await presence_of_accounts(site, asked)
    return {user for user in asked if presence[user] is Presence.REFUSED}


async def _may_be_empty(site: Site, course: str) -> bool:
    """Whether an empty list of participants can be believed: in separate groups it may be all that is shown."""
    try:
        groups = await site.service.call(NEEDED[Kind.GROUP], list[answers.Group], courseid=int(course))
        if groups:
            return await sees_all_groups(site, {str(groups[0].id): course})
        answer = await site.service.call("core_course_get_courses_by_field", answers.Courses, field="id", value=course)
    except Refused:
        return False
    rows = good([mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses])
    return any(row.groupmode in {0, 2} for row in rows)
