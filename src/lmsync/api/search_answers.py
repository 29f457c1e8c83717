"""Answers of the search."""

from typing import Annotated

from msgspec import Meta, UnsetType

from lmsync.api.answers import Answer
from lmsync.records import Kind
from lmsync.store.reading.rows import Reference, Time


class Found(Answer):
    """A record that matches, with what tells it apart from others of the same name."""

    id: Annotated[str, Meta(examples=["school-usr-12"])]
    name: Annotated[str | UnsetType | None, Meta(examples=["Анна Иванова"])]
    kind: Kind
    connection: Annotated[str, Meta(description="The slug of its connection.", examples=["school"])]
    within: Annotated[
        Reference | UnsetType | None,
        Meta(description="The course that it belongs to; of a course its org, of a term or an org the one above."),
    ]
    at: Annotated[
        Time | None, Meta(description="When a lesson begins, work is due, or a course begins; null for other kinds.")
    ]
    email: Annotated[str | UnsetType | None, Meta(description="Of a person.", examples=["anna.ivanova@school.example"])]
    sis_id: Annotated[str | UnsetType | None, Meta(description="Null where this kind has none.", examples=["70012"])]
    code: Annotated[str | None, Meta(description="The short code of a course.", examples=["ALG-7A"])]
    type: Annotated[str | None, Meta(description="The `kind` of a lesson or of work, the `type` of an org or a term.")]
    state: Annotated[str | None, Meta(description="As in the list of this kind; null where it has none.")]
    roles: Annotated[list[str] | UnsetType, Meta(description="Of a person: `student`, `teacher`, both or neither.")]


class FoundOfKind(Answer):
    kind: Kind
    items: Annotated[list[Found], Meta(description="The best first. All of them: the list of this kind with `q`.")]
    has_more: bool
    not_known_in: Annotated[
        list[str],
        Meta(
            description="Connections that do not provide this kind, or of which it was never read whole: there may be more."
        ),
    ]


class SearchAnswer(Answer):
    kinds: Annotated[
        list[FoundOfKind],
        Meta(description="Of the kinds that your token may read: those with matches, or of which not all is known."),
    ]
