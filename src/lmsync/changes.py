"""How a record changed: added, changed, removed, restored.

Every change is a row of the change log, from which all readers of lmsync learn what happened. A removal keeps the row, so
that a record that returns is restored in place with its identity and its history.
"""

from enum import IntEnum


class Op(IntEnum):
    """How a change is kept in the change log. The numbers are stored: never renumber."""

    ADDED = 1
    CHANGED = 2
    REMOVED = 3
    RESTORED = 4
