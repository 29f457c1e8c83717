"""The control interface of every simulator: faults, changes of the school and settings are ordered at `/_control`.

Each action checks its parameters and refuses an order that it does not understand with the reason. `GET /_control`
lists what can be ordered of this simulator. Only programs of the same machine are answered (`this_machine`).
"""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from types import GenericAlias
from typing import Annotated, Any, Literal, Protocol, TypeVar

import msgspec
from aiohttp import web
from msgspec import UNSET, Meta, Struct, UnsetType

from lmsync.simulators.this_machine import Stranger, refuse_strangers
from lmsync.testing.changes import arguments_of
from lmsync.testing.faults import FOR_EVERY_KIND, KINDS, Fault, Faults
from lmsync.testing.school import School

Shape = TypeVar("Shape")
ROOT = "/_control"
STAYS: Any = UNSET
"""Of a setting that clearing the faults leaves as it is."""


class Setting(Struct, frozen=True):
    """Something of a simulator that can be set from outside."""

    name: str
    shape: Any
    """What it accepts, as a type that msgspec checks."""
    attribute: str
    """Where the simulator keeps it."""
    description: str
    clean: Any = STAYS
    """What clearing the faults sets it to."""
    shown: str = ""
    """Its name in the state, where that is not its own."""
    words: Mapping[str, Any] | None = None
    """The values that words of the interface stand for."""
    is_person: bool = False
    """Whether a number has to be that of a person in the school."""


class Abilities(Struct, frozen=True):
    """What can be ordered of one system besides the changes of its school."""

    fault_kinds: Sequence[str]
    functions: Sequence[str]
    """What a fault may name as its `function`."""
    codes: Sequence[str]
    """Errors that the fault `exception` knows."""
    other_codes: bool
    """Whether it makes an error of any other code too."""
    settings: Sequence[Setting]


class Controlled(Protocol):
    """What the control interface needs of a simulator."""

    school: School
    url: str
    faults: Faults
    requests: list[str]

    @property
    def system(self) -> str: ...

    @property
    def abilities(self) -> Abilities: ...

    def counts(self) -> Mapping[str, Any]:
        """What the state shows of this system alone."""


