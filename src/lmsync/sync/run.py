"""One run: an integration is read phase by phase, its pages are applied as they come, and only what a complete
listing did not contain may go.

Questions are asked in the event loop, several at once. Everything that touches the database happens in one
thread, in short transactions; between the two stands a short queue, so that memory does not grow with the school.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import structlog
from msgspec import Struct

from lmsync.crm_integration import CRMIntegration, End, Incomplete, Page, Phase, Presence, Provided, Reading, Scope
from lmsync.errors import (
    BadRecord,
    DatabaseUnavailable,
    LmsyncError,
    NeedsAttention,
    Refused,
    Retryable,
    Words,
    trace_of_exception,
)
from lmsync.lms_http import Meter, metered
from lmsync.records import Kind, Record, unfit, without
from lmsync.store import apply_changes, change_log, connections, held, page_digests, sync_runs
from lmsync.store.database import Database, Tx
from lmsync.store.held import HeldRemoval
from lmsync.sync.receipt import ScopeReceipt, sums_by_kind
from lmsync.sync.removals import (
    FUNCTION_LOST,
    REMOVALS_HELD,
    UNREACHABLE,
    WITHHELD,
    Limits,
    Missing,
    Standing,
    decide,
    is_withheld,
)

log = structlog.get_logger()

STAMP_AFTER_SECONDS = 10
"""A run that writes notes what it has read, for the run that may have to continue it; one that finds nothing new does
so only when it lasts longer than this."""
QUEUED_ANSWERS = 64
ANSWERS_PER_TRANSACTION = 48
LINGER_SECONDS = 0.02
"""Answers that come within this are applied together: a transaction has a price of its own."""
PROGRESS_SECONDS = 0.5
COUNT_AFTER_SECONDS = 5
"""Who is a student, and of how many courses, is counted at the end of a phase, and in a long one this often."""
COUNTED_PER_TRANSACTION = 1_000
SCOPES_PER_QUESTION = 50

CONTINUED = frozenset({Kind.SECTION, Kind.ENROLLMENT, Kind.GROUP, Kind.CATEGORY, Kind.ITEM, Kind.LESSON})
"""Kinds whose scopes are not read again when a run continues one that was interrupted. The lists that stand above them
are short, and everything else is found through them."""

T = TypeVar("T")


class Outcome(Struct, frozen=True):
    """How a run ended: `complete`, `partial`, `failed` or `needs_attention`."""

    state: str
    cause: str | None = None
    words: Words | None = None


class StoredKnown:
    """What is stored, as an integration may ask for it."""

    def __init__(self, tx: Tx, connection_id: int) -> None:
        self._tx = tx
        self._connection_id = connection_id

    def ids(self, kind: Kind, *, parent: str | None = None) -> Sequence[str]:
        parent_kind = Kind.COURSE if parent is not None else None
        return apply_changes.ids_in_scope(self._tx, self._connection_id, kind, parent_kind, parent)

    def ids_in(self, scope: Scope) -> Sequence[str]:
        return apply_changes.ids_in_scope(self._tx, self._connection_id, scope.kind, scope.parent_kind, scope.parent)

    def ids_by_course(self, kind: Kind, prefix: str) -> Mapping[str, Sequence[str]]:
        return apply_changes.ids_by_course(self._tx, self._connection_id, kind, prefix)


class _Cancelled(Exception):
    """The connection was forgotten while it was read, or another run took the place of this one."""


PASSED_ON = (NeedsAttention, DatabaseUnavailable, _Cancelled)
"""What ends the run, wherever it is raised; any other error is about what was being read."""


class _Over(Struct):
    """A reading has been asked to its end, or it failed."""

    reading: Reading
    meter: Meter
    seconds: float
    failure: Exception | None


class SyncRun:
    """A run that was claimed; `go` reads everything once."""

    def __init__(
        self,
        database: Database,
        integration: CRMIntegration,
        connection_id: int,
        run_id: int,
        limits: Limits,
    ) -> None:
        self._database = database
        self._integration = integration
        self._connection_id = connection_id
        self._run_id = run_id
        self._limits = limits
        self._receipts: dict[Scope, ScopeReceipt] = {}
        self._complete_kinds: set[Kind] = set()
        self._unreachable: dict[Kind, set[str]] = {}
        """Parents that are not listed and not known to be gone, or whose removal is held: their children stay."""
        self._handled: dict[Kind, set[str]] = {}
        """Records that were removed or held together with their parent."""
        self._read_before: dict[tuple[str, str], sync_runs.ReadBefore] = {}
        """What the run that this one continues has read, and when."""
        self._planned_requests = 0
        self._uncounted: set[int] = set()
        """Our numbers of people whose enrolments moved since their courses were counted."""
        self._counted_at = time.monotonic()
        self._phase = "open"
        self._next_note = 0.0
        self._unstamped: list[ScopeReceipt] = []
        self._moved = False
        """Whether this run has written anything."""
        self._lost = False
        """Whether the database failed: then what is remembered here may not be what was stored."""
        self._began = time.monotonic()
        self._started_at = int(time.time())
        # A thread that waits for nothing but this run.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix=f"run-{run_id}")

    async def go(self) -> Outcome:
        """Read, apply, judge, and keep the receipt. What is cancelled half-way keeps what it applied.

        Raises nothing that has to do with the LMS: that is in the outcome. Raises `DatabaseUnavailable`; then the run
        is left as one that was killed, because what it remembers may not be what was stored.
        """
        began = time.monotonic()
        outcome = Outcome("failed", "internal_error", INTERNAL_ERROR)
        try:
            outcome = await self._read_everything()
        except asyncio.CancelledError:
            outcome = Outcome("interrupted")
            raise
        except _Cancelled:
            outcome = Outcome("cancelled")
        except DatabaseUnavailable:
            raise  # whoever called says so
        except NeedsAttention as trouble:
            outcome = Outcome("needs_attention", trouble.cause, trouble.words)
        except (Retryable, Refused) as trouble:
            outcome = Outcome("failed", trouble.cause, _words_of(trouble))
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("run failed", run=self._run_id, exception=trace_of_exception(error))
        finally:
            try:
                if not self._lost:
                    await self._end(outcome, round((time.monotonic() - began) * 1000))
            finally:
                self._writer.submit(self._database.let_go)
                self._writer.shutdown()
        return outcome

    async def _end(self, outcome: Outcome, milliseconds: int) -> None:
        """Also when this task is being cancelled: the thread finishes what it was given, then writes the end."""
        ended = self._writer.submit(self._finish, outcome, milliseconds)
        if outcome.state == "interrupted":
            ended.result()
        else:
            await asyncio.shield(asyncio.wrap_future(ended))

    async def _in_writer(self, work: Callable[..., T], *args: Any) -> T:
        def watched() -> T:
            # Noted here, because a task that is cancelled meanwhile never hears of it.
            try:
                return work(*args)
            except DatabaseUnavailable:
                self._lost = True
                raise

        return await asyncio.get_running_loop().run_in_executor(self._writer, watched)

    @contextmanager
    def _write(self) -> Iterator[Tx]:
        """One transaction of a run that is still the one that runs."""
        with self._database.write() as tx:
            if not sync_runs.is_running(tx, self._run_id):
                raise _Cancelled
            yield tx

    async def _read_everything(self) -> Outcome:
        provided = await self._integration.open()
        await self._in_writer(self._note_provided, provided)
        for phase in self._integration.phases:
            self._phase = phase.name
            readings = await self._in_writer(self._readings_of, phase)
            await self._ask_all(readings)
            await self._in_writer(self._close_scopes, phase)
            for kind in phase.kinds:
                await self._judge(kind)
        return self._outcome()

    # Asking

    def _readings_of(self, phase: Phase) -> list[Reading]:
        with self._write() as tx:
            try:
                readings = list(self._integration.readings(phase, StoredKnown(tx, self._connection_id)))
            except PASSED_ON:
                raise
            except Exception as error:  # noqa: BLE001  logged without its message
                log.error(
                    "planning a phase failed", run=self._run_id, phase=phase.name, exception=trace_of_exception(error)
                )
                readings = []
                for kind in phase.kinds:
                    receipt = self._receipt(Scope(kind))
                    receipt.planned = True
                    receipt.spoil("internal_error", FAILED_INSIDE)
            for reading in readings:
                for scope in reading.scopes:
                    self._receipt(scope).planned = True
            due = []
            for reading in readings:
                if self._was_read(tx, reading):
                    self._integration.skipped(reading)
                else:
                    due.append(reading)
        return due

    def _was_read(self, tx: Tx, reading: Reading) -> bool:
        """Whether the run that this one continues has read all of it, and what it saw is still known."""
        scopes = reading.scopes
        if not all(
            scope.kind in CONTINUED and (scope.kind.value, scope.parent or "") in self._read_before for scope in scopes
        ):
            return False
        found = {
            scope: page_digests.ids_of_read_scope(
                tx, connection_id=self._connection_id, kind=scope.kind, parent=scope.parent
            )
            for scope in scopes
        }
        if any(
            ids is None or len(ids) != self._read_before[scope.kind.value, scope.parent or ""].rows
            for scope, ids in found.items()
        ):
            return False
        receipts = [self._receipt(scope) for scope in found]
        for receipt, ids in zip(receipts, found.values(), strict=True):
            receipt.end_seen = True
            receipt.gathered.seen.update(ids or ())
            receipt.rows_read = receipt.accepted = len(ids or ())
            receipt.read_at = self._read_before[receipt.scope.kind.value, receipt.scope.parent or ""].at
        self._compare(tx, receipts)
        self._stamp(tx, receipts)
        return True

    def _stamp(self, tx: Tx, receipts: Iterable[ScopeReceipt]) -> None:
        receipts = list(receipts)
        told = [
            (one.scope.kind, one.scope.parent, one.seen_rows, self._started_at if one.read_at is None else one.read_at)
            for one in receipts
        ]
        sync_runs.stamp_scopes(tx, self._connection_id, self._run_id, told)
        for one in receipts:
            one.stamped = True

    async def _ask_all(self, readings: Sequence[Reading]) -> None:
        """Several readings at once; their answers go through one queue to the writer."""
        answers: asyncio.Queue[Page | End | Incomplete | _Over | None] = asyncio.Queue(QUEUED_ANSWERS)
        left = iter(readings)

        async def ask() -> None:
            for reading in left:
                await self._ask(reading, answers)

        async def ask_everything() -> None:
            async with asyncio.TaskGroup() as askers:
                for _ in range(min(self._integration.in_flight, len(readings))):
                    askers.create_task(ask())
            await answers.put(None)

        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(ask_everything())
                both.create_task(self._apply_all(answers))
        except* (NeedsAttention, DatabaseUnavailable, _Cancelled) as group:
            raise _first(group) from None

    async def _ask(self, reading: Reading, answers: "asyncio.Queue[Page | End | Incomplete | _Over | None]") -> None:
        began = time.monotonic()
        failure: Exception | None = None
        with metered() as meter:
            try:
                async for answer in self._integration.pages(reading):
                    await answers.put(answer)
            except PASSED_ON:
                raise
            except (Retryable, Refused) as trouble:
                failure = trouble
            except Exception as error:  # noqa: BLE001  logged without its message
                log.error("reading failed", run=self._run_id, reading=reading.name, exception=trace_of_exception(error))
                failure = error
        await answers.put(_Over(reading, meter, time.monotonic() - began, failure))

    async def _apply_all(self, answers: "asyncio.Queue[Page | End | Incomplete | _Over | None]") -> None:
        over = False
        while not over:
            batch = [await answers.get()]
            if answers.qsize() < ANSWERS_PER_TRANSACTION:
                await asyncio.sleep(LINGER_SECONDS)
            while len(batch) < ANSWERS_PER_TRANSACTION and not answers.empty():
                batch.append(answers.get_nowait())
            over = None in batch
            await self._in_writer(self._apply, [one for one in batch if one is not None])

    # Applying: everything from here on runs in the writer's thread

    def _receipt(self, scope: Scope) -> ScopeReceipt:
        found = self._receipts.get(scope)
        if found is None:
            found = self._receipts[scope] = ScopeReceipt(scope)
        return found

    def _note_provided(self, provided: Mapping[Kind, Provided]) -> None:
        """What was delivered once and is not offered any more is a loss, and no "not provided"."""
        with self._write() as tx:
            self._read_before = sync_runs.scopes_to_continue(tx, self._connection_id, self._run_id)
            before = connections.kinds_of(tx, self._connection_id)
            lost = {
                kind
                for kind, state in before.items()
                if state.provided and state.last_complete_at is not None and not provided[kind].provided
            }
            connections.note_provided(
                tx, self._connection_id, {kind: one for kind, one in provided.items() if kind not in lost}
            )
            if any(kind in before and before[kind].provided != one.provided for kind, one in provided.items()):
                connections.raise_generation(tx, self._connection_id)
            self._planned_requests = self._integration.plan(StoredKnown(tx, self._connection_id)).total
            self._note_progress(tx, force=True)
        for kind in lost:
            receipt = self._receipt(Scope(kind))
            receipt.planned = True
            receipt.spoil("function_lost", provided[kind].why or FUNCTION_LOST, needs_person=True)

    def _note_progress(self, tx: Tx, *, force: bool = False) -> None:
        now = time.monotonic()
        if force or now > self._next_note:
            counts = sums_by_kind(self._receipts.values())
            # A large school has many scopes to sum up; that must not become the work.
            self._next_note = now + max(PROGRESS_SECONDS, 20 * (time.monotonic() - now))
            sync_runs.note_progress(
                tx, self._run_id, phase=self._phase, planned_requests=self._planned_requests, counts=counts
            )

    def _apply(self, batch: Sequence[Page | End | Incomplete | _Over]) -> None:
        with self._write() as tx:
            moved = self._apply_pages(tx, [one for one in batch if isinstance(one, Page)])
            self._note_ends(tx, [one for one in batch if isinstance(one, End)])
            for one in batch:
                if isinstance(one, Incomplete):
                    self._receipt(one.scope).spoil(one.cause, one.words, needs_person=one.needs_person)
                elif isinstance(one, _Over):
                    self._note_over(one)
            if moved:
                connections.raise_generation(tx, self._connection_id)
            self._moved |= moved
            if self._moved or time.monotonic() - self._began > STAMP_AFTER_SECONDS:
                self._stamp_all(tx)
            self._note_progress(tx)
        if time.monotonic() - self._counted_at > COUNT_AFTER_SECONDS:
            self._count_courses()

    def _note_ends(self, tx: Tx, ends: Sequence[End]) -> None:
        for end in ends:
            receipt = self._receipt(end.scope)
            receipt.end_seen, receipt.expected = True, end.expected
            whole = receipt.clean and receipt.cause is None and not receipt.fewer_than_expected
            if whole and receipt.scope.kind in CONTINUED:
                self._unstamped.append(receipt)
        self._compare(tx, [self._receipt(end.scope) for end in ends])

    def _count_courses(self) -> None:
        """Who moved is counted once for all the lists that they stand on. A run that dies before leaves it to the next."""
        while self._uncounted:
            some = [self._uncounted.pop() for _ in range(min(COUNTED_PER_TRANSACTION, len(self._uncounted)))]
            with self._write() as tx:
                apply_changes.count_courses(tx, some)
                connections.raise_generation(tx, self._connection_id)
        self._counted_at = time.monotonic()

    def _stamp_all(self, tx: Tx) -> None:
        """Should this run be interrupted, the next one knows what was read."""
        self._stamp(tx, self._unstamped)
        self._unstamped.clear()

    def _note_over(self, over: _Over) -> None:
        first = self._receipt(over.reading.scopes[0])
        first.requests += over.meter.requests
        first.bytes += over.meter.bytes
        first.throttles += over.meter.throttles
        first.seconds += over.seconds
        for scope in over.reading.scopes:
            receipt = self._receipt(scope)
            if over.failure is None:
                continue
            if not isinstance(over.failure, Retryable | Refused):
                # Also where the end was seen: what this program did wrong before is not known.
                receipt.spoil("internal_error", FAILED_INSIDE)
            elif not receipt.end_seen:
                refused = isinstance(over.failure, Refused)
                receipt.spoil(str(over.failure), _words_of(over.failure), needs_person=refused)

    def _apply_pages(self, tx: Tx, pages: Sequence[Page]) -> bool:
        """Whether anything was written. Pages of a kind are applied together, parents before their children."""
        digests = {_place(page): page.digest for page in pages if page.digest}
        unchanged = page_digests.ids_of_unchanged_pages(tx, self._connection_id, digests)
        decoded: dict[Kind, list[_Decoded]] = {}
        for page in pages:
            receipt = self._receipt(page.scope)
            receipt.pages += 1
            ids = unchanged.get(_place(page)) if page.digest else None
            if ids is None:
                decoded.setdefault(page.scope.kind, []).append(self._decoded(page, receipt))
            else:
                receipt.gathered.seen.update(ids)
                receipt.rows_read += len(ids)
                receipt.accepted += len(ids)
        moved = False
        for kind in Kind:
            for together in _together(kind, decoded.get(kind, [])):
                moved |= self._apply_decoded(tx, kind, together)
        return moved

    def _decoded(self, page: Page, receipt: ScopeReceipt) -> "_Decoded":
        # A list that slips while it is read can show a row twice; the last one wins.
        records: dict[str, Record] = {}
        clean = True
        try:
            rows = [_storable(row) for row in page.rows()]
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("mapping a page failed", run=self._run_id, page=page.key, exception=trace_of_exception(error))
            receipt.spoil("internal_error", FAILED_INSIDE)
            return _Decoded(page, receipt, {}, clean=False)
        for row in rows:
            receipt.rows_read += 1
            if isinstance(row, BadRecord):
                clean = False
                receipt.put_aside(row.external_id, row.why if row.why.isidentifier() else "not_understood")
            else:
                receipt.accepted += 1
                records[row.external_id] = row
        return _Decoded(page, receipt, records, clean)

    def _apply_decoded(self, tx: Tx, kind: Kind, pages: Sequence["_Decoded"]) -> bool:
        every = self._apply_records(tx, kind, [(one.receipt, list(one.records.values())) for one in pages])
        kept: dict[page_digests.PagePlace, tuple[bytes, Sequence[str]]] = {}
        for one, applied in zip(pages, every, strict=True):
            clean = one.clean and not (applied.waiting or applied.losses or applied.unresolved)
            one.receipt.gathered.waiting += applied.waiting
            one.receipt.clean = one.receipt.clean and clean and bool(one.page.digest)
            if one.page.digest and clean:
                kept[_place(one.page)] = one.page.digest, list(one.records)
            elif one.page.digest:
                page_digests.forget_digest(tx, self._connection_id, _place(one.page))
        page_digests.keep_digests(tx, self._connection_id, kept)
        return any(applied.added or applied.changed for applied in every)

    def _apply_records(
        self, tx: Tx, kind: Kind, pages: Sequence[tuple[ScopeReceipt, Sequence[Record]]]
    ) -> list[apply_changes.Applied]:
        """Of records that were accepted; those that have to wait for a parent are not, until it is there."""
        every = apply_changes.apply_pages(
            tx,
            [records for _, records in pages],
            kind=kind,
            connection_id=self._connection_id,
            run_id=self._run_id,
            now=int(time.time()),
        )
        for (receipt, records), applied in zip(pages, every, strict=True):
            self._uncounted |= applied.touched_users
            receipt.gathered.seen.update(record.external_id for record in records)
            receipt.accepted -= len(applied.waiting)
            receipt.added += applied.added
            receipt.changed += applied.changed
            receipt.gathered.valued.update(applied.valued)
            for name, ids in applied.losses.items():
                receipt.gathered.losses.setdefault(name, []).extend(ids)
        return every

    # Closing what was read

    def _closing(self, kinds: Iterable[Kind]) -> list[ScopeReceipt]:
        wanted = set(kinds)
        return [one for one in self._receipts.values() if one.planned and one.scope.kind in wanted]

    def _close_scopes(self, phase: Phase) -> None:
        """The phase is over: children that waited for parents, lost fields, expected counts."""
        with self._write() as tx:
            before = sum(one.added + one.changed for one in self._receipts.values())
            for kind in phase.kinds:
                receipts = self._closing([kind])
                for receipt in receipts:
                    self._close_scope(tx, receipt)
                # Parents first: the next kind may ask whether its parents' is complete.
                if receipts and all(one.complete for one in receipts):
                    self._complete_kinds.add(kind)
            if sum(one.added + one.changed for one in self._receipts.values()) != before:
                connections.raise_generation(tx, self._connection_id)
            self._note_progress(tx, force=True)
        self._count_courses()

    def _close_scope(self, tx: Tx, receipt: ScopeReceipt) -> None:
        if not receipt.is_settled and receipt.gathered.waiting:
            self._retry_waiting(tx, receipt)
        if not receipt.end_seen:
            receipt.spoil("no_end_seen")
        if receipt.nameless:
            receipt.spoil("rows_not_understood", needs_person=True, words=NOT_UNDERSTOOD)
        if receipt.much_not_understood:
            receipt.spoil("rows_not_understood", needs_person=True, words=MUCH_NOT_UNDERSTOOD)
        if receipt.fewer_than_expected:
            receipt.spoil("fewer_than_expected")
        if not receipt.is_settled:
            self._judge_losses(tx, receipt)
        receipt.let_go()

    def _retry_waiting(self, tx: Tx, receipt: ScopeReceipt) -> None:
        # The same record may wait on several pages; the last one wins.
        waiting = list({one.external_id: one for one in receipt.gathered.waiting}.values())
        receipt.gathered.waiting = []
        receipt.accepted += len(waiting)
        (applied,) = self._apply_records(tx, receipt.scope.kind, [(receipt, waiting)])
        for orphan in applied.waiting:
            receipt.put_aside(orphan.external_id, "unknown_parent")
            owners = apply_changes.OWNERS[receipt.scope.kind]
            parents = {type(orphan).references[name] for name in owners if getattr(orphan, name)}
            if not parents <= self._complete_kinds:
                receipt.spoil("unknown_parent")

    def _judge_losses(self, tx: Tx, receipt: ScopeReceipt) -> None:
        gone = {}
        losses, receipt.gathered.losses = receipt.gathered.losses, {}
        for name, ids in losses.items():
            if is_withheld(len(ids), receipt.gathered.valued[name], self._limits):
                receipt.withheld = {**(receipt.withheld or {}), name: len(ids)}
            elif receipt.complete:
                gone[name] = ids
        if receipt.withheld:
            receipt.spoil("withheld", WITHHELD, needs_person=True)
        elif gone:
            receipt.changed += apply_changes.apply_losses(
                tx,
                gone,
                kind=receipt.scope.kind,
                connection_id=self._connection_id,
                run_id=self._run_id,
                now=int(time.time()),
            )

    # Judging what is missing

    async def _judge(self, kind: Kind) -> None:
        try:
            missing, rows = await self._in_writer(self._missing, kind)
            if kind in self._integration.confirmed:
                missing = await self._confirmed(kind, missing)
            await self._in_writer(self._decide, kind, missing, rows)
        except PASSED_ON:
            raise
        except Exception as error:  # noqa: BLE001  logged without its message
            # Nothing of this kind is removed, and its children stay too.
            log.error("judging failed", run=self._run_id, kind=kind.value, exception=trace_of_exception(error))
            for receipt in self._closing([kind]):
                self._unreachable.setdefault(kind, set()).update(receipt.missing)
                receipt.spoil("internal_error", FAILED_INSIDE)
                receipt.removed = 0
            self._complete_kinds.discard(kind)

    def _missing(self, kind: Kind) -> tuple[list[Missing], int]:
        """What complete listings did not contain, and how many rows their scopes have."""
        complete = [one for one in self._closing([kind]) if one.complete]
        handled = self._handled.get(kind, set())
        # Since a list ended, another may have shown what it did not: a lesson that went to another course.
        with self._database.read() as tx:
            still = {
                receipt.scope: set(stored)
                for receipt, stored in self._stored_of(tx, [r for r in complete if r.missing])
            }
        found = [
            Missing(
                one.scope, tuple(i for i in one.missing if i in still[one.scope] and i not in handled), one.stored_rows
            )
            for one in complete
        ]
        return found, sum(one.stored_rows for one in complete)

    def _compare(self, tx: Tx, ended: Sequence[ScopeReceipt]) -> None:
        """What is stored of scopes that were read to their end, and was not seen. Who was seen is then let go of."""
        for receipt, stored in self._stored_of(tx, ended):
            count, missing, seen = 0, [], receipt.gathered.seen
            for external_id in stored:
                count += 1
                if external_id not in seen:
                    missing.append(external_id)
            receipt.compared(count, missing)

    def _stored_of(self, tx: Tx, receipts: Sequence[ScopeReceipt]) -> Iterator[tuple[ScopeReceipt, Iterable[str]]]:
        """What is stored of each scope; asked for many scopes at a time, and few enough to hold in memory."""
        of_parents: dict[tuple[Kind, Kind], list[ScopeReceipt]] = {}
        for one in receipts:
            scope = one.scope
            if scope.parent_kind is not None and scope.parent is not None:
                of_parents.setdefault((scope.kind, scope.parent_kind), []).append(one)
            else:
                yield one, apply_changes.each_in_scope(tx, self._connection_id, scope.kind, scope.parent_kind)
        for (kind, parent_kind), every in of_parents.items():
            for start in range(0, len(every), SCOPES_PER_QUESTION):
                some = every[start : start + SCOPES_PER_QUESTION]
                parents = [str(one.scope.parent) for one in some]
                stored = apply_changes.ids_by_parent(tx, self._connection_id, kind, parent_kind, parents)
                yield from ((one, stored[str(one.scope.parent)]) for one in some)

    async def _confirmed(self, kind: Kind, missing: Sequence[Missing]) -> list[Missing]:
        """Only what the LMS says is gone. The rest is unreachable: kept, and its scope is partial."""
        wanted = [external_id for one in missing for external_id in one.ids]
        if not wanted:
            return list(missing)
        try:
            answers: Mapping[str, Presence] = await self._integration.confirm(kind, wanted)
        except PASSED_ON:
            raise
        except Exception as trouble:  # noqa: BLE001  logged without its message
            cause, words = f"not confirmed: {trouble}", None
            if isinstance(trouble, Retryable | Refused):
                words = _words_of(trouble)
            else:
                cause, words = "internal_error", FAILED_INSIDE
                log.error("confirming failed", run=self._run_id, kind=kind.value, exception=trace_of_exception(trouble))
            for one in missing:
                if one.ids:
                    self._receipt(one.scope).spoil(cause, words)
            self._unreachable.setdefault(kind, set()).update(wanted)
            return [Missing(one.scope, (), one.stored) for one in missing]
        confirmed = []
        for one in missing:
            gone = tuple(external_id for external_id in one.ids if answers.get(external_id) is Presence.GONE)
            kept = set(one.ids) - set(gone)
            if kept:
                self._unreachable.setdefault(kind, set()).update(kept)
                self._receipt(one.scope).spoil("unreachable", UNREACHABLE, needs_person=True)
            confirmed.append(Missing(one.scope, gone, one.stored))
        return confirmed

    def _decide(self, kind: Kind, missing: Sequence[Missing], rows: int) -> None:
        """Remove what may go, hold what must wait, and let decisions go whose records are back."""
        with self._write() as tx:
            absent = [external_id for part in missing for external_id in part.ids]
            decisions = decide(
                kind,
                missing,
                # Counting takes a scan: not in the usual run, in which nothing is missing.
                {kind: rows, **(self._stored_children(tx, kind) if absent else {})},
                apply_changes.children_by_parent(tx, self._connection_id, kind, absent) if absent else {},
                dismissed=_of_kind(held.dismissed(tx, self._connection_id), kind),
                waiting=_of_kind(held.waiting(tx, self._connection_id), kind),
                kept_parents=self._children_of_kept(tx, kind),
                read_whole=not self._may_be_unread(kind),
                limits=self._limits,
            )
            for removal in decisions.remove:
                self._remove(tx, {**removal.children, kind: removal.ids}, self._receipt(removal.scope))
            for hold in decisions.all_holds:
                self._note_handled({kind: hold.ids, **hold.children})
            held_ids = {external_id for hold in decisions.all_holds for external_id in hold.ids}
            for part in missing:
                if not held_ids.isdisjoint(part.ids):
                    self._receipt(part.scope).held = True
            for hold in decisions.hold:
                held.hold(
                    tx,
                    connection_id=self._connection_id,
                    run_id=self._run_id,
                    kind=kind,
                    parent=hold.scope.parent if hold.scope else None,
                    ids={kind: hold.ids, **hold.children},
                    reason=hold.reason,
                )
            for number in decisions.withdraw:
                held.decide(tx, number, "withdrawn", "run")
            if decisions.remove:
                connections.raise_generation(tx, self._connection_id)
            self._close_kind(tx, kind)

    def _stored_children(self, tx: Tx, kind: Kind) -> dict[Kind, int]:
        """How many rows of each kind of child are stored."""
        return {
            child: apply_changes.count_present(tx, self._connection_id, child)
            for child in apply_changes.kinds_below(kind)
        }

    def _note_handled(self, ids: Mapping[Kind, Iterable[str]]) -> None:
        for kind, of_kind in ids.items():
            self._handled.setdefault(kind, set()).update(of_kind)

    def _children_of_kept(self, tx: Tx, kind: Kind) -> set[str]:
        """Records of this kind whose parent is unreachable: neither read nor removed."""
        kept: set[str] = set()
        for parent_kind, parents in self._unreachable.items():
            kept.update(apply_changes.children_of(tx, self._connection_id, parent_kind, parents).get(kind, ()))
        return kept

    def _remove(self, tx: Tx, ids: Mapping[Kind, Sequence[str]], receipt: ScopeReceipt) -> None:
        self._note_handled(ids)
        for kind, of_kind in ids.items():
            receipt.removed += apply_changes.remove(
                tx,
                of_kind,
                kind=kind,
                connection_id=self._connection_id,
                run_id=self._run_id,
                now=int(time.time()),
            )

    def _may_be_unread(self, kind: Kind) -> bool:
        return not all(one.complete for one in self._closing([kind]))

    def _close_kind(self, tx: Tx, kind: Kind) -> None:
        """Totals are counted by the run, not by the reader."""
        receipts = self._closing([kind])
        complete = bool(receipts) and all(one.complete for one in receipts)
        if not complete:
            self._complete_kinds.discard(kind)
        connections.note_kind(
            tx,
            self._connection_id,
            kind,
            total=apply_changes.count_present(tx, self._connection_id, kind),
            # As old as the oldest part of it.
            complete_at=min(self._started_at, *(one.read_at or self._started_at for one in receipts))
            if complete
            else None,
        )

    # The end

    def _outcome(self) -> Outcome:
        planned = [one for one in self._receipts.values() if one.planned]
        incomplete = [one for one in planned if not one.complete]
        if not incomplete:
            return Outcome("complete")
        inside = next((one for one in incomplete if one.cause == "internal_error"), incomplete[0])
        worst = next((one for one in incomplete if one.needs_person), inside)
        return Outcome("partial", worst.cause, worst.words)

    def _finish(self, outcome: Outcome, milliseconds: int) -> None:
        planned = [one for one in self._receipts.values() if one.planned]
        with suppress(_Cancelled):
            self._count_courses()
        with self._database.write() as tx:
            if not sync_runs.is_running(tx, self._run_id):
                return
            if outcome.state in {"complete", "partial"}:
                # Removed parents took children of kinds along that were counted before.
                for kind in {one.scope.kind for one in planned}:
                    total = apply_changes.count_present(tx, self._connection_id, kind)
                    connections.note_kind(tx, self._connection_id, kind, total=total, complete_at=None)
            connections.count_people(tx, self._connection_id)
            told = [one for one in planned if one.state != "unchanged"]
            sync_runs.save_scopes(tx, (one.row(self._run_id) for one in told))
            self._stamp(tx, [one for one in told if one.complete and not one.stamped])
            if outcome.state == "interrupted":
                self._stamp_all(tx)
            self._tell(tx, outcome, planned)
            sync_runs.finish_run(
                tx,
                self._run_id,
                state=outcome.state,
                duration_ms=milliseconds,
                counts=sums_by_kind(self._receipts.values()),
                error=(outcome.cause, outcome.words or WAITS) if outcome.cause else None,
            )
            sync_runs.prune_runs(tx, self._connection_id)
            change_log.prune_log(tx)
        log.info(
            "run finished",
            run=self._run_id,
            connection=self._connection_id,
            state=outcome.state,
            cause=outcome.cause,
            milliseconds=milliseconds,
        )

    def _tell(self, tx: Tx, outcome: Outcome, planned: Sequence[ScopeReceipt]) -> None:
        """Whether a person is needed, or no longer."""
        waiting = held.waiting(tx, self._connection_id)
        needing = next((one for one in planned if one.needs_person), None)
        if outcome.state == "needs_attention" and outcome.cause and outcome.words:
            connections.need_attention(tx, self._connection_id, outcome.cause, outcome.words, pause=True)
        elif _failed_inside(outcome, planned) and sync_runs.failed_inside_before(tx, self._connection_id, self._run_id):
            # Before what else is wrong: nobody but its makers can mend it, and the rest may come of it.
            connections.need_attention(tx, self._connection_id, "internal_error", FAILS_AGAIN, pause=False)
        elif needing is not None:
            connections.need_attention(
                tx, self._connection_id, str(needing.cause), needing.words or NOT_READ, pause=False
            )
        elif waiting:
            connections.need_attention(tx, self._connection_id, "removals_held", REMOVALS_HELD, pause=False)
        elif outcome.state == "complete":
            connection = connections.connection_of(tx, self._connection_id)
            if connection.attention is not None or connection.state != "ok":
                connections.resume(tx, self._connection_id)


class _Decoded(Struct):
    """A page whose rows have to be looked at."""

    page: Page
    receipt: ScopeReceipt
    records: dict[str, Record]
    clean: bool
    """Whether every row was understood."""


def _storable(row: Record | BadRecord) -> Record | BadRecord:
    """The last look before the store, for integrations of every origin: one odd value must not fail a transaction."""
    if isinstance(row, BadRecord) or not (names := unfit(row)):
        return row
    external_id = None if "external_id" in names else row.external_id
    return without(row, names) or BadRecord(row.kind_of_record, external_id, "impossible_value")


def _failed_inside(outcome: Outcome, planned: Iterable[ScopeReceipt]) -> bool:
    return outcome.cause == "internal_error" or any(one.cause == "internal_error" for one in planned)


def _place(page: Page) -> page_digests.PagePlace:
    return page_digests.PagePlace(page.scope.kind, page.scope.parent, page.key)


def _together(kind: Kind, pages: Iterable[_Decoded]) -> Iterator[list[_Decoded]]:
    """Pages that can be applied at once: no record stands on two of them, and none is the parent of another's."""
    together: list[_Decoded] = []
    seen: set[str] = set()
    for page in pages:
        if together and (kind in apply_changes.SELF_REFERRING or not seen.isdisjoint(page.records)):
            yield together
            together, seen = [], set()
        together.append(page)
        seen.update(page.records)
    if together:
        yield together


