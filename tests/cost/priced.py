"""A tier with leaves of its own, priced with what is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sayar.cost.asked import of
from sayar.cost.document import Asked, month_of
from sayar.cost.estimate import Estimate
from sayar.cost.reading import Observed
from sayar.cost.usage import Given
from sayar.platform import tier_config

ROOT = Path(__file__).resolve().parents[2]


def asked(amounts: Mapping[str, float] | None = None, choices: Sequence[str] = (), **observed: Any) -> Asked:
    """What a cost is asked with, of amounts that somebody measured."""
    given = Given({key: Decimal(str(value)) for key, value in (amounts or {}).items()}, "a test")
    return of(Observed(given, **observed), choices, "2026-11-26")


def month(
    tier: str,
    *changes: str,
    amounts: Mapping[str, float] | None = None,
    choices: Sequence[str] = (),
) -> Estimate:
    """The month of a tier."""
    return month_of(tier_config(tier, config_dir=ROOT, overrides=changes), asked(amounts, choices))