class Refused(Exception):
    """The order cannot be carried out; says why."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


def one_of(words: Iterable[str]) -> Any:
    """One of these words, as a type that msgspec checks and describes."""
    return Literal[tuple(words)]


def any_of(words: Iterable[str]) -> Any:
    """A set of these words, as a type that msgspec checks and describes."""
    return GenericAlias(set, (one_of(sorted(words)),))


def add_control(app: web.Application, simulator: Controlled) -> None:
    """Serve the control interface beside the simulated system. Add it before routes that take every path."""

    async def answer(request: web.Request) -> web.Response:
        try:
            refuse_strangers(request.remote, request.headers)
            action = _action(request.path, request.method)
            order = _json_object(await request.read()) if action.method == "POST" else {}
            return web.json_response(action.answer(simulator, order))
        except Stranger as stranger:
            return web.json_response({"error": str(stranger)}, status=403)
        except Refused as refused:
            return web.json_response({"error": str(refused)}, status=refused.status, headers=refused.headers)

    app.router.add_route("*", ROOT, answer)
    app.router.add_route("*", ROOT + "/{rest:.*}", answer)


# What can be asked


def _list_abilities(simulator: Controlled, _: Mapping[str, Any]) -> Any:
    abilities = simulator.abilities
    return {
        "system": simulator.system,
        "actions": [
            {
                "method": action.method,
                "path": action.path,
                "description": action.description,
                "parameters": action.parameters(simulator),
            }
            for action in ACTIONS
        ],
        "faults": [
            {
                "kind": kind,
                "description": KINDS[kind].description,
                "required": KINDS[kind].required,
                "optional": [*KINDS[kind].optional, *FOR_EVERY_KIND[1:]],
            }
            for kind in abilities.fault_kinds
        ],
        "functions": abilities.functions,
        "codes": abilities.codes,
        "other_codes": abilities.other_codes,
        "changes": [
            {
                "change": name,
                "description": " ".join((inspect.getdoc(change) or "").split()),
                "parameters": _parameters(arguments_of(change)),
            }
            for name, change in sorted(simulator.school.changes().items())
        ],
    }


def _show_state(simulator: Controlled, _: Mapping[str, Any]) -> Any:
    school = simulator.school
    return {
        "system": simulator.system,
        "site": school.name,
        "url": simulator.url,
        "people": len(school.people),
        "students": sum(1 for _ in school.students()),
        "courses": len(school.courses),
        "groups": len(school.groups),
        "work": len(school.work),
        "lessons": len(school.lessons),
        "changes": sorted(school.changes()),
        **simulator.counts(),
        **{setting.shown or setting.name: _shown(simulator, setting) for setting in simulator.abilities.settings},
    }


def _list_requests(simulator: Controlled, _: Mapping[str, Any]) -> Any:
    return {"requests": simulator.requests}


def _order_fault(simulator: Controlled, order: Mapping[str, Any]) -> Any:
    fault = _converted(order, Fault)
    _check_fault(simulator, fault, order.keys())
    simulator.faults.order(fault)
    return msgspec.to_builtins(fault)


def _check_fault(simulator: Controlled, fault: Fault, given: Collection[str]) -> None:
    abilities, kind = simulator.abilities, KINDS[fault.kind]
    if fault.kind not in abilities.fault_kinds:
        raise Refused(422, f"{simulator.system} does one of these faults: {', '.join(abilities.fault_kinds)}")
    known = {*FOR_EVERY_KIND, *kind.required, *kind.optional}
    if unread := sorted(set(given) - known):
        raise Refused(422, f"{fault.kind} does not use {', '.join(unread)}; it knows: {', '.join(sorted(known))}")
    if missing := sorted(set(kind.required) - set(given)):
        raise Refused(422, f"{fault.kind} needs: {', '.join(missing)}")
    if fault.function is not None and fault.function not in abilities.functions:
        raise Refused(422, f"function: {simulator.system} simulates: {', '.join(abilities.functions)}")
    if fault.kind == "exception" and not abilities.other_codes and fault.code not in abilities.codes:
        raise Refused(422, f"code: {simulator.system} knows: {', '.join(abilities.codes)}")
    if fault.kind == "change":
        try:
            simulator.school.check_change(fault.change, fault.arguments)
        except ValueError as error:
            raise Refused(422, str(error)) from None


def _clear_faults(simulator: Controlled, _: Mapping[str, Any]) -> Any:
    simulator.faults.clear()
    for setting in simulator.abilities.settings:
        if setting.clean is not STAYS:
            setattr(simulator, setting.attribute, copy(setting.clean))
    return {}


def _change_school(simulator: Controlled, order: Mapping[str, Any]) -> Any:
    arguments = dict(order)
    change = arguments.pop("change", None)
    if not isinstance(change, str):
        raise Refused(422, f"Name the `change`, one of: {', '.join(sorted(simulator.school.changes()))}")
    try:
        return {"id": simulator.school.change(change, **arguments)}
    except ValueError as error:
        raise Refused(422, str(error)) from None


def _set(simulator: Controlled, order: Mapping[str, Any]) -> Any:
    """Everything that was sent, or nothing if any of it is not understood."""
    values = _converted(order, _settings_type(simulator))
    given = [setting for setting in simulator.abilities.settings if setting.name in order]
    for setting in given:
        number = getattr(values, setting.name)
        if setting.is_person and number is not None and number not in simulator.school.people:
            raise Refused(422, f"{setting.name}: nobody in the school has the number {number}")
    for setting in given:
        value = getattr(values, setting.name)
        setattr(simulator, setting.attribute, value if setting.words is None else setting.words[value])
    return _show_state(simulator, {})


def _shown(simulator: Controlled, setting: Setting) -> Any:
    value = getattr(simulator, setting.attribute)
    if setting.words is not None:
        # A test may have set a value that has no word.
        return next((word for word, meant in setting.words.items() if meant == value), None)
    return sorted(value) if isinstance(value, set) else value


# What an order has to look like


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        order = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(400, f"The body is not JSON: {error}") from None
    if not isinstance(order, dict):
        raise Refused(422, "Send a JSON object.")
    return order


def _converted(order: Mapping[str, Any], shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(order, shape)
    except msgspec.ValidationError as error:
        raise Refused(422, str(error)) from None


def _settings_type(simulator: Controlled) -> type[Struct]:
    fields: list[tuple[str, Any, Any]] = [
        (setting.name, Annotated[setting.shape, Meta(description=setting.description)] | UnsetType, UNSET)
        for setting in simulator.abilities.settings
    ]
    return msgspec.defstruct("Settings", fields, forbid_unknown_fields=True, kw_only=True)


def _parameters(shape: type[Struct]) -> list[dict[str, Any]]:
    """The fields of a type in the words of JSON Schema."""
    described = msgspec.json.schema(shape)["$defs"][shape.__name__]
    required = described.get("required", ())
    return [{"name": name, "required": name in required, **field} for name, field in described["properties"].items()]


def _name_of_change(simulator: Controlled) -> list[dict[str, Any]]:
    names = sorted(simulator.school.changes())
    more = "Its own arguments stand beside it; `changes` lists them."
    return [{"name": "change", "required": True, "type": "string", "enum": names, "description": more}]


def _without_parameters(_: Controlled) -> list[dict[str, Any]]:
    return []


class Action(Struct, frozen=True):
    """One thing that the interface does."""

    method: str
    path: str
    answer: Callable[[Controlled, Mapping[str, Any]], Any]
    description: str
    parameters: Callable[[Controlled], list[dict[str, Any]]] = _without_parameters


ACTIONS = (
    Action("GET", ROOT, _list_abilities, "List what can be ordered of this simulator."),
    Action("GET", f"{ROOT}/state", _show_state, "Show the size of the school and the present settings."),
    Action("GET", f"{ROOT}/requests", _list_requests, "List the functions that were asked for, in order."),
    Action(
        "POST",
        f"{ROOT}/faults",
        _order_fault,
        "Order a fault at the n-th request that matches. `faults` lists the kinds and what each of them needs.",
        lambda _: _parameters(Fault),
    ),
    Action("DELETE", f"{ROOT}/faults", _clear_faults, "End all faults, withdrawn rights and other refusals."),
    Action("POST", f"{ROOT}/changes", _change_school, "Change the school now.", _name_of_change),
    Action(
        "POST",
        f"{ROOT}/settings",
        _set,
        "Change settings; what is left out stays. Answers with the state.",
        lambda simulator: _parameters(_settings_type(simulator)),
    ),
)


def _action(path: str, method: str) -> Action:
    asked = {action.method: action for action in ACTIONS if action.path == path.rstrip("/")}
    if not asked:
        raise Refused(404, f"The control interface has: {', '.join(dict.fromkeys(each.path for each in ACTIONS))}")
    action = asked.get("GET" if method == "HEAD" else method)
    if action is None:
        methods = ", ".join(asked)
        raise Refused(405, f"{path} knows: {methods}", {"Allow": methods})
    return action
