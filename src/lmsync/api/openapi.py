"""The document of the API: OpenAPI, made from the routes and from the shapes of their answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from lmsync.api.answers import LEFT_OUT, components
from lmsync.api.problems import not_allowed
from lmsync.api.rights import OPEN, RIGHTS

TOKEN = "token"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token of lmsync. With each call stands the scope that it needs.",
}
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""Shapes of FastAPI's own errors, which lmsync never answers."""


def operation_id(route: APIRoute) -> str:
    """Names in clients that are generated: `list_students`."""
    return route.name


def document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    for operation in (operation for path in made["paths"].values() for operation in path.values()):
        _say_what_it_needs(operation)
    made["components"]["securitySchemes"] = {TOKEN: SCHEME}
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
    right = RIGHTS[name]
    operation["security"] = [{TOKEN: [] if right is None else [right.value]}]
    if right is not None:
        operation["responses"] |= not_allowed(right)
