"""How a stored row is shown: public ids in place of our numbers, RFC 3339 times in place of seconds."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TypeAlias

from msgspec import UNSET
from sqlalchemy import Select, bindparam, select

from lmsync.kinds import by_kind
from lmsync.records import RECORD_TYPES, Kind, kind_of_code
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping.minimising import not_mirrored
from lmsync.store.mirror import tables as t
from lmsync.store.reading.masks import leave_people_unnamed
from lmsync.store.reading.rows import Reference, own_fields, row_type

DEADLINE = "-due"
"""What the id of a deadline ends with; before it stands the id of its item."""


def public_id(slug: str, kind: Kind, external_id: str) -> str:
    return f"{slug}-{RECORD_TYPES[kind].id_code}-{external_id}"


def parse_public_id(text: str) -> tuple[str, Kind, str] | None:
    """Slug, kind and external id; `None` for what cannot be a public id."""
    slug, _, rest = text.partition("-")
    code, _, external_id = rest.partition("-")
    kind = kind_of_code(code)
    return (slug, kind, external_id) if slug and kind is not None and external_id else None


@lru_cache(maxsize=10_000)
def time_text(seconds: int | None) -> str | None:
    """RFC 3339 in UTC. Remembered, because the rows of a page were mostly stored in the same second."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (OverflowError, ValueError, OSError, TypeError):
        # A year that no calendar has; LMSs store what people type.
        return None


@cache
def selection(kind: Kind) -> Select[Any]:
    """A row with the external ids and titles of what it refers to, in the order that `shown` expects."""
    table = t.MIRRORED[kind]
    columns: list[Any] = [
        table.c.id,
        table.c.connection_id,
        table.c.external_id,
        table.c.first_seen_at,
        table.c.changed_at,
        table.c.deleted_at,
    ]
    source: Any = table
    references = RECORD_TYPES[kind].references
    for name in own_fields(kind):
        if name in references:
            parent = t.MIRRORED[references[name]].alias(f"of_{name}")
            source = source.outerjoin(parent, parent.c.id == table.c[f"{name}_id"])
            columns += [parent.c.external_id, parent.c[_title(references[name])]]
        else:
            columns.append(table.c[name])
    return select(*columns, *_kept_columns(kind)).select_from(source)


def _title(kind: Kind) -> str:
    """The column that holds what people call a record of this kind; every kind that others refer to has one."""
    title = RECORD_TYPES[kind].titled_by
    assert title is not None
    return title


def _kept_columns(kind: Kind) -> list[Any]:
    """Columns that are shown and that no LMS delivers."""
    if kind is Kind.USER:
        return [t.user.c.student_courses, t.user.c.teacher_courses]
    if kind is Kind.LESSON:
        return [t.lesson.c.sequence]
    return []


Show: TypeAlias = Callable[[str, Iterator[Any]], Any]
"""Takes the values of a field from a stored row, whose connection has this slug."""


def _shown_plain(_: str, values: Iterator[Any]) -> Any:
    return next(values)


def _shown_time(_: str, values: Iterator[Any]) -> str | None:
    return time_text(next(values))


def _shown_reference(kind: Kind) -> Show:
    def show(slug: str, values: Iterator[Any]) -> Reference | None:
        external_id, title = next(values), next(values)
        return None if external_id is None else Reference(public_id(slug, kind, external_id), title)

    return show


@cache
def _shows(kind: Kind) -> tuple[Show, ...]:
    references = RECORD_TYPES[kind].references
    return tuple(
        _shown_reference(references[name])
        if name in references
        else _shown_time
        if name.endswith("_at")
        else _shown_plain
        for name in own_fields(kind)
    )


def shown(tx: Tx, kind: Kind, rows: Iterable[Sequence[Any]], slugs: Mapping[int, str]) -> list[Any]:
    """Rows of `selection` as the API answers them: a `row_type` each."""
    make, shows = row_type(kind), _shows(kind)
    # Filled in below, for all rows in one question.
    beside: list[Any] = [[]] if kind in (Kind.GROUP, Kind.LESSON) else []
    found: list[Any] = []
    numbers: list[int] = []
    for row in rows:
        number, connection_id, external_id, first_seen_at, changed_at, deleted_at = row[:6]
        slug = slugs[connection_id]
        numbers.append(number)
        values = iter(row[6:])
        record = make(
            public_id(slug, kind, external_id),
            slug,
            external_id,
            *[show(slug, values) for show in shows],
            *values,
            time_text(first_seen_at),
            time_text(changed_at),
            time_text(deleted_at),
            *beside,
        )
        found.append(record)
    if kind is Kind.GROUP:
        _add_members(tx, numbers, found)
    elif kind is Kind.LESSON:
        add_teachers(tx, found)
    leave_out(tx, kind, found)
    return found


_NOT_MIRRORED = select(t.connection.c.slug, t.connection.c.fields_not_mirrored).where(
    t.connection.c.fields_not_mirrored != "[]"
)


def leave_out(tx: Tx, kind: Kind, rows: Sequence[Any]) -> None:
    """Fields that a connection does not mirror are not there: nobody knows what stands in them."""
    for slug, stored in tx.rows(_NOT_MIRRORED):
        fields = by_kind(json.loads(stored))
        concerned = [row for row in rows if row.connection == slug]
        for name in fields.get(kind, ()):
            for row in concerned:
                setattr(row, name, UNSET)
        if not _names_people(fields):
            leave_people_unnamed(kind, concerned)


