"""When a budget speaks: the alerts on costs of a stack file, in AWS' percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from components.monitoring.alerts import AlertName
from components.monitoring.targets_spec import AlertSpec

Spent = Literal["ACTUAL", "FORECASTED"]

KINDS: Final[Mapping[AlertName, Spent]] = MappingProxyType({"budget-actual": "ACTUAL", "budget-forecast": "FORECASTED"})


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is told: spending so far or that foreseen for the month, above a part of the budget in percent."""

    spent: Spent
    percent: float


def thresholds(alerts: Iterable[AlertSpec]) -> tuple[Threshold, ...]:
    """Those of the alerts on the budget, in their order; other alerts are not about costs."""
    return tuple(
        # Shares are decimal fractions, and 0.29 * 100 is not 29.
        Threshold(KINDS[alert.alert], round(alert.threshold * 100, 6))
        for alert in alerts
        if alert.alert in KINDS
    )


def dollars(amount: float) -> str:
    """An amount as the service takes it: a decimal number without an exponent, in whole cents."""
    return f"{amount:.2f}"
