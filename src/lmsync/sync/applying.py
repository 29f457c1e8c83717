"""Applying answers as they come: pages into records, ends into receipts. Each function belongs to one transaction."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

import structlog
from msgspec import Struct
from msgspec.structs import replace

from lmsync.crm_integration import Answer, CRMIntegration, End, Incomplete, Page, Provided, Scope, UpTo
from lmsync.errors import BadRecord, Refused, Retryable, trace_of_exception
from lmsync.kinds import SELF_REFERRING
from lmsync.records import Kind, Record
from lmsync.storable import unfit, without
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connection_kinds
from lmsync.store.keeping.erasures import erased_people
from lmsync.store.keeping.minimising import not_mirrored
from lmsync.store.mirror import course_counts, page_digests
from lmsync.store.mirror.apply_changes import Applied, apply_pages
from lmsync.sync.asking import Over
from lmsync.sync.continuing import CONTINUED, stamp_read_scopes
from lmsync.sync.kept import let_go_of_seen, note_delivered, with_kept_members
from lmsync.sync.ledger import Ledger
from lmsync.sync.left_out import without_erased, without_fields
from lmsync.sync.progress import note_progress, plan_requests
from lmsync.sync.reasons import FUNCTION_LOST
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.stored import compare
from lmsync.sync.words import FAILED_INSIDE, words_of

log = structlog.get_logger()

STAMP_AFTER_SECONDS = 10
"""A run that writes notes what it has read, for the run that may have to continue it. A run that finds nothing new
does so only when it lasts longer than this."""
COUNT_AFTER_SECONDS = 5
"""The courses of students and teachers are counted at the end of a phase, and in a long phase this often."""
COUNTED_PER_TRANSACTION = 1_000


def note_provided(tx: Tx, ledger: Ledger, integration: CRMIntegration, provided: Mapping[Kind, Provided]) -> None:
    """Store what this LMS delivers. A kind that was delivered once and is not offered any more is a loss: it fails,
    instead of becoming "not provided"."""
    before = connection_kinds.kinds_of(tx, ledger.connection_id)
    lost = {
        kind
        for kind, state in before.items()
        if state.provided and state.last_complete_at is not None and not provided[kind].provided
    }
    connection_kinds.note_provided(
        tx, ledger.connection_id, {kind: offer for kind, offer in provided.items() if kind not in lost}
    )
    for kind in lost:
        ledger.note_gap(Scope.all_of(kind), "function_lost", provided[kind].why or FUNCTION_LOST, needs_person=True)
    plan_requests(tx, ledger, integration)
    note_progress(tx, ledger, force=True)


def apply_answers(tx: Tx, ledger: Ledger, batch: Sequence[Answer | Over]) -> None:
    """Apply a batch of answers: pages first, then the ends that they lead to."""
    moved = _apply_pages(tx, ledger, [answer for answer in batch if isinstance(answer, Page)])
    _note_ends(tx, ledger, [answer for answer in batch if isinstance(answer, End | UpTo)])
    for answer in batch:
        if isinstance(answer, Incomplete):
            ledger.note_gap(answer.scope, answer.cause, answer.words, needs_person=answer.needs_person)
        elif isinstance(answer, Over):
            _note_over(ledger, answer)
    ledger.has_written |= moved
    let_go_of_seen(tx, ledger, force=False)
    if ledger.has_written or time.monotonic() - ledger.began > STAMP_AFTER_SECONDS:
        stamp_read_scopes(tx, ledger)
    note_progress(tx, ledger)


def _note_ends(tx: Tx, ledger: Ledger, ends: Sequence[End | UpTo]) -> None:
    for end in ends:
        receipt = ledger.receipt(end.scope)
        receipt.ends += 1
        if isinstance(end, UpTo):
            receipt.is_increment = True
        elif end.expected is not None:
            receipt.expected = (receipt.expected or 0) + end.expected
            receipt.counted += 1
    compare(tx, ledger, [ledger.receipt(scope) for scope in dict.fromkeys(end.scope for end in ends)])


def _note_over(ledger: Ledger, over: Over) -> None:
    first = ledger.receipt(over.reading.scopes[0])
    first.requests += over.meter.requests
    first.bytes += over.meter.bytes
    first.throttles += over.meter.throttles
    first.waited_seconds += over.meter.waited_seconds
    first.seconds += over.seconds
    receipts = [ledger.receipt(scope) for scope in over.reading.scopes]
    # A run that continues this one does not see again what this reading set aside or lost, in whichever of its scopes.
    whole = over.whole and not any(receipt.is_blemished for receipt in receipts)
    for scope, receipt in zip(over.reading.scopes, receipts, strict=True):
        receipt.overs += 1
        receipt.clean = receipt.clean and whole
        if over.failure is None:
            _note_to_stamp(ledger, receipt)
        elif not isinstance(over.failure, Retryable | Refused):
            # Also where the end was seen: what this program did wrong before is not known.
            receipt.spoil("internal_error", FAILED_INSIDE)
        elif scope in over.not_ended:
            refused = isinstance(over.failure, Refused)
            receipt.spoil(str(over.failure), words_of(over.failure), needs_person=refused)


def _note_to_stamp(ledger: Ledger, receipt: ScopeReceipt) -> None:
    over = receipt.overs >= receipt.readings
    whole = over and receipt.is_sweep and receipt.clean and not receipt.fewer_than_expected
    if whole and receipt.scope.kind in CONTINUED and not receipt.seen_before:
        ledger.unstamped.append(receipt)


def counting_is_due(ledger: Ledger) -> bool:
    return time.monotonic() - ledger.counted_at > COUNT_AFTER_SECONDS


def count_courses(tx: Tx, ledger: Ledger) -> bool:
    """Recount the courses of users whose enrolments changed, some at a time. Whether there are more.

    If the run dies first, the next one recounts.
    """
    count = min(COUNTED_PER_TRANSACTION, len(ledger.uncounted))
    if count:
        course_counts.count_courses(tx, ledger.connection_id, [ledger.uncounted.pop() for _ in range(count)])
    ledger.counted_at = time.monotonic()
    return bool(ledger.uncounted)


class _Decoded(Struct):
    """A page whose rows have to be looked at."""

    page: Page
    receipt: ScopeReceipt
    records: dict[str, Record]
    clean: bool
    """Whether all rows were understood."""


def _apply_pages(tx: Tx, ledger: Ledger, pages: Sequence[Page]) -> bool:
    """Whether anything was written. Pages of a kind are applied together, parents before their children."""
    pages = [_with_a_key_of_its_own(ledger, page) for page in pages]
    digests = {_place(page): page.digest for page in pages if page.digest}
    unchanged = page_digests.ids_of_unchanged_pages(tx, ledger.connection_id, digests)
    decoded: dict[Kind, list[_Decoded]] = {}
    for page in pages:
        receipt = ledger.receipt(page.scope)
        receipt.pages += 1
        ids = unchanged.get(_place(page)) if page.digest else None
        if ids is None:
            decoded.setdefault(page.scope.kind, []).append(_decoded(ledger, page, receipt))
        else:
            receipt.gathered.seen.update(ids)
            ledger.note_seen(page.scope.kind, ids)
            receipt.rows_read += len(ids)
            receipt.accepted += len(ids)
    moved = False
    for kind in Kind:
        for together in _together(kind, decoded.get(kind, [])):
            moved |= _apply_decoded(tx, ledger, kind, together)
    return moved


def _with_a_key_of_its_own(ledger: Ledger, page: Page) -> Page:
    """Of two pages with one key the later has no digest: the ids that are kept under the key are those of the first."""
    if not page.digest:
        return page
    place = _place(page)
    if place in ledger.places:
        log.error("two pages of a run have one key", kind=page.scope.kind.value, page=page.key)
        return replace(page, digest=b"")
    ledger.places.add(place)
    return page


def _decoded(ledger: Ledger, page: Page, receipt: ScopeReceipt) -> _Decoded:
    # A list that slips while it is read can show a row twice; the last one wins.
    records: dict[str, Record] = {}
    clean = True
    try:
        rows = [_storable(row) for row in page.rows()]
    except Exception as error:  # noqa: BLE001  logged without its message
        log.error("mapping a page failed", page=page.key, exception=trace_of_exception(error))
        receipt.spoil("internal_error", FAILED_INSIDE)
        return _Decoded(page, receipt, {}, clean=False)
    for row in rows:
        receipt.rows_read += 1
        if isinstance(row, BadRecord):
            clean = False
            receipt.put_aside(row.external_id, row.why if row.why.isidentifier() else "not_understood")
            ledger.note_seen(page.scope.kind, [row.external_id] if row.external_id is not None else ())
        else:
            receipt.accepted += 1
            records[row.external_id] = row
    return _Decoded(page, receipt, records, clean)


def _apply_decoded(tx: Tx, ledger: Ledger, kind: Kind, pages: Sequence[_Decoded]) -> bool:
    results = apply_records(tx, ledger, kind, [(page.receipt, list(page.records.values())) for page in pages])
    kept: dict[page_digests.PagePlace, tuple[bytes, Sequence[str]]] = {}
    for decoded, applied in zip(pages, results, strict=True):
        # A page that was left out of in part is decoded in every run: what is left out is counted, and may be lifted.
        clean = decoded.clean and not (applied.waiting or applied.losses or applied.unresolved or applied.left_out)
        decoded.receipt.gathered.waiting += applied.waiting
        decoded.receipt.clean = decoded.receipt.clean and clean and bool(decoded.page.digest)
        if decoded.page.digest and clean:
            kept[_place(decoded.page)] = decoded.page.digest, list(decoded.records)
        elif decoded.page.digest:
            page_digests.forget_digest(tx, ledger.connection_id, _place(decoded.page))
    page_digests.keep_digests(tx, ledger.connection_id, kept, now=int(time.time()))
    return any(applied.added or applied.changed for applied in results)


def apply_records(
    tx: Tx, ledger: Ledger, kind: Kind, pages: Sequence[tuple[ScopeReceipt, Sequence[Record]]]
) -> list[Applied]:
    """Store records that were accepted. Those that wait for a parent are not accepted until it is there. The only way into
    the store: here people who were erased are left out, and fields that the connection does not mirror; and here members
    stay in a group who are kept by a decision."""
    if names := not_mirrored(tx, ledger.connection_id).get(kind):
        pages = [(receipt, without_fields(names, records)) for receipt, records in pages]
    people = erased_people(tx, ledger.connection_id)
    left_out = [None if people is None else without_erased(people, records) for _, records in pages]
    pages = [
        (receipt, records if left is None else left.records)
        for (receipt, records), left in zip(pages, left_out, strict=True)
    ]
    for _, records in pages:
        note_delivered(ledger, kind, records)
    stored = with_kept_members(tx, ledger, kind, [records for _, records in pages])
    results = apply_pages(
        tx,
        [kept.records for kept in stored],
        kind=kind,
        connection_id=ledger.connection_id,
        run_id=ledger.run_id,
        now=int(time.time()),
    )
    for (receipt, records), applied, left, kept in zip(pages, results, left_out, stored, strict=True):
        applied.left_out = kept.is_touched
        if left is not None and left.is_touched:
            applied.left_out = True
            receipt.erased += left.count
            receipt.accepted -= left.count
        ledger.uncounted |= applied.touched_users
        receipt.gathered.seen.update(record.external_id for record in records)
        ledger.note_seen(kind, (record.external_id for record in records))
        receipt.accepted -= len(applied.waiting)
        receipt.added += applied.added
        receipt.changed += applied.changed
        receipt.gathered.valued.update(applied.valued)
        for name, ids in applied.losses.items():
            receipt.gathered.losses.setdefault(name, []).extend(ids)
    return results


def _storable(row: Record | BadRecord) -> Record | BadRecord:
    """The last look before the store, for integrations of every origin: one odd value must not fail a transaction."""
    if isinstance(row, BadRecord) or not (names := unfit(row)):
        return row
    external_id = None if "external_id" in names else row.external_id
    return without(row, names) or BadRecord(row.kind_of_record, external_id, "impossible_value")


def _place(page: Page) -> page_digests.PagePlace:
    return page_digests.PagePlace(page.scope.key, page.key)


def _together(kind: Kind, pages: Iterable[_Decoded]) -> Iterator[list[_Decoded]]:
    """Pages that can be applied at once: no record stands on two of them, and none is the parent of another's."""
    together: list[_Decoded] = []
    seen: set[str] = set()
    for page in pages:
        if together and (kind in SELF_REFERRING or not seen.isdisjoint(page.records)):
            yield together
            together, seen = [], set()
        together.append(page)
        seen.update(page.records)
    if together:
        yield together
