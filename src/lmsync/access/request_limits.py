"""How often a token may ask, how many of its calls may wait, and how many wrong tokens an address may send.

Counted in this process and forgotten with it. Two numbers are kept of each caller and of each shelf of addresses.
"""

import hashlib
import math
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from lmsync.access.networks import network_of
from lmsync.errors import TooManyRequests, Words

log = structlog.get_logger()

SHELVES = 1024
"""So many counts there are for all addresses of the world. Two that share a shelf share its count of wrong tokens."""
SECONDS_OF_A_MINUTE = 60
WARNED_SECONDS = 60
WAIT_SECONDS = 5
"""After which one of the calls that wait may have ended."""


class RequestLimits:
    """0 switches a limit off."""

    def __init__(self, *, requests_per_minute: int, wrong_tokens_per_minute: int, waits_per_token: int) -> None:
        self._requests = _Rate(requests_per_minute)
        self._wrong_tokens = _Rate(wrong_tokens_per_minute)
        self._waits_per_token = waits_per_token
        self._waits: Counter[str] = Counter()
        # Nobody outside can work out who shares a shelf with whom.
        self._key = secrets.token_bytes(16)
        self._warned_at = -math.inf

    async def count_request(self, caller: str) -> None:
        """`caller`: as the audit names it. Raises `TooManyRequests`."""
        seconds = await self._requests.seconds_to_wait(caller)
        if seconds:
            raise TooManyRequests(seconds, TOO_OFTEN)

    async def count_wrong_token(self, address: str | None) -> None:
        """For a token that opens nothing; a valid one is never counted here, whatever its neighbours send. Raises
        `TooManyRequests`."""
        seconds = await self._wrong_tokens.seconds_to_wait(self._shelf_of(address))
        if seconds:
            if self._warned_at < time.monotonic() - WARNED_SECONDS:
                self._warned_at = time.monotonic()
                log.warning("an address sends many wrong tokens", address=address)
            raise TooManyRequests(seconds, TOO_MANY_WRONG)

    @contextmanager
    def waiting(self, caller: str) -> Iterator[None]:
        """Around a call that waits. Raises `TooManyRequests` before it begins."""
        if self._waits_per_token and self._waits[caller] >= self._waits_per_token:
            raise TooManyRequests(WAIT_SECONDS, TOO_MANY_WAIT)
        self._waits[caller] += 1
        try:
            yield
        finally:
            self._waits[caller] -= 1
            if not self._waits[caller]:
                del self._waits[caller]

    def _shelf_of(self, address: str | None) -> str:
        digest = hashlib.blake2b(network_of(address or "").encode(), key=self._key, digest_size=4).digest()
        return str(int.from_bytes(digest) % SHELVES)


class _Counts(MemoryStorage):
    """Drops counts that are over once a minute. The library looks through all of them at every hit."""

    def __init__(self) -> None:
        super().__init__()
        self._looked_at = 0.0

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        # Also after the clock was set back.
        if abs(now - self._looked_at) > SECONDS_OF_A_MINUTE:
            self._looked_at = now
            for old in [key for key, over_at in self.expirations.items() if over_at <= now]:
                await self.clear(old)
        if await self.get(key) == 0:
            self.expirations[key] = now + expiry
        self.storage[key] += amount
        return self.storage[key]


class _Rate:
    def __init__(self, per_minute: int) -> None:
        self._allowed = RateLimitItemPerMinute(per_minute) if per_minute else None
        self.counts = _Counts()
        self._limiter = SlidingWindowCounterRateLimiter(self.counts)

    async def seconds_to_wait(self, key: str) -> int:
        """0: it was counted and is within the rate."""
        if self._allowed is None or await self._limiter.hit(self._allowed, key):
            return 0
        state = await self._limiter.get_window_stats(self._allowed, key)
        # In the first moment of a window the library takes its end for now.
        seconds = state.reset_time - time.time() or SECONDS_OF_A_MINUTE
        # When the window ends its count begins to shrink: the first one less comes a moment later.
        return max(1, math.ceil(seconds + SECONDS_OF_A_MINUTE / self._allowed.amount))


TOO_OFTEN = Words(
    en="This token has asked too often. Go on after as many seconds as the header Retry-After says. Larger pages (limit) "
    "and the change log need fewer requests; LMSYNC_REQUESTS_PER_MINUTE allows more.",
    ru="С этим токеном слишком много запросов. Продолжайте через столько секунд, сколько указано в заголовке Retry-After. "
    "С большими страницами (limit) и журналом изменений запросов нужно меньше; увеличить предел можно в "
    "LMSYNC_REQUESTS_PER_MINUTE.",
)
TOO_MANY_WRONG = Words(
    en="Too many wrong tokens came from this address, and this token is wrong too: it was never given out, has expired or "
    "was revoked. Give your program a valid one (lmsync token new), which opens at once.",
    ru="С этого адреса пришло слишком много неверных токенов, и этот тоже не действует: его не выдавали, он просрочен или "
    "отозван. Укажите в программе действующий токен (lmsync token new): с ним запросы принимаются сразу.",
)
TOO_MANY_WAIT = Words(
    en="Too many calls with this token are waiting or following events already. Let one of them end, or ask without wait; "
    "LMSYNC_WAITS_PER_TOKEN allows more.",
    ru="С этим токеном уже ожидает ответа или следит за событиями слишком много вызовов. Дождитесь завершения одного из них "
    "или отправьте запрос без wait; увеличить предел можно в LMSYNC_WAITS_PER_TOKEN.",
)
