"""A stack between starter and growth, as the guard is told of it: the wire's own form, with what a test changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then
from providers.guard.refusal import Refusal
from providers.guard.rules import refusals

ORDER: Final = ["starter", "growth", "scale", "enterprise"]
PHASES: Final = ["prepare", "expand", "shift", "contract"]
BASE: Final = "a" * 64
OTHER: Final = "b" * 64
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DRAIN_S: Final = 3600

Wire = dict[str, Any]


def settled(tier: str = "starter", **changes: Any) -> Wire:
    """A stack that is its tier, with one pool and no move."""
    return {
        "tier": tier,
        "order": ORDER,
        "specHash": BASE,
        "pools": pools(old=100),
        "drainS": DRAIN_S,
        "originTls": "full",
        "waivers": [],
        **changes,
    }


def moving(phase: str = "prepare", tier: str = "growth", **changes: Any) -> Wire:
    """A stack in the middle of a move from starter; `move` changes the transition itself."""
    transition = {
        "from": "starter",
        "phase": phase,
        "phases": PHASES,
        "oneWay": [],
        "base": BASE,
        "baseNow": BASE,
        "started": "2026-11-01",
        **changes.pop("move", {}),
    }
    return settled(tier, transition=transition, **changes)


def pools(*, strict: bool = False, **weights: int) -> dict[str, dict[str, Any]]:
    """Pools by weight, all of them with or without a certificate for Full (strict)."""
    return {name: {"weight": weight, "strictTls": strict} for name, weight in weights.items()}


def waived(*gates: str, until: str = "2026-11-22") -> list[dict[str, str]]:
    """Waivers of these gates, up to a day: today, unless told otherwise."""
    return [{"gate": gate, "by": "kim", "reason": "rehearsed twice", "until": until} for gate in gates]


def ago(seconds: float, *names: str) -> dict[str, datetime]:
    """These pools have had weight 0 for so many seconds."""
    return {name: NOW - timedelta(seconds=seconds) for name in names}


def step(
    old: Mapping[str, Any], new: Mapping[str, Any], since: Mapping[str, datetime] | None = None, now: datetime = NOW
) -> list[tuple[str, str | None]]:
    """What is refused of a step, as pairs of path and gate. No `since`: the state has no time of any pool."""
    return [(each.path, each.gate) for each in told(old, new, since, now)]


def told(
    old: Mapping[str, Any], new: Mapping[str, Any], since: Mapping[str, datetime] | None = None, now: datetime = NOW
) -> tuple[Refusal, ...]:
    """The refusals themselves. The new inputs must be right by themselves, or the test would prove nothing."""
    args = MoveArgs.model_validate(new)
    assert not list(args.rules())
    return refusals(then(old), args, since or {}, now)
