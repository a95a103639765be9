"""What can go wrong with a platform, told apart by what a caller may do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PlatformError(Exception):
    """A call did not do what was asked. The text names the call, the reason, and what to do."""


class RefusedError(PlatformError):
    """The platform understood and said no: nothing was changed. `status` is the HTTP status, 200 for GraphQL."""

    def __init__(self, text: str, *, status: int, reason: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.reason = reason


class MissingError(RefusedError):
    """The platform has no such object."""


class ForbiddenError(RefusedError):
    """The token is not valid, or lacks the right; some platforms say the same for what does not exist."""


class LimitedError(PlatformError):
    """Too many calls: this one was not looked at. `after_s` is what the platform asks to wait, None when it is mute."""

    def __init__(self, text: str, *, after_s: float | None) -> None:
        super().__init__(text)
        self.after_s = after_s


class UnreachableError(PlatformError):
    """No connection came about, so nothing was sent."""


class DoubtfulError(PlatformError):
    """The call was sent and its answer is lost or a server's fault: it may have been done or not.

    `late` says that it may even be done later: the platform had not answered when the time was up.
    """

    def __init__(self, text: str, *, late: bool = False, after_s: float | None = None) -> None:
        super().__init__(text)
        self.late = late
        self.after_s = after_s


class StoppedError(PlatformError):
    """The engine asked to stop while something was waited for."""


class HalfMadeError(PlatformError):
    """An object is there, but not as it was asked for. The engine keeps it and finishes it in the next update."""

    def __init__(self, text: str, *, identity: str, outputs: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.identity = identity
        self.outputs = outputs
