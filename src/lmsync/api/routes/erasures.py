"""One person: everything that is held on them, erased everywhere, and let back."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access.caller import Caller
from lmsync.access.rights import Right
from lmsync.api.answers import described
from lmsync.api.parts import Asked, Asking, Needed, NoParameters, json_response, write_as
from lmsync.api.person_answers import (
    CandidateRow,
    ErasedPerson,
    Erasure,
    HeldOfPerson,
    Lifted,
    LoggedChange,
    PersonExport,
)
from lmsync.api.problems import problems
from lmsync.errors import InvalidInput, NotAllowed, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, connections, erasures
from lmsync.store.mirror.erasing import rows_about
from lmsync.store.reading.person import held_on
from lmsync.store.reading.shown import parse_public_id, public_id, time_text

log = structlog.get_logger()
router = APIRouter(tags=["people"])
RecordId = Annotated[str, Path(max_length=200, examples=["school-usr-12"])]
OF_EXPORT = (
    Right.PERSONAL,
    Right.READ_STUDENTS,
    Right.READ_COURSES,
    Right.READ_LESSONS,
    Right.READ_GRADES,
    Right.READ_ATTENDANCE,
    Right.READ_CHANGES,
    Right.READ_RUNS,
)


class EraseRequest(BaseModel):
    """Who is erased."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Annotated[str, Field(max_length=200)]] | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="The ids that are erased, the one in the address among them, and no others. Needed without `dry_run`.",
        examples=[["school-usr-12", "college-usr-7"]],
    )


class AskedToErase(Asked):
    dry_run: bool = Field(default=False, description="Only say what would be erased.")


class Person(Struct, frozen=True):
    """An account in an LMS, stored or not."""

    id: str
    connection_id: int
    slug: str
    external_id: str


@router.post(
    "/crm/users/{record_id}/erase", responses={200: described(Erasure), **problems("not-found", "erasures-file")}
)
async def erase_user(
    record_id: RecordId, body: EraseRequest, query: Annotated[AskedToErase, Query()], parts: Needed, caller: Asking
) -> Response:
    """Erase a person: from the records, the search, the change log, held removals and everything that names them. No later
    run brings them back. With `dry_run` nothing is changed; begin with that, and look at the candidates."""
    _require_every_kind(caller)
    if body.ids is None and not query.dry_run:
        raise InvalidInput("ids", NAME_THEM)
    ids = list(dict.fromkeys(body.ids or [record_id]))
    if record_id not in ids:
        raise InvalidInput("ids", NAME_THEM)

    def look(tx: Tx) -> Erasure:
        return _looked_at(tx, [_person(tx, public, caller) for public in ids], caller)

    if query.dry_run:
        return json_response(await parts.database.read(look))

    def work(tx: Tx) -> Erasure:
        people = [_person(tx, public, caller) for public in ids]
        found = _looked_at(tx, people, caller)
        for number in dict.fromkeys(person.connection_id for person in people):
            those = [person for person in people if person.connection_id == number]
            counts = erasures.erase(tx, number, [person.external_id for person in those], parts.erasures)
            after = {"people": len(those), "records": sum(counts.values())}
            audit.note(tx, caller.actor, "people erased", f"connection:{those[0].slug}", after=after)
        found.dry_run = False
        for row in found.people:
            row.kept_away = True
        return found

    erased = await write_as(parts, caller, work)
    erased.cleaned = await parts.database.clean(erasures.clean)
    log.info("people erased", people=len(ids), cleaned=erased.cleaned, by=caller.name)
    return json_response(erased)


def _looked_at(tx: Tx, people: list[Person], caller: Caller) -> Erasure:
    slugs = _slugs(tx, caller)
    named = {(person.connection_id, person.external_id) for person in people}
    rows, candidates, named_in = [], {}, []
    for person in people:
        counts = rows_about(tx, person.connection_id, [person.external_id]).counts()
        known = erasures.erased_people(tx, person.connection_id)
        kept_away = known is not None and known.has(person.external_id)
        rows.append(ErasedPerson(id=person.id, connection=person.slug, counts=counts, kept_away=kept_away))
        for found in erasures.candidates(tx, person.connection_id, person.external_id, slugs):
            if (found.connection_id, found.external_id) not in named:
                slug = slugs[found.connection_id]
                public = public_id(slug, Kind.USER, found.external_id)
                candidates[public] = CandidateRow(id=public, connection=slug, matched_by=list(found.matched_by))
        for kind, external_id in erasures.named_in(tx, person.connection_id, person.external_id):
            named_in.append(public_id(person.slug, kind, external_id))
    return Erasure(
        dry_run=True,
        people=rows,
        candidates=list(candidates.values()),
        named_in=list(dict.fromkeys(named_in)),
        cleaned=None,
    )


