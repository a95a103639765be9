"""What became of a need, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sayar.preflight.doctor.read import NotRead

OK: Final = "ok"
MISSING: Final = "missing"
UNKNOWN: Final = "not_checked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state, what was found, and the variable that would allow a check that was not made."""

    state: Literal["ok", "missing", "not_checked"]
    found: str = ""
    variable: str = ""


def ok(found: str = "") -> Outcome:
    """The need is met."""
    return Outcome(OK, found)


def missing(found: str) -> Outcome:
    """The need is known not to be met."""
    return Outcome(MISSING, found)


def unknown(why: NotRead) -> Outcome:
    """Nobody knows."""
    return Outcome(UNKNOWN, why.reason, why.variable)
