"""Conferences (video meetings) of a course, and what their list proves of a meeting that left it."""

from collections.abc import Sequence

from lmsync.crm_integration import Presence
from lmsync.errors import BadRecord, Redirected, Refused
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import mapped
from lmsync.records import Kind, Lesson

MANAGES_CONTENT = (
    "manage_content",
    "manage_course_content_add",
    "manage_course_content_edit",
    "manage_course_content_delete",
)
"""With any of these rights the list of conferences is whole; without, it holds only those that the caller takes part in."""


async def meetings_of(site: Site, course: str, stored: Sequence[str]) -> list[Lesson | BadRecord]:
    """Meetings that have begun. Raises `Refused("no_conferencing")` when the site has no conferencing."""
    try:
        rows = await site.rest.rows(f"courses/{course}/conferences", inside="conferences")
    except Redirected as trouble:
        # A Canvas without conferencing sends the caller to the front page of the course.
        if trouble.host == site.host and trouble.path.rstrip("/") == f"/courses/{course}":
            raise Refused("no_conferencing") from None
        raise
    found: list[Lesson | BadRecord] = []
    listed: set[str | None] = set()
    for row in rows:
        meeting = mapping.understood(Kind.LESSON, row, answers.Conference, "conf.")
        if isinstance(meeting, BadRecord):
            listed.add(meeting.external_id)
            found.append(meeting)
            continue
        listed.add(f"conf.{meeting.id}")
        lesson = mapped(Kind.LESSON, f"conf.{meeting.id}", mapping.meeting_of, meeting, course, site.url)
        if lesson is not None:
            found.append(lesson)
    site.unlisted_meetings |= {number: (course, bool(listed)) for number in stored if number not in listed}
    return found


async def presence_of_meeting(site: Site, meeting: str) -> Presence:
    """Canvas cannot be asked for a single conference. One that left the list is gone only if conferencing works, which
    other meetings on the list show, and if the token may see the meetings of other people too."""
    course, works = site.unlisted_meetings.get(meeting, ("", False))
    if not works:
        return Presence.REFUSED
    path = f"courses/{course}/permissions"
    rights = await site.rest.get(path, dict[str, bool | None], permissions=MANAGES_CONTENT)
    return Presence.GONE if True in rights.values() else Presence.REFUSED
