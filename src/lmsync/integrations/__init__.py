"""The systems that lmsync can read: every folder here is one, found by its name, and those that others install."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from pkgutil import iter_modules

import structlog
from pydantic import BaseModel

from lmsync.crm_integration import CRMIntegration, Phase
from lmsync.errors import Words, trace_of_exception

log = structlog.get_logger()

GROUP = "lmsync.integrations"
"""The group of entry points by which an installed package offers an integration: its name, and the class."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@cache
def find_integrations() -> Mapping[str, type[CRMIntegration]]:
    """Every integration by its `crm_type`. What others install and cannot be used is logged and left out."""
    found = _shipped()
    for entry in sorted(_installed(), key=lambda entry: (entry.name, entry.value)):
        integration = _loaded(entry)
        if integration is None:
            continue
        if integration.name in found:
            log.error("an integration has the name of another", entry_point=entry.value, crm_type=integration.name)
        else:
            found[integration.name] = integration
    return found


def _shipped() -> dict[str, type[CRMIntegration]]:
    """A folder offers exactly one, in its `__init__`."""
    found = {}
    for module in iter_modules(__path__):
        if module.ispkg:
            package = import_module(f"{__name__}.{module.name}")
            offered = [
                thing
                for thing in vars(package).values()
                if isinstance(thing, type) and issubclass(thing, CRMIntegration) and thing is not CRMIntegration
            ]
            (integration,) = offered
            found[integration.name] = integration
    return found


def _installed() -> list[EntryPoint]:
    try:
        return list(entry_points(group=GROUP))
    except Exception as error:  # noqa: BLE001  any package on the path may be damaged
        log.error("looking for installed integrations failed", exception=trace_of_exception(error))
        return []


def _loaded(entry: EntryPoint) -> type[CRMIntegration] | None:
    """What an entry point names, if it can be used."""
    try:
        offered = entry.load()
        fault = _fault_of(offered)
    except (Exception, SystemExit) as error:  # noqa: BLE001  it is the code of others
        log.error("an integration cannot be loaded", entry_point=entry.value, exception=trace_of_exception(error))
        return None
    if fault is not None:
        log.error("an integration cannot be used", entry_point=entry.value, fault=fault)
        return None
    integration: type[CRMIntegration] = offered
    return integration


def _fault_of(offered: object) -> str | None:
    """What lists of systems and runs would stumble over. May raise whatever the code of others raises."""
    if not (isinstance(offered, type) and issubclass(offered, CRMIntegration)):
        return "not a CRMIntegration"
    if isabstract(offered):
        return "methods are missing: " + ", ".join(sorted(offered.__abstractmethods__))
    wanted = {"name": str, "title": str, "setup": Words, "phases": tuple, "confirmed": frozenset, "Config": type}
    wrong = [name for name, kind in wanted.items() if not isinstance(getattr(offered, name, None), kind)]
    if wrong:
        return "attributes are missing or of the wrong type: " + ", ".join(wrong)
    if not NAME.fullmatch(offered.name):
        return "the name is not made of small letters, digits, - and _"
    if not all(isinstance(phase, Phase) for phase in offered.phases):
        return "phases are not phases"
    if not issubclass(offered.Config, BaseModel):
        return "Config is not a pydantic model"
    offered.Config.model_json_schema()
    return None
