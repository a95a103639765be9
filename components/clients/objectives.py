"""What a client was promised, and how fast that may be used up before somebody is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from components.clients.spec import Client
from components.monitoring.alerts import Severity
from components.monitoring.targets_spec import ObjectiveSpec

_MILLISECONDS = 3
"""Places of a budget in seconds: more would be noise of the arithmetic, and a change in every preview."""


@dataclass(frozen=True, slots=True)
class ClientBurn:
    """One alert: over both windows, in seconds, more than `error_share` (0 to 1) of a client's requests fail.

    `factor` is how many times too fast the budget goes; under `least_requests` in the short window nobody is told.
    """

    name: str
    client: str
    factor: float
    error_share: float
    long_s: int
    short_s: int
    least_requests: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class ClientObjective:
    """The availability in percent of `window_days`, the outage in seconds that it allows, and its alerts."""

    availability_percent: float
    window_days: int
    budget_s: float
    burns: tuple[ClientBurn, ...]


def objective(client: Client, platform: ObjectiveSpec) -> ClientObjective:
    """The client's own promise, or where it has none the platform's, over the platform's window and burn rates.

    A low promise has a large budget: a rate at which more than every request would have to fail is left out, as it
    would never fire. A rate of 1 or below always stays.
    """
    percent = platform.availability_percent if client.slo is None else client.slo
    own = platform.model_copy(update={"availability_percent": percent})
    return ClientObjective(
        availability_percent=percent,
        window_days=own.window_days,
        budget_s=round(own.budget_s, _MILLISECONDS),
        burns=tuple(
            ClientBurn(
                name=f"{client.label}-burn-{burn.factor:g}",
                client=client.name,
                factor=burn.factor,
                error_share=burn.factor * own.budget,
                long_s=burn.long_s,
                short_s=burn.short_s,
                least_requests=own.least_requests,
                severity=burn.severity,
            )
            for burn in own.burns
            if burn.factor * own.budget < 1
        ),
    )