def _of_kind(decisions: Iterable[HeldRemoval], kind: Kind) -> list[Standing]:
    return [
        Standing(decision.id, decision.parent, frozenset(decision.ids.get(kind, ())))
        for decision in decisions
        if decision.kind is kind
    ]


def _first(group: BaseExceptionGroup[Exception]) -> BaseException:
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    return inner


def _words_of(trouble: LmsyncError) -> Words | None:
    if isinstance(trouble, NeedsAttention):
        return trouble.words
    return WAITS if isinstance(trouble, Retryable) else None


INTERNAL_ERROR = Words(
    en="lmsync itself failed; nothing was removed. The log says where. Please report it.",
    ru="Сбой в самом lmsync; ничего не удалено. Место указано в журнале. Пожалуйста, сообщите о нём.",
)
FAILED_INSIDE = Words(
    en="lmsync itself failed while it read this list. Nothing of the list was removed, and everything else was read. The "
    "log says where it failed. Please report it.",
    ru="При чтении этого списка произошёл сбой в самом lmsync. Из списка ничего не удалено, всё остальное прочитано. Место "
    "сбоя указано в журнале. Пожалуйста, сообщите о нём.",
)
FAILS_AGAIN = Words(
    en="lmsync itself has failed in two runs in a row. It keeps trying and removes nothing, but what it cannot read grows "
    "old: the list of runs says what that is. Install the newest version of lmsync; if that does not help, report the "
    "lines of the log that say “failed” with a traceback.",
    ru="Две синхронизации подряд произошёл сбой в самом lmsync. Он пробует дальше и ничего не удаляет, но непрочитанное "
    "устаревает; что именно, видно в списке синхронизаций. Установите последнюю версию lmsync; если не поможет, сообщите "
    "разработчикам строки журнала со словом failed и местом сбоя под ними.",
)
WAITS = Words(
    en="The LMS did not answer as it should, also after several attempts. lmsync will try again; nothing was removed.",
    ru="LMS не ответила как положено и после нескольких попыток. lmsync попробует снова; ничего не удалено.",
)
NOT_READ = Words(
    en="Something could not be read with this token. Run the test of the connection: it says what and how to mend it.",
    ru="Что-то не удалось прочитать с этим токеном. Запустите проверку подключения: она скажет, что и как исправить.",
)
NOT_UNDERSTOOD = Words(
    en="Some rows of the LMS could not be understood and have no number. Nothing of that list is removed. Please report it.",
    ru="Некоторые строки LMS не удалось понять, и у них нет номера. Из этого списка ничего не удаляется. Сообщите о них.",
)
MUCH_NOT_UNDERSTOOD = Words(
    en="Many rows of one list could not be understood. They stay as they were stored, and nothing of that list is removed. "
    "If the LMS was updated, update lmsync; otherwise report it with the receipt of the run.",
    ru="Многие строки одного из списков не удалось понять. Они остаются такими, как сохранены, и из списка ничего не "
    "удаляется. Если LMS недавно обновляли, обновите lmsync; иначе сообщите разработчикам, приложив отчёт синхронизации.",
)
