"""The systems that lmsync can read: every folder here is one, found by its name."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from lmsync.crm_integration import CRMIntegration


@cache
def find_integrations() -> Mapping[str, type[CRMIntegration]]:
    """Every integration by its `crm_type`. A folder offers exactly one, in its `__init__`."""
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