def _names_people(fields: Mapping[Kind, Collection[str]]) -> bool:
    """Whether a connection that does not mirror these fields knows what people are called."""
    return _title(Kind.USER) not in fields.get(Kind.USER, ())


@cache
def _titles(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(table.c.external_id, table.c[_title(kind)]).where(
        table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids")
    )


def references_to(tx: Tx, kind: Kind, ids: Iterable[str], *, connection_id: int, slug: str) -> dict[str, Reference]:
    """By external id, also for records that are removed or were never stored: these have no name."""
    wanted = sorted(set(ids))
    titled = RECORD_TYPES[kind].titled_by is not None and wanted
    titles = dict(tx.rows(_titles(kind), connection=connection_id, ids=wanted)) if titled else {}
    if kind is Kind.USER and not _names_people(not_mirrored(tx, connection_id)):
        titles = dict.fromkeys(wanted, UNSET)
    return {
        external_id: Reference(public_id(slug, kind, external_id), titles.get(external_id)) for external_id in wanted
    }


def shown_fields(
    tx: Tx, kind: Kind, fields: Mapping[str, Sequence[Any]], *, connection_id: int, slug: str
) -> dict[str, tuple[Any, Any]]:
    """The fields of a change-log row, before and after."""
    referred = RECORD_TYPES[kind].references
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, (before, after) in fields.items():
        if name == "members":
            users = references_to(
                tx, Kind.USER, [*(before or ()), *(after or ())], connection_id=connection_id, slug=slug
            )
            pairs[name] = ([users[user] for user in before or ()], [users[user] for user in after or ()])
        elif name in referred:
            ids = [value for value in (before, after) if value is not None]
            parents = references_to(tx, referred[name], ids, connection_id=connection_id, slug=slug)
            pairs[name] = (parents.get(before), parents.get(after))
        elif name.endswith("_at"):
            pairs[name] = (time_text(before), time_text(after))
        else:
            pairs[name] = (before, after)
    return pairs


_MEMBERS = (
    select(t.group_member.c.group_id, t.user.c.external_id, t.user.c.display_name)
    .join(t.user, t.user.c.id == t.group_member.c.user_id)
    .where(one_of(t.group_member.c.group_id, "groups"), t.user.c.deleted_at.is_(None))
    .order_by(t.group_member.c.group_id, t.group_member.c.user_id)
)


def _add_members(tx: Tx, numbers: Sequence[int], groups: Sequence[Any]) -> None:
    by_number = dict(zip(numbers, groups, strict=True))
    for group in groups:
        group.members = []
    for number, external_id, name in tx.rows(_MEMBERS, groups=numbers) if numbers else ():
        group = by_number[number]
        group.members.append(Reference(public_id(group.connection, Kind.USER, external_id), name))


_COURSES = select(t.course.c.id, t.course.c.external_id, t.course.c.connection_id).where(
    one_of(t.course.c.external_id, "courses")
)
_TEACHERS = (
    select(t.enrollment.c.course_id, t.user.c.external_id, t.user.c.display_name, t.user.c.sort_key, t.user.c.id)
    .join(t.user, t.user.c.id == t.enrollment.c.user_id)
    .where(
        one_of(t.enrollment.c.course_id, "courses"),
        t.enrollment.c.role == "teacher",
        t.enrollment.c.deleted_at.is_(None),
        t.enrollment.c.state == "active",
        t.user.c.deleted_at.is_(None),
    )
    .distinct()
    .order_by(t.user.c.sort_key, t.user.c.id)
)
_SLUGS = select(t.connection.c.id, t.connection.c.slug).where(t.connection.c.state != "forgotten")


def slugs_of(tx: Tx) -> dict[int, str]:
    """Of the connections whose records may be shown: the rows of a forgotten one are kept, and nobody sees them."""
    return dict(tx.rows(_SLUGS))


def add_teachers(tx: Tx, lessons: Sequence[Any]) -> None:
    """What a timetable shows beside a lesson: who teaches its course."""
    wanted = {lesson.course.id for lesson in lessons if lesson.course}
    ids: dict[int, str] = {}
    teachers: dict[str, list[Reference]] = {}
    if wanted:
        slugs = slugs_of(tx)
        externals = sorted({parsed[2] for course in wanted if (parsed := parse_public_id(course))})
        for number, external_id, connection_id in tx.rows(_COURSES, courses=externals):
            if connection_id not in slugs:
                continue
            public = public_id(slugs[connection_id], Kind.COURSE, external_id)
            if public in wanted:
                ids[number] = public
        for number, external_id, name, _, _ in tx.rows(_TEACHERS, courses=list(ids)):
            slug = ids[number].partition("-")[0]
            teacher = Reference(public_id(slug, Kind.USER, external_id), name)
            teachers.setdefault(ids[number], []).append(teacher)
    for lesson in lessons:
        lesson.teachers = teachers.get(lesson.course.id, []) if lesson.course else []


@cache
def by_numbers(kind: Kind) -> Select[Any]:
    return selection(kind).where(one_of(t.MIRRORED[kind].c.id, "numbers"))


@cache
def by_external_id(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return selection(kind).where(
        table.c.connection_id == bindparam("connection"), table.c.external_id == bindparam("external_id")
    )
