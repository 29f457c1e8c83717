"""Whether records that a run has missed are gone: each is asked for by its id."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET, UnsetType

from lmsync.crm_integration import Presence
from lmsync.errors import Refused
from lmsync.integrations.canvas.conferences import presence_of_meeting
from lmsync.integrations.canvas.rest import answers_or_refusals
from lmsync.integrations.canvas.site import Site
from lmsync.records import Kind


async def confirm(site: Site, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
    told = await answers_or_refusals(presence_of(site, kind, one) for one in ids)
    return {
        one: Presence.REFUSED if isinstance(answer, Refused) else answer for one, answer in zip(ids, told, strict=True)
    }


async def presence_of(site: Site, kind: Kind, one: str) -> Presence:
    if kind is Kind.ENROLLMENT and site.accounts.administered is None:
        # Nobody but an administrator can ask for one enrolment; the list of all states is the evidence.
        return Presence.GONE
    if kind is Kind.LESSON and one.startswith("conf."):
        return await presence_of_meeting(site, one)
    path = {
        Kind.ORG: f"accounts/{one}",
        Kind.COURSE: f"courses/{one}?include[]=all_courses",
        Kind.SECTION: f"sections/{one}",
        Kind.USER: f"users/{one}",
        Kind.ENROLLMENT: f"accounts/{site.accounts.root}/enrollments/{one}",
        Kind.GROUP: f"groups/{one}",
        Kind.LESSON: f"calendar_events/{one.removeprefix('ev.')}",
    }[kind]
    try:
        row = await site.rest.get(path, _State)
    except Refused as refused:
        if refused.cause == "deleted":
            return Presence.GONE
        if refused.cause == "not_found":
            # A teacher cannot tell a deleted course from one that was taken away.
            unsure = site.accounts.administered is None and kind in {Kind.COURSE, Kind.ORG, Kind.USER}
            return Presence.REFUSED if unsure else Presence.GONE
        return Presence.REFUSED
    gone = "deleted" in {row.workflow_state, row.enrollment_state}
    gone = gone or row.enrollment_state == "rejected" or row.hidden is True
    return Presence.GONE if gone else Presence.PRESENT


class _State(msgspec.Struct):
    workflow_state: str | UnsetType | None = UNSET
    enrollment_state: str | UnsetType | None = UNSET
    hidden: bool | UnsetType | None = UNSET