@router.post(
    "/crm/users/{record_id}/lift", responses={200: described(Lifted), **problems("not-found", "erasures-file")}
)
async def lift_erasure(
    record_id: RecordId, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """Let a person back who was erased: the next run brings what the LMS has of them."""
    _require_every_kind(caller)

    def work(tx: Tx) -> Lifted:
        person = _parsed(tx, record_id, caller)
        if not erasures.lift(tx, person.connection_id, person.external_id, parts.erasures):
            raise NotFound("erased people")
        audit.note(tx, caller.actor, "erasure lifted", f"connection:{person.slug}")
        return Lifted(id=person.id, connection=person.slug)

    lifted = await write_as(parts, caller, work)
    log.info("erasure lifted", connection=lifted.connection, by=caller.name)
    return json_response(lifted)


@router.get("/crm/users/{record_id}/export", responses={200: described(PersonExport), **problems("not-found")})
async def export_user(
    record_id: RecordId, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """Everything that is held on one person, to hand it to them. Besides `read:students` it needs `personal` and every other
    scope for reading, so that nothing is left out."""
    for right in OF_EXPORT:
        caller.need(right)
    if caller.view.limited_to is not None:
        raise NotAllowed(Right.READ_STUDENTS, WITH_KINDS)

    def work(tx: Tx) -> PersonExport:
        person = _parsed(tx, record_id, caller)
        found = held_on(
            tx,
            record_id,
            caller.view,
            connection_id=person.connection_id,
            slug=person.slug,
            external_id=person.external_id,
        )
        return PersonExport(
            user=found.user,
            enrollments=found.rows[Kind.ENROLLMENT],
            groups=found.groups,
            submissions=found.rows[Kind.SUBMISSION],
            attendance=found.rows[Kind.ATTENDANCE],
            lessons=found.rows[Kind.LESSON],
            changes=[
                LoggedChange(
                    seq=change.seq,
                    at=_time(change.at),
                    kind=change.kind,
                    id=change.id,
                    change=change.change,
                    fields=change.fields,
                )
                for change in found.changes
            ],
            held_removals=[
                HeldOfPerson(
                    id=decision.id,
                    kind=decision.kind,
                    reason=decision.reason,
                    state=decision.state,
                    held_at=_time(time_text(decision.held_at)),
                )
                for decision in found.decisions
            ],
        )

    return json_response(await parts.database.read(work))


def _time(text: str | None) -> str:
    assert text is not None
    return text


def _slugs(tx: Tx, caller: Caller) -> dict[int, str]:
    """Of all connections that the caller may know of, also of forgotten ones: their records are kept."""
    return {number: slug for number, slug in connections.every_slug(tx).items() if caller.view.sees(number)}


def _parsed(tx: Tx, public: str, caller: Caller) -> Person:
    """Raises `NotFound`."""
    parsed = parse_public_id(public)
    numbers = {slug: number for number, slug in _slugs(tx, caller).items()}
    if parsed is None or parsed[1] is not Kind.USER or parsed[0] not in numbers:
        raise NotFound("users")
    return Person(public, numbers[parsed[0]], parsed[0], parsed[2])


def _person(tx: Tx, public: str, caller: Caller) -> Person:
    """Somebody who is stored, removed or not, or was erased already. Raises `NotFound`."""
    person = _parsed(tx, public, caller)
    if not rows_about(tx, person.connection_id, [person.external_id]).going:
        known = erasures.erased_people(tx, person.connection_id)
        if known is None or not known.has(person.external_id):
            raise NotFound("users")
    return person


def _require_every_kind(caller: Caller) -> None:
    """An erasure is about records of every kind. Raises `NotAllowed`."""
    if caller.view.limited_to is not None:
        raise NotAllowed(Right.ERASE, WITH_KINDS)


NAME_THEM = Words(
    en="Name the ids to be erased, the one in the address among them: nobody else is. Ask with dry_run=true first.",
    ru="Перечислите id тех, кого нужно стереть, включая id из адреса: больше никто стёрт не будет. Сначала запросите с "
    "dry_run=true.",
)
WITH_KINDS = Words(
    en="This is about records of every kind, and this token is limited to some kinds.",
    ru="Это касается записей всех видов, а этот токен ограничен отдельными видами.",
)
