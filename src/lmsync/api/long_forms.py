"""Long forms: a call that takes `connection=` is also found at the address of one connection.

Both are the same function. A route whose query or body has a field `connection` gets its long form by that alone; the right
that it needs is that of the short form.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import FunctionType
from typing import Annotated, Any, get_args, get_origin

from fastapi import APIRouter, Depends, Path
from fastapi.routing import APIRoute
from pydantic import BaseModel, create_model

from lmsync.access.caller import Caller
from lmsync.api.parts import Asking, Needed, seen_connections
from lmsync.api.problems import problems
from lmsync.api.rights import CONNECTIONS, OF_ONE
from lmsync.errors import InvalidInput, NotFound
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connections import named

FIELD = "connection"
COLLECTION = "/crm/connections"
CONFIGURATION = "/crm/configure"
"""Its long form is the address of the connection itself."""

Named = Annotated[str, Path(max_length=100, description="The slug or name of a connection.", examples=["school"])]


def long_forms(routers: Iterable[APIRouter]) -> APIRouter:
    """The long form of every route that has one."""
    router = APIRouter()
    collected = {short: name for name, short in CONNECTIONS.items()}
    for route in (route for found in routers for route in found.routes):
        if not isinstance(route, APIRoute):
            continue
        parameter = next(_with_connection(route.endpoint), None)
        if parameter is None:
            continue
        rest = "" if route.path == CONFIGURATION else f"/{route.path.removeprefix('/crm/')}"
        _add(router, route, f"{COLLECTION}/{{{FIELD}}}{rest}", route.name + OF_ONE, _of_one(parameter))
        if route.name in collected:
            _add(router, route, COLLECTION, collected[route.name], _of_all(parameter))
    return router


def _with_connection(endpoint: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    for parameter in inspect.signature(endpoint).parameters.values():
        model = _model_of(parameter)
        if isinstance(model, type) and issubclass(model, BaseModel) and FIELD in model.model_fields:
            yield parameter


def _model_of(parameter: inspect.Parameter) -> Any:
    annotation = parameter.annotation
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _add(router: APIRouter, route: APIRoute, path: str, name: str, parameter: inspect.Parameter) -> None:
    router.add_api_route(
        path,
        _taking(route.endpoint, parameter),
        name=name,
        methods=sorted(route.methods or ()),
        status_code=route.status_code,
        tags=["connections"],
        summary=f"{route.summary} of one connection" if route.summary else None,
        responses={**problems("not-found"), **route.responses},
        response_class=route.response_class,
    )


def _taking(endpoint: Callable[..., Any], parameter: inspect.Parameter) -> Callable[..., Any]:
    """The same function, for which FastAPI finds one parameter in another way."""
    assert isinstance(endpoint, FunctionType)
    twin = FunctionType(
        endpoint.__code__, endpoint.__globals__, endpoint.__name__, endpoint.__defaults__, endpoint.__closure__
    )
    twin.__doc__, twin.__module__, twin.__kwdefaults__ = endpoint.__doc__, endpoint.__module__, endpoint.__kwdefaults__
    signature = inspect.signature(endpoint)
    parameters = [parameter if known.name == parameter.name else known for known in signature.parameters.values()]
    twin.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return twin


def _of_one(parameter: inspect.Parameter) -> inspect.Parameter:
    """The connection comes from the address."""
    model, asked_for = _model_of(parameter), _without_connection(parameter)

    async def of_one(connection: Named, asked: Any, parts: Needed, caller: Asking) -> Any:
        slug = await parts.database.read(lambda tx: _slug(tx, connection, caller))
        return model.model_construct({*asked.model_fields_set, FIELD}, **dict(asked), connection=slug)

    of_one.__annotations__["asked"] = asked_for
    return parameter.replace(annotation=Annotated[model, Depends(of_one)])


def _of_all(parameter: inspect.Parameter) -> inspect.Parameter:
    model, asked_for = _model_of(parameter), _without_connection(parameter)

    async def of_all(asked: Any) -> Any:
        return model.model_construct(asked.model_fields_set, **dict(asked), connection=None)

    of_all.__annotations__["asked"] = asked_for
    return parameter.replace(annotation=Annotated[model, Depends(of_all)])


def _without_connection(parameter: inspect.Parameter) -> Any:
    """The annotation of what is asked beside the connection: from the query or the body, as in the short form."""
    rest = _rest_of(_model_of(parameter))
    where = get_args(parameter.annotation)[1:]
    return Annotated[(rest, *where)] if where else rest


@cache
def _rest_of(model: type[BaseModel]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in model.model_fields.items() if name != FIELD
    }
    name = f"Connection{model.__name__}"
    return create_model(name, __config__=model.model_config, __doc__=model.__doc__, **fields)


def _slug(tx: Tx, which: str, caller: Caller) -> str:
    """Raises `NotFound`, also for a connection that this caller may not know of."""
    try:
        return named(seen_connections(tx, caller), which).slug
    except InvalidInput:
        raise NotFound(FIELD) from None
