"""Railway's rate limits: so many requests in any hour, and in any second."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

_HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many requests are answered."""

    per_hour: int
    per_second: int | None = None


LIMITS: Final = {"FREE": Limits(100), "HOBBY": Limits(1_000, 10), "PRO": Limits(10_000, 50)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a request: `wait_s` is None when it is let in. `reset_s` is when all is available again."""

    wait_s: float | None
    limit: int
    remaining: int
    reset_s: float

    @property
    def headers(self) -> dict[str, str]:
        """The verdict as it is told in every answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(int(time.time() + self.reset_s)),
        }


@dataclass(slots=True)
class Meter:
    """The requests of the last hour that were let in, by their time."""

    _taken: deque[float] = field(default_factory=deque)

    def judge(self, limits: Limits, now: float) -> Verdict:
        """Let a request in, or tell how long it has to wait; one that is refused does not count."""
        while self._taken and self._taken[0] <= now - _HOUR:
            self._taken.popleft()
        wait = self._wait(limits, now)
        if wait is None:
            self._taken.append(now)
        oldest = self._taken[0] if self._taken else now
        return Verdict(wait, limits.per_hour, max(0, limits.per_hour - len(self._taken)), oldest + _HOUR - now)

    def _wait(self, limits: Limits, now: float) -> float | None:
        for most, seconds in ((limits.per_hour, _HOUR), (limits.per_second, 1.0)):
            if most is not None and len(self._taken) >= most:
                last = self._taken[-most]  # it must be out of the window before another one fits in
                if last > now - seconds:
                    return last + seconds - now
        return None
