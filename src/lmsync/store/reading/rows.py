"""Rows of lists: what is answered for a record of each kind, made from the record itself."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct
from msgspec.structs import FieldInfo, fields

from lmsync.records import RECORD_TYPES, Kind, Record

Time: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "date-time", "examples": ["2026-09-01T08:00:00Z"]})]
COMPONENTS = "#/components/schemas/{name}"
"""Where the document of the API keeps its shapes."""
DEADLINE_KIND = "deadline"
"""The `kind` of a lesson that is a deadline of work."""

EXAMPLES: Mapping[str, str] = {
    "display_name": "Анна Иванова",
    "given_name": "Анна",
    "family_name": "Иванова",
    "email": "anna.ivanova@school.example",
    "title": "Алгебра, 7А",
    "name": "Алгебра, 7 класс",
    "url": "https://moodle.school.example/course/view.php?id=2",
}


class Reference(Struct, frozen=True, forbid_unknown_fields=True):
    """Another record: its id, and what people call it now. A token without `personal` is not told the names of people."""

    id: Annotated[str, Meta(examples=["school-crs-7"])]
    name: str | UnsetType | None = UNSET


def words_of(kind: Kind, field: str) -> tuple[str, ...]:
    """The words that a field of a row may hold; empty for a field of any text."""
    words = RECORD_TYPES[kind].choices.get(field, ())
    return (*words, DEADLINE_KIND) if (kind, field) == (Kind.LESSON, "kind") else words


def literal(*words: str) -> Any:
    """The type of a field that holds one of these words."""
    return Annotated[Literal[words], Meta(extra_json_schema={"type": "string"})]


class CourseOfUser(Struct, frozen=True, forbid_unknown_fields=True):
    """A course that a person is enrolled in: a reference, and the role and state of the enrolment."""

    id: Annotated[str, Meta(examples=["school-crs-7"])]
    name: str | None
    role: literal(*words_of(Kind.ENROLLMENT, "role")) | None  # type: ignore[valid-type]
    state: literal(*words_of(Kind.ENROLLMENT, "state")) | None  # type: ignore[valid-type]


def _type_of(record: type[Record], field: FieldInfo) -> Any:
    kind, name = record.kind_of_record, field.name
    if name in record.references:
        return Reference if field.required else Reference | None
    if name.endswith("_at"):
        return Time | None
    words = words_of(kind, name)
    if words:
        return literal(*words) | None
    (plain,) = {str, float, int, bool} & {field.type, *get_args(field.type)}
    return Annotated[plain, Meta(examples=[EXAMPLES[name]])] | None if name in EXAMPLES else plain | None


def own_fields(kind: Kind) -> tuple[str, ...]:
    """Names of the record's own fields, in the order of a row."""
    return tuple(field.name for field in fields(RECORD_TYPES[kind]) if field.name not in {"external_id", "members"})


@cache
def row_type(kind: Kind) -> Any:
    """A row of a list. Its last fields are filled in once the whole page is known: members, teachers."""
    record = RECORD_TYPES[kind]
    id_example = f"school-{record.id_code}-12"
    columns: list[tuple[str, Any]] = [
        ("id", Annotated[str, Meta(description="Never changes.", examples=[id_example])]),
        ("connection", Annotated[str, Meta(description="The slug of its connection.", examples=["school"])]),
        ("external_id", Annotated[str, Meta(description="The id within the LMS.", examples=["12"])]),
        *((field.name, _type_of(record, field)) for field in fields(record) if field.name in own_fields(kind)),
    ]
    if kind is Kind.USER:
        for role in ("student", "teacher"):
            description = f"In how many courses this person is a {role}."
            columns.append((f"{role}_courses", Annotated[int, Meta(description=description)]))
    elif kind is Kind.LESSON:
        columns.append(("sequence", Annotated[int, Meta(description="Raised when time, place or state changes.")]))
    columns += [("first_seen_at", Time), ("changed_at", Time), ("removed_at", Time | None)]
    if kind is Kind.LESSON:
        columns.append(("teachers", list[Reference]))
    elif kind is Kind.GROUP:
        columns.append(("members", list[Reference]))
    return defstruct(record.__name__, columns, module=__name__, forbid_unknown_fields=True)


@cache
def whole_type(kind: Kind) -> Any:
    """One record that was asked for by its id; a person comes with their courses."""
    row = row_type(kind)
    if kind is not Kind.USER:
        return row
    columns = [("courses", list[CourseOfUser])]
    return defstruct("UserWithCourses", columns, bases=(row,), module=__name__, forbid_unknown_fields=True)


ANY_ROW: TypeAlias = Annotated[
    Any,
    Meta(
        description="The record as it is now; null when it is removed.",
        extra_json_schema={
            "anyOf": [
                *({"$ref": COMPONENTS.format(name=record.__name__)} for record in RECORD_TYPES.values()),
                {"type": "null"},
            ]
        },
    ),
]


class ChangeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A change, or during the walk over what is there a record."""

    seq: Annotated[int | None, Meta(description="Its number in the log; null during the walk over what is there.")]
    at: Time | None
    connection: str
    kind: Kind
    id: str
    op: literal("upsert", "delete")  # type: ignore[valid-type]
    change: literal("added", "changed", "removed", "restored") | None  # type: ignore[valid-type]
    fields: Annotated[
        dict[str, tuple[Any, Any]] | None, Meta(description="Each changed field before and after, as in a record.")
    ]
    data: ANY_ROW
    snapshot_id: Annotated[str | None, Meta(description="During the walk: the same for all its pages.")]


class ShownChangeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to one record, and whose it is. What a token may not see is left out."""

    seq: Annotated[int, Meta(description="Its number in the change log.", examples=[4711])]
    at: Time
    connection: str
    run: Annotated[
        int | None, Meta(description="The run that made it; null for a decision of a person.", examples=[12])
    ]
    kind: Kind
    record: Annotated[Reference, Meta(description="The record, by what it is called now.")]
    person: Reference | UnsetType | None
    course: Reference | UnsetType | None
    change: literal("added", "changed", "removed", "restored")  # type: ignore[valid-type]
    fields: Annotated[
        dict[str, tuple[Any, Any]] | None,
        Meta(
            description="Each changed field before and after; null but for `changed`. Of a field whose values you may not "
            "see, only that it changed.",
            examples=[{"title": ["Алгебра, 7А", "Алгебра, 8А"]}],
        ),
    ]


class ChangesPage(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of the change log."""

    items: list[ChangeRow]
    next_cursor: Annotated[str, Meta(description="Your new place. Keep it once you have used this page.")]
    caught_up: Annotated[bool, Meta(description="Whether there was nothing more when you asked.")]
