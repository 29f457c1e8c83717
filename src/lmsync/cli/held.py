"""What waits for a person, on the command line: by name and course, and what to answer."""

from collections.abc import Callable

from msgspec import UNSET

from lmsync.cli import language
from lmsync.cli.commands import DONE, PERSON_NEEDED, installation, say
from lmsync.cli.kind_names import kind_name
from lmsync.errors import Conflict, InvalidInput, NotFound, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held
from lmsync.store.keeping.audit import COMMAND_LINE
from lmsync.store.keeping.connections import Connection, list_connections
from lmsync.store.keeping.held import Decision, State
from lmsync.store.reading.held_records import shown_records
from lmsync.store.reading.shown import references_to
from lmsync.store.reading.view import EVERYTHING
from lmsync.store.reading.whose import Shown
from lmsync.sync.decisions import Done, apply_held, dismiss_held, undo_held
from lmsync.sync.reasons import REASONS

NAMED = 5


def show() -> int:
    with installation() as parts, parts.database.blocking.read() as tx:
        connections = list_connections(tx)
        standing = [(connection, found) for connection in connections for found in held.standing(tx, connection.id)]
        waiting = [pair for pair in standing if pair[1].state is State.WAITING]
        kept = [pair for pair in standing if pair[1].state is State.DISMISSED]
        if not waiting:
            say(NOTHING_HELD)
        for connection, decision in waiting:
            _print(tx, connection, decision)
        if waiting:
            say(HOW_TO_DECIDE)
        if kept:
            say(KEPT)
        for connection, decision in kept:
            _print(tx, connection, decision)
        if kept:
            say(HOW_TO_UNDO)
    return PERSON_NEEDED if waiting else DONE


def _print(tx: Tx, connection: Connection, decision: Decision) -> None:
    counts = ", ".join(f"{kind_name(kind)}: {len(ids)}" for kind, ids in decision.ids.items())
    what = f"{counts} ({decision.field})" if decision.field else counts
    place = _place(tx, connection, decision)
    print(f"{decision.id}  {connection.name}{f', {place}' if place else ''} · {what}")
    print(f"   {REASONS[decision.reason].said_in(language())}")
    ids = decision.ids.get(decision.kind, ())
    named = shown_records(tx, decision, ids[:NAMED], connection.slug, EVERYTHING)
    more = " …" if len(ids) > NAMED else ""
    print(f"   {'; '.join(_words(found, with_course=not place) for found in named)}{more}")


def _place(tx: Tx, connection: Connection, decision: Decision) -> str | None:
    """What people call the record that the scope is within."""
    if decision.parent_kind is None or decision.parent is None:
        return None
    known = references_to(
        tx, decision.parent_kind, [decision.parent], connection_id=connection.id, slug=connection.slug
    )
    name = known[decision.parent].name
    return name if isinstance(name, str) else known[decision.parent].id


def _words(found: Shown, *, with_course: bool) -> str:
    """A person with their course, or what the record is called; its id where it has no name."""
    references = [found.person or found.record, *([found.course] if with_course else ())]
    said = [reference for reference in references if reference is not None and reference is not UNSET]
    return ", ".join(reference.name if isinstance(reference.name, str) else reference.id for reference in said)


def apply(number: int, *, rollover: bool) -> int:
    done = _decide(number, lambda tx: apply_held(tx, number, by=COMMAND_LINE, rollover=rollover))
    say(EMPTIED if done.decision.field else APPLIED, records=done.records)
    return DONE


def dismiss(number: int) -> int:
    _decide(number, lambda tx: dismiss_held(tx, number, by=COMMAND_LINE))
    say(DISMISSED)
    return DONE


def undo(number: int) -> int:
    done = _decide(number, lambda tx: undo_held(tx, number, by=COMMAND_LINE))
    say(WAITS_AGAIN if done.decision.state is State.WAITING else RESTORED, records=done.records)
    return DONE


def _decide(number: int, act: Callable[[Tx], Done]) -> Done:
    """Raises `InvalidInput` that says why nothing was done."""
    with installation() as parts:
        try:
            with parts.database.blocking.write() as tx:
                return act(tx)
        except NotFound:
            raise InvalidInput("number", NO_SUCH_HELD) from None
        except Conflict as refused:
            raise InvalidInput("number", refused.words) from None


NOTHING_HELD = Words(en="Nothing waits for a decision.", ru="Решений, которые ждут вас, нет.")
HOW_TO_DECIDE = Words(
    en="They really left, or the field is really empty: lmsync held apply <number>. Everything is still there: lmsync held "
    "dismiss <number>.",
    ru="Записей действительно больше нет или поле действительно пусто: lmsync held apply <номер>. Всё должно остаться: "
    "lmsync held dismiss <номер>.",
)
KEPT = Words(
    en="Kept by your decision, though the LMS does not show them:",
    ru="Хранятся по вашему решению, хотя LMS их не показывает:",
)
HOW_TO_UNDO = Words(
    en="They leave this list when the LMS shows them again. If they left after all: lmsync held undo <number>, then apply.",
    ru="Они исчезнут из этого списка, когда LMS покажет их снова. Если их всё же больше нет: lmsync held undo <номер>, "
    "затем apply.",
)
NO_SUCH_HELD = Words(
    en="No decision has this number. See: lmsync held", ru="Решения с таким номером нет. См. lmsync held"
)
APPLIED = Words(
    en="Removed: {records} records. To take it back: lmsync held undo.",
    ru="Удалено записей: {records}. Отменить: lmsync held undo.",
)
EMPTIED = Words(
    en="Emptied in {records} records. To take it back: lmsync held undo.",
    ru="Поле очищено в записях: {records}. Отменить: lmsync held undo.",
)
DISMISSED = Words(en="Kept, until the LMS shows them again.", ru="Всё останется, пока LMS не покажет это снова.")
WAITS_AGAIN = Words(en="It waits for a decision again.", ru="Решение отменено и снова ждёт вас.")
RESTORED = Words(
    en="Brought back: {records} records. They are kept until the LMS shows them again.",
    ru="Возвращено записей: {records}. Они останутся, пока LMS не покажет их снова.",
)
