"""The document of the API: OpenAPI, made from the routes and from the shapes of their answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from msgspec.json import schema_components

from lmsync.access.rights import Right, least_role
from lmsync.api import asking_examples, decision_examples, run_examples
from lmsync.api.answers import PAGES, Answer
from lmsync.api.problems import not_allowed
from lmsync.api.rights import OPEN, is_not_by_cookie, right_of, short_form
from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.reading.masks import ever_hidden
from lmsync.store.reading.rows import COMPONENTS, ChangesPage, row_type, whole_type

TOKEN = "token"
SESSION = "session"
SCHEMES = {
    TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of lmsync. With each call stands the scope that it needs.",
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-lmsync_session",
        "description": "The session of an operator, over plain http `lmsync_session`. With each call stands the role that it "
        "needs; higher ones do too. Calls other than GET need the header `X-CSRF-Token` with `csrf_token` of "
        "`GET /api/v1/auth/session`.",
    },
}
EXAMPLES = {**run_examples.EXAMPLES, **decision_examples.EXAMPLES, **asking_examples.EXAMPLES}
"""Of answers, by call in its short form and status."""
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""Shapes of FastAPI's own errors, which lmsync never answers."""

LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "Reference": ("name",),
    **{row_type(kind).__name__: (*ever_hidden(kind), *RECORD_TYPES[kind].may_stay_out) for kind in Kind},
    "UserWithCourses": (*ever_hidden(Kind.USER), *RECORD_TYPES[Kind.USER].may_stay_out, "courses"),
    "ScopeRow": ("parent",),
    "HeldRow": ("parent",),
    "HeldDecision": ("parent",),
    "HeldRecord": ("person", "course"),
    "ShownChangeRow": ("person", "course"),
    "Found": ("name", "within", "email", "sis_id", "roles"),
}
"""By shape: fields that a token without `personal`, without `read:grades` or with limits is not given, and those that a
connection may leave out."""


def operation_id(route: APIRoute) -> str:
    """Names in clients that are generated: `list_students`."""
    return route.name


def document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    for operation in (operation for path in made["paths"].values() for operation in path.values()):
        _say_what_it_needs(operation)
        _give_examples(operation)
    made["components"]["securitySchemes"] = SCHEMES
    schemas = {name: schema for name, schema in made["components"]["schemas"].items() if name not in OF_THE_FRAMEWORK}
    made["components"]["schemas"] = schemas | components()
    for shape, hidden in LEFT_OUT.items():
        described = made["components"]["schemas"][shape]
        described["required"] = [name for name in described["required"] if name not in hidden]
    return made


def _say_what_it_needs(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    if name in OPEN:
        operation["security"] = []
        return
    right = right_of(name)
    ways: list[dict[str, list[str]]] = []
    if right is None or isinstance(right, Right):
        ways.append({TOKEN: [] if right is None else [right.value]})
    if not is_not_by_cookie(name):
        ways.append({SESSION: [least_role(right).value]})
    operation["security"] = ways
    if right is not None or not operation["responses"].get("403"):
        operation["responses"] |= not_allowed(right)


def _give_examples(operation: dict[str, Any]) -> None:
    """Here and not with the routes: FastAPI leaves out what is null."""
    for status, answer in operation["responses"].items():
        if example := EXAMPLES.get((short_form(operation["operationId"]), status)):
            answer["content"]["application/json"]["example"] = example


def components() -> dict[str, Any]:
    """The shape of every answer by its name, as JSON Schema."""
    records = [whole_type(kind) for kind in Kind]
    _, schemas = schema_components(
        [*_shapes_of(Answer), ChangesPage, *PAGES.values(), *records], ref_template=COMPONENTS
    )
    return dict(sorted(schemas.items()))


def _shapes_of(answer: type[Answer]) -> Iterator[type[Answer]]:
    for shape in answer.__subclasses__():
        yield shape
        yield from _shapes_of(shape)
