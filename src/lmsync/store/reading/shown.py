"""How a stored row is shown: public ids in place of our numbers, RFC 3339 times in place of seconds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from lmsync.kinds import fields_of
from lmsync.records import RECORD_TYPES, Kind, kind_of_code
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t

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
    """A row with the external ids of what it refers to, in the order that `shown` expects."""
    table = t.MIRRORED[kind]
    columns: list[Any] = [
        table.c.id,
        table.c.connection_id,
        table.c.external_id,
        table.c.first_seen_at,
        table.c.changed_at,
        table.c.deleted_at,
        *_extra_columns(kind),
    ]
    source: Any = table
    references = RECORD_TYPES[kind].references
    for name in fields_of(kind):
        if name in references:
            parent = t.MIRRORED[references[name]].alias(f"of_{name}")
            source = source.outerjoin(parent, parent.c.id == table.c[f"{name}_id"])
            columns.append(parent.c.external_id)
        else:
            columns.append(table.c[name])
    return select(*columns).select_from(source)


def _extra_columns(kind: Kind) -> list[Any]:
    if kind is Kind.USER:
        return [t.user.c.student_courses, t.user.c.teacher_courses]
    if kind is Kind.LESSON:
        return [t.lesson.c.sequence]
    return []


def shown(tx: Tx, kind: Kind, rows: Iterable[Sequence[Any]], slugs: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows of `selection` as the API tells them."""
    references = RECORD_TYPES[kind].references
    names = fields_of(kind)
    extra = len(_extra_columns(kind))
    found: list[dict[str, Any]] = []
    numbers: list[int] = []
    for row in rows:
        number, connection_id, external_id, first_seen_at, changed_at, deleted_at = row[:6]
        slug = slugs[connection_id]
        numbers.append(number)
        one: dict[str, Any] = {
            "id": public_id(slug, kind, external_id),
            "connection": slug,
            "external_id": external_id,
        }
        for name, value in zip(names, row[6 + extra :], strict=True):
            one[name] = _shown_value(name, value, references, slug)
        if kind is Kind.USER:
            one["student_courses"], one["teacher_courses"] = row[6:8]
        elif kind is Kind.LESSON:
            one["sequence"] = row[6]
        one["first_seen_at"] = time_text(first_seen_at)
        one["changed_at"] = time_text(changed_at)
        one["removed_at"] = time_text(deleted_at)
        found.append(one)
    if kind is Kind.GROUP:
        _add_members(tx, numbers, found)
    elif kind is Kind.LESSON:
        add_course_and_teachers(tx, found)
    return found


def _shown_value(name: str, value: Any, references: Mapping[str, Kind], slug: str) -> Any:
    if value is None:
        return None
    if name in references:
        return public_id(slug, references[name], value)
    return time_text(value) if name.endswith("_at") else value


def shown_fields(kind: Kind, fields: Mapping[str, Sequence[Any]], slug: str) -> dict[str, list[Any]]:
    """The fields of a change-log row, before and after."""
    references = RECORD_TYPES[kind].references
    told: dict[str, list[Any]] = {}
    for name, values in fields.items():
        if name == "members":
            told[name] = [[public_id(slug, Kind.USER, user) for user in users or ()] for users in values]
        else:
            told[name] = [_shown_value(name, value, references, slug) for value in values]
    return told


_MEMBERS = (
    select(t.group_member.c.group_id, t.user.c.external_id)
    .join(t.user, t.user.c.id == t.group_member.c.user_id)
    .where(one_of(t.group_member.c.group_id, "groups"), t.user.c.deleted_at.is_(None))
    .order_by(t.group_member.c.group_id, t.group_member.c.user_id)
)


def _add_members(tx: Tx, numbers: Sequence[int], groups: Sequence[dict[str, Any]]) -> None:
    by_number = dict(zip(numbers, groups, strict=True))
    for group in groups:
        group["members"] = []
    for number, external_id in tx.rows(_MEMBERS, groups=numbers) if numbers else ():
        group = by_number[number]
        group["members"].append(public_id(group["connection"], Kind.USER, external_id))


_COURSE_NAMES = select(t.course.c.id, t.course.c.external_id, t.course.c.connection_id, t.course.c.name).where(
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


def add_course_and_teachers(tx: Tx, lessons: Sequence[dict[str, Any]]) -> None:
    """What a timetable shows beside a lesson: the name of its course, and who teaches it."""
    wanted = {lesson["course"] for lesson in lessons if lesson["course"]}
    names: dict[str, str | None] = {}
    ids: dict[int, str] = {}
    teachers: dict[str, list[dict[str, Any]]] = {}
    if wanted:
        slugs = slugs_of(tx)
        externals = sorted({parsed[2] for course in wanted if (parsed := parse_public_id(course))})
        for number, external_id, connection_id, name in tx.rows(_COURSE_NAMES, courses=externals):
            if connection_id not in slugs:
                continue
            public = public_id(slugs[connection_id], Kind.COURSE, external_id)
            if public in wanted:
                names[public], ids[number] = name, public
        for number, external_id, name, _, _ in tx.rows(_TEACHERS, courses=list(ids)):
            slug = ids[number].partition("-")[0]
            teacher = {"id": public_id(slug, Kind.USER, external_id), "display_name": name}
            teachers.setdefault(ids[number], []).append(teacher)
    for lesson in lessons:
        lesson["course_name"] = names.get(lesson["course"])
        lesson["teachers"] = teachers.get(lesson["course"], [])


@cache
def by_numbers(kind: Kind) -> Select[Any]:
    return selection(kind).where(one_of(t.MIRRORED[kind].c.id, "numbers"))


@cache
def by_external_id(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return selection(kind).where(
        table.c.connection_id == bindparam("connection"), table.c.external_id == bindparam("external_id")
    )
