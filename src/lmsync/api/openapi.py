"""The document of the API: OpenAPI, made from the routes and from the shapes of their answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from lmsync.api.answers import components

OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""Shapes of FastAPI's own errors, which lmsync never answers."""


def operation_id(route: APIRoute) -> str:
    """Names in clients that are generated: `list_students`."""
    return route.name


def document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schemas = {name: schema for name, schema in made["components"]["schemas"].items() if name not in OF_THE_FRAMEWORK}
    made["components"]["schemas"] = schemas | components()
    return made
