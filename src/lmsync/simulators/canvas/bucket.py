"""Canvas's leaky bucket: every request holds fifty units while it runs, then pays what it cost."""

import time
from collections.abc import Callable

RESERVE = 50.0
LEAK_PER_SECOND = 10.0


class Bucket:
    """One token's bucket. `clock` may be a test's own."""

    def __init__(self, mark: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.mark = mark
        self.level = 0.0
        self.refused = 0
        self._clock = clock
        self._at = clock()

    def _leak(self) -> None:
        now = self._clock()
        self.level = max(0.0, self.level - (now - self._at) * LEAK_PER_SECOND)
        self._at = now

    def enter(self) -> bool:
        """Whether the request may run."""
        self._leak()
        if self.level + RESERVE > self.mark:
            self.refused += 1
            return False
        self.level += RESERVE
        return True

    def leave(self, cost: float) -> None:
        self._leak()
        self.level = max(0.0, self.level - RESERVE + cost)

    @property
    def remaining(self) -> float:
        return self.mark - self.level
