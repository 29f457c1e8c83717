"""Asking for missing records by their ids: gone, present or refused."""

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
    found = await answers_or_refusals(presence_of(site, kind, external_id) for external_id in ids)
    return {
        external_id: Presence.REFUSED if isinstance(presence, Refused) else presence
        for external_id, presence in zip(ids, found, strict=True)
    }


async def presence_of(site: Site, kind: Kind, external_id: str) -> Presence:
    if kind is Kind.ENROLLMENT and site.accounts.administered is None:
        # Only an administrator can ask for a single enrolment. The list was read in all states, so a missing one is gone.
        return Presence.GONE
    if kind is Kind.LESSON and external_id.startswith("conf."):
        return await presence_of_meeting(site, external_id)
    path = {
        Kind.ORG: f"accounts/{external_id}",
        Kind.COURSE: f"courses/{external_id}?include[]=all_courses",
        Kind.SECTION: f"sections/{external_id}",
        Kind.USER: f"users/{external_id}",
        Kind.ENROLLMENT: f"accounts/{site.accounts.root}/enrollments/{external_id}",
        Kind.GROUP: f"groups/{external_id}",
        Kind.LESSON: f"calendar_events/{external_id.removeprefix('ev.')}",
    }[kind]
    try:
        row = await site.rest.get(path, State)
    except Refused as refused:
        if refused.cause == "deleted":
            return Presence.GONE
        if refused.cause == "not_found":
            # A teacher gets the same answer for a deleted course and for one that the teacher has lost.
            unsure = site.accounts.administered is None and kind in {Kind.COURSE, Kind.ORG, Kind.USER}
            return Presence.REFUSED if unsure else Presence.GONE
        return Presence.REFUSED
    gone = "deleted" in {row.workflow_state, row.enrollment_state}
    gone = gone or row.enrollment_state == "rejected" or row.hidden is True
    return Presence.GONE if gone else Presence.PRESENT


class State(msgspec.Struct):
    workflow_state: str | UnsetType | None = UNSET
    enrollment_state: str | UnsetType | None = UNSET
    hidden: bool | UnsetType | None = UNSET
