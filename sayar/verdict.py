"""The one word a forecast ends with, and the exit code that says it to other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

Verdict = Literal["blocked", "breach", "unknown", "at_risk", "ok"]
Effect = Literal["blocked", "data_loss", "unknown", "full", "failover", "deferred", "reset", "degraded", "none"]

VERDICTS: Final[tuple[Verdict, ...]] = ("blocked", "breach", "unknown", "at_risk", "ok")
"""Worst first."""
EFFECTS: Final[tuple[Effect, ...]] = (
    "blocked",
    "data_loss",
    "unknown",
    "full",
    "failover",
    "deferred",
    "reset",
    "degraded",
    "none",
)
"""Worst first."""

EXIT_OK: Final = 0
EXIT_BUG: Final = 1
EXIT_INPUT: Final = 2
EXIT_REFUSED: Final = 3
EXIT_UNDECIDED: Final = 4
EXIT_DISAGREE: Final = 5
EXIT_ENGINE: Final = 6

_EXIT: Final[Mapping[Verdict, int]] = MappingProxyType(
    {
        "blocked": EXIT_REFUSED,
        "breach": EXIT_REFUSED,
        "unknown": EXIT_UNDECIDED,
        "at_risk": EXIT_UNDECIDED,
        "ok": EXIT_OK,
    }
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; `ok` where there are none."""
    return min(verdicts, key=VERDICTS.index, default="ok")


def exit_code(verdict: Verdict) -> int:
    """What a command that printed this verdict exits with."""
    return _EXIT[verdict]


def verdict_of_effects(effects: Iterable[Effect]) -> Verdict:
    """What the effects alone decide. Lost data blocks like a refusal; seconds are judged per surface, not here."""
    found = set(effects)
    if found & {"blocked", "data_loss"}:
        return "blocked"
    return "unknown" if "unknown" in found else "ok"
