"""Tokens of programs, on the command line: who can use it may do everything."""

import time
from typing import Any

from rich.console import Console
from rich.table import Table

from lmsync.access.rights import EVERY_RIGHT, READ_ONLY, Right
from lmsync.access.tokens import new_secret, shown_in_audit
from lmsync.cli import language
from lmsync.cli.commands import DONE, installation, say
from lmsync.errors import InvalidInput, NotFound, Words
from lmsync.records import Kind
from lmsync.store.keeping import api_tokens, audit
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.connections import list_connections, named
from lmsync.store.reading.shown import time_text

SECONDS_OF_A_DAY = 86_400
SETS = {"all": EVERY_RIGHT, "read": READ_ONLY}
"""Names for several scopes."""


def new(name: str, scopes: str, connections: list[str], kinds: str | None, days: int | None) -> int:
    wanted = _scopes(scopes)
    limit = None if kinds is None else _kinds(kinds)
    secret = new_secret()
    expires_at = None if days is None else int(time.time()) + days * SECONDS_OF_A_DAY
    with installation() as parts, parts.database.blocking.write() as tx:
        known = list_connections(tx)
        numbers = [named(known, which).id for which in connections] or None
        limits: dict[str, Any] = {"connections": numbers, "kinds": limit, "expires_at": expires_at}
        token = api_tokens.add_token(tx, name, secret, wanted, **limits)
        audit.note(tx, audit.COMMAND_LINE, "token made", f"token:{token.id}", after=shown_in_audit(token))
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
            token = api_tokens.revoke_token(tx, number)
            audit.note(tx, audit.COMMAND_LINE, "token revoked", f"token:{number}", before=shown_in_audit(token))
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


def _scopes(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in text.replace(",", " ").split():
        if word in SETS:
            found |= SETS[word]
        elif word in EVERY_RIGHT:
            found.add(Right(word))
        else:
            raise InvalidInput("--scopes", _one_of(*SETS, *Right))
    if not found:
        raise InvalidInput("--scopes", _one_of(*SETS, *Right))
    return frozenset(found)


def _kinds(text: str) -> frozenset[Kind]:
    try:
        return frozenset(Kind(word) for word in text.replace(",", " ").split()) or frozenset([Kind("")])
    except ValueError:
        raise InvalidInput("--kinds", _one_of(*Kind)) from None


def _one_of(*words: str) -> Words:
    known = ", ".join(words)
    return Words(en=f"Some of: {known}.", ru=f"Из этих: {known}.")


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
