"""Passwords: which are accepted, and how they are kept and compared. All of that is slow, and done beside the event loop."""

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from lmsync.errors import InvalidInput, Words

T = TypeVar("T")

SHORTEST, LONGEST = 10, 200
JUDGED_LETTERS = 100
"""The estimate takes time that grows faster than the text."""
ENOUGH = 3
"""Of zxcvbn's scores, 0 to 4: at least 10⁸ guesses."""
AT_ONCE = 2
"""Each comparison takes 64 MB of memory."""
RUSSIAN = (
    "йцукен йцукенг фывапролдж ячсмить пароль парольпароль мойпароль любовь солнышко привет здравствуйте россия москва "
    "учитель директор завуч школа школьник ученик гимназия лицей журнал дневник наташа максим андрей светлана екатерина "
    "gfhjkm qwertyйцукен ghbdtn k.,jdm rfnthbyf yfnfif vfrcbv fylhtq cdtnkfyf vjcrdf hjccbz exbntkm lbhtrnjh irjkf "
    "parol privet lubov solnishko natasha shkola uchitel direktor"
).split()
"""Words of which Russian passwords are made, also typed on the other layout."""


class Passwords:
    """`hasher` may be another one in tests."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hash = PasswordHash((hasher or Argon2Hasher(),))
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords")
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        return await self._beside(lambda: self._hash.hash(normal(password)))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Never with `None`, after just as much work: how long the answer takes does not say which logins there are."""

        def compare() -> bool:
            if self._nobodys is None:  # at the first comparison, whosever it is, and not in each command
                self._nobodys = self._hash.hash("the password of nobody")
            same = self._hash.verify(normal(password), hashed or self._nobodys)
            return same and hashed is not None

        return await self._beside(compare)

    async def require_strong(self, password: str, hints: Iterable[str], field: str = "password") -> None:
        """Raises `InvalidInput`. `hints`: what others may know, such as the names of the operator and the school."""
        words = [word for hint in hints for word in (hint, *hint.split())]
        await self._beside(lambda: require_strong(normal(password), words, field))

    async def _beside(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._threads.submit(work))


def normal(password: str) -> str:
    """Keyboards of different systems send the same letter, such as й, as one character or as two."""
    return unicodedata.normalize("NFKC", password)


def require_strong(password: str, hints: Iterable[str], field: str = "password") -> None:
    """Raises `InvalidInput`. No rules for digits and signs: they make passwords worse."""
    if len(password) < SHORTEST:
        raise InvalidInput(field, TOO_SHORT, code="password_too_short")
    if len(password) > LONGEST:
        raise InvalidInput(field, TOO_LONG, code="password_too_long")
    from zxcvbn import zxcvbn  # here: its lists of words are read, and few processes ever need them

    judged = password[:JUDGED_LETTERS]
    known = [hint[:JUDGED_LETTERS].lower() for hint in hints if len(hint) > 2]
    if zxcvbn(judged, user_inputs=[*known, *RUSSIAN], max_length=JUDGED_LETTERS)["score"] < ENOUGH:
        raise InvalidInput(field, TOO_WEAK, code="password_too_weak")


TOO_SHORT = Words(
    en="A password needs at least 10 characters; four words that do not belong together are good.",
    ru="В пароле должно быть не меньше 10 символов; хорошо подходят четыре не связанных между собой слова.",
)
TOO_LONG = Words(en="A password has at most 200 characters.", ru="В пароле может быть не больше 200 символов.")
TOO_WEAK = Words(
    en="This password is easy to guess: it is common, or made of names, dates or rows of keys. Four words that do not "
    "belong together are good.",
    ru="Этот пароль легко угадать: он распространён или составлен из имён, дат или соседних клавиш. Хорошо подходят "
    "четыре не связанных между собой слова.",
)
