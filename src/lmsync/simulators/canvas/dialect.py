"""How a Canvas of some age and place speaks."""

from msgspec import Struct


class Dialect(Struct, frozen=True):
    """How a Canvas of some age and place speaks."""

    cap: int
    """The most rows of a page."""
    not_permitted: int
    throttled: int
    lower_case_headers: bool
    wants_user_agent: bool
    mark: float


HOSTED = Dialect(100, 403, 429, True, True, 700)
SELF_HOSTED = Dialect(50, 401, 403, False, False, 600)
DIALECTS = {"hosted": HOSTED, "self-hosted": SELF_HOSTED}
