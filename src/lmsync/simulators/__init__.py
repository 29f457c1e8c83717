"""Stand-in servers: the same made-up school in each system's dialect, quirks included."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


@cache
def find_simulators() -> Mapping[str, type[Any]]:
    """Every simulator by the name of its system. A folder offers exactly one `Simulator`."""
    return {
        module.name: import_module(f"{__name__}.{module.name}").Simulator
        for module in iter_modules(__path__)
        if module.ispkg
    }
