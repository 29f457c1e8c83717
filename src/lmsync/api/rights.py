"""What each call of the API needs. The only place: enforcement, the document of the API, docs and tests are made from it.

A route without a row here does not start.
"""

from collections.abc import Iterable, Mapping

from lmsync.access.rights import RIGHT_OF_KIND, OperatorRight, Right
from lmsync.store.reading.listings import LISTINGS

OPEN = frozenset(
    {"get_health", "get_readiness", "get_login_ways", "set_up", "log_in", "start_sign_on", "finish_sign_on"}
)
"""Calls that need no login."""
NOT_BY_COOKIE = frozenset({"start_auto_sync_by_get", "stop_auto_sync_by_get"})
"""Calls that change something though a link can make a browser send them."""

OF_ONE = "_of_one"
"""Ends the name of a long form: the call without it, at the address of one connection."""
CONNECTIONS: Mapping[str, str] = {"list_connections": "get_configuration", "add_connection": "configure"}
"""Calls of all connections, each with the one whose function it is."""

_OF_LISTS = {listing.name: RIGHT_OF_KIND[listing.kind] for listing in LISTINGS.values()}
RIGHTS: Mapping[str, Right | OperatorRight | None] = {
    "openapi": None,
    "list_systems": None,
    "search_records": None,
    **{f"list_{name}": right for name, right in _OF_LISTS.items()},
    **{f"get_{listing.only or listing.kind.value}": _OF_LISTS[listing.name] for listing in LISTINGS.values()},
    "list_changes": Right.READ_CHANGES,
    "list_latest_changes": Right.READ_CHANGES,
    "get_status": Right.READ_RUNS,
    "list_runs": Right.READ_RUNS,
    "get_run": Right.READ_RUNS,
    "list_held": Right.READ_RUNS,
    "get_held": Right.READ_RUNS,
    "apply_decision": Right.DECIDE,
    "dismiss_decision": Right.DECIDE,
    "undo_decision": Right.DECIDE,
    "follow_events": Right.READ_RUNS,
    "follow_run": Right.READ_RUNS,
    "list_run_slots": Right.READ_RUNS,
    "list_run_scopes": Right.READ_RUNS,
    "list_run_changes": Right.READ_CHANGES,
    "start_sync": Right.SYNC,
    "get_plan": Right.SYNC,
    "cancel_run": Right.SYNC,
    "start_auto_sync": Right.SYNC,
    "start_auto_sync_by_get": Right.SYNC,
    "stop_auto_sync": Right.SYNC,
    "stop_auto_sync_by_get": Right.SYNC,
    "configure": Right.CONFIGURE,
    "get_configuration": Right.CONFIGURE,
    "delete_configuration": Right.CONFIGURE,
    "list_forgotten": Right.CONFIGURE,
    "delete_forgotten": Right.CONFIGURE,
    "check_connections": Right.CONFIGURE,
    "check_configuration": Right.CONFIGURE,
    "erase_user": Right.ERASE,
    "lift_erasure": Right.ERASE,
    "export_user": Right.READ_STUDENTS,
    "list_acts": Right.ADMIN,
    "list_tokens": Right.ADMIN,
    "make_token": Right.ADMIN,
    "revoke_token": Right.ADMIN,
    "get_session": OperatorRight.LOGGED_IN,
    "log_out": OperatorRight.LOGGED_IN,
    "change_password": OperatorRight.LOGGED_IN,
    "start_totp": OperatorRight.LOGGED_IN,
    "confirm_totp": OperatorRight.LOGGED_IN,
    "end_totp": OperatorRight.LOGGED_IN,
    "list_sessions": OperatorRight.LOGGED_IN,
    "revoke_session": OperatorRight.LOGGED_IN,
    "list_operators": OperatorRight.OWNER,
    "make_operator": OperatorRight.OWNER,
    "change_operator": OperatorRight.OWNER,
    "reset_operator": OperatorRight.OWNER,
    "remove_operator": OperatorRight.OWNER,
}
"""By the name of the call in its short form: the right it needs; `None` for everybody whom we know."""


def short_form(name: str) -> str:
    """The call whose function, and whose right, this one has."""
    return CONNECTIONS.get(name) or name.removesuffix(OF_ONE)


def right_of(name: str) -> Right | OperatorRight | None:
    return RIGHTS[short_form(name)]


def is_not_by_cookie(name: str) -> bool:
    return short_form(name) in NOT_BY_COOKIE


def require_rights(names: Iterable[str]) -> None:
    """Every call but the open ones says what it needs, and nothing is said of calls that there are not. Raises
    `LookupError` otherwise."""
    known = set(map(short_form, names)) - OPEN
    if known != RIGHTS.keys():
        raise LookupError(f"calls and rights differ: {sorted(known ^ RIGHTS.keys())}")
