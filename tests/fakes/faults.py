"""Faults on request: which operation of a stand-in server is limited, fails, hangs or loses its connection."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, get_args

Effect = Literal["429", "500", "502", "hang", "drop_before", "drop_after", "not_authorized", "refuse"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    `on` is a shell pattern over the operation's name. The first `skip` operations that match pass, then `times` of
    them are struck. `seconds`, and whether the work is done `late` or never, is for "hang". `after` makes a "500" or
    a "502" come once the work is done.
    """

    on: str
    effect: Effect
    times: int = 1
    skip: int = 0
    retry_after_s: float | None = None
    seconds: float = 30.0
    message: str = ""
    late: bool = True
    after: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot happen. Raises ValueError."""
        if self.effect not in get_args(Effect):
            raise ValueError(f"{self.effect!r} is none of {', '.join(get_args(Effect))}")
        if not self.on or self.times < 1 or self.skip < 0 or self.seconds < 0:
            raise ValueError("on must not be empty, times at least 1, skip and seconds at least 0")
        if self.after and self.effect not in ("500", "502"):
            raise ValueError(f"after is for 500 and 502, not for {self.effect}")

    @property
    def works(self) -> bool:
        """Whether the operation does its work although the client does not hear of it in time."""
        return self.effect == "drop_after" or self.after or (self.effect == "hang" and self.late)


@dataclass(slots=True)
class _Armed:
    """A fault and what is left of its counts."""

    fault: Fault
    skip: int
    times: int


@dataclass(slots=True)
class Faults:
    """The faults that are due, counted down as operations come in from any thread."""

    _armed: list[_Armed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Arm a fault; faults that are armed earlier strike first."""
        with self._lock:
            self._armed.append(_Armed(fault, fault.skip, fault.times))

    def clear(self) -> None:
        """Disarm all faults."""
        with self._lock:
            self._armed.clear()

    def strike(self, operation: str) -> Fault | None:
        """The first fault that is due for an operation, counted as struck."""
        struck = None
        with self._lock:
            for armed in self._armed:
                if not fnmatchcase(operation, armed.fault.on):
                    continue
                if armed.skip:
                    armed.skip -= 1
                elif armed.times and struck is None:
                    armed.times -= 1
                    struck = armed.fault
        return struck
