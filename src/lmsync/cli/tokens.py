"""Tokens of programs, on the command line: who can use it may do everything."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from lmsync.access.rights import EVERY_RIGHT, READ_ONLY, Right
from lmsync.access.tokens import days_from_now, make_token, revoke_token
from lmsync.cli import language
from lmsync.cli.commands import DONE, installation, say
from lmsync.errors import InvalidInput, NotFound, Words
from lmsync.records import Kind
from lmsync.store.keeping import api_tokens
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.audit import COMMAND_LINE
from lmsync.store.keeping.connections import list_connections, named
from lmsync.store.reading.shown import time_text

SETS: Mapping[str, frozenset[Right]] = {"all": EVERY_RIGHT, "read": READ_ONLY}
"""Names for several scopes."""


def new(name: str, scopes: str, connections: list[str], kinds: str | None, days: int | None) -> int:
    wanted = _scopes(scopes)
    limit = None if kinds is None else {Kind(word) for word in _words(kinds, "--kinds", list(Kind))}
    with installation() as parts, parts.database.blocking.write() as tx:
        known = list_connections(tx)
        numbers = [named(known, which).id for which in connections] or None
        expires_at = None if days is None else days_from_now(days)
        _, secret = make_token(tx, COMMAND_LINE, name, wanted, connections=numbers, kinds=limit, expires_at=expires_at)
    say(MADE, token=secret)
    return DONE


def list_all() -> int:
    with installation() as parts, parts.database.blocking.read() as tx:
        tokens, slugs = api_tokens.list_tokens(tx), {known.id: known.slug for known in list_connections(tx)}
    table = Table(*(heading.said_in(language()) for heading in HEADINGS), box=None, pad_edge=False)
    for token in tokens:
        limits = [slugs[number] for number in sorted(token.connections or ()) if number in slugs]
        limits += sorted(token.kinds or ())
        row = (str(token.id), token.name, " ".join(sorted(token.scopes)), " ".join(limits), _state(token))
        table.add_row(*row, time_text(token.last_used_at) or "")
    Console().print(table)
    return DONE


def revoke(number: int) -> int:
    with installation() as parts, parts.database.blocking.write() as tx:
        try:
            token = revoke_token(tx, COMMAND_LINE, number)
        except NotFound:
            raise InvalidInput("number", NO_TOKEN) from None
    say(REVOKED, name=token.name)
    return DONE


def _state(token: ApiToken) -> str:
    if token.revoked_at is not None:
        return IS_REVOKED.said_in(language())
    if token.expires_at is None:
        return NEVER.said_in(language())
    return time_text(token.expires_at) or ""


def _scopes(text: str) -> frozenset[Right]:
    named = (SETS.get(word) or {Right(word)} for word in _words(text, "--scopes", [*SETS, *Right]))
    return frozenset().union(*named)


def _words(text: str, option: str, known: Sequence[str]) -> list[str]:
    """The words of a list, separated by commas or spaces. Raises `InvalidInput` for one that is not known, and for none."""
    words = text.replace(",", " ").split()
    if not words or any(word not in known for word in words):
        choice = ", ".join(known)
        raise InvalidInput(option, Words(en=f"Some of: {choice}.", ru=f"Из этих: {choice}."))
    return words


HEADINGS = (
    Words("No", "№"),
    Words("Name", "Имя"),
    Words("Scopes", "Права"),
    Words("Only", "Только"),
    Words("Until", "До"),
    Words("Last used", "Использован"),
)
NEVER = Words("for ever", "бессрочно")
IS_REVOKED = Words("revoked", "отозван")
MADE = Words(
    en="The token, shown only now; keep it safe:\n\n    {token}\n",
    ru="Токен, показывается только сейчас; сохраните его:\n\n    {token}\n",
)
REVOKED = Words(en="The token {name} opens nothing any more.", ru="Токен «{name}» больше не действует.")
NO_TOKEN = Words(en="lmsync token list shows their numbers.", ru="Номера показывает lmsync token list.")
