"""Objectives of availability, the alerts on burning them, and alerts on single figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.limits import limit
from components.monitoring.alerts import ALERTS, AlertName, Severity
from components.network.checks import one_of, unique
from components.spec import Problem, Spec


class BurnSpec(Spec):
    """An alert on using up the error budget `factor` times too fast, over a long and a short window in seconds.

    The short window ends the alert soon after the errors end.
    """

    factor: Annotated[float, Field(gt=0)]
    long_s: Annotated[int, Field(ge=60)]
    short_s: Annotated[int, Field(ge=60)]
    severity: Severity

    def rules(self) -> Iterator[Problem]:
        """The short window is the shorter one."""
        if self.short_s >= self.long_s:
            yield Problem("short_s", self.short_s, f"less than long_s ({self.long_s})")


class ObjectiveSpec(Spec):
    """The availability that is aimed at, in percent of `window_days` days.

    `least_requests` in the short window keeps two errors in a quiet hour from waking somebody.
    """

    availability_percent: Annotated[float, Field(gt=0, lt=100)]
    window_days: int
    least_requests: Annotated[int, Field(ge=0)]
    burns: tuple[BurnSpec, ...]

    @property
    def budget(self) -> float:
        """The share of requests that may fail."""
        return 1 - self.availability_percent / 100

    @property
    def budget_s(self) -> float:
        """Seconds of full outage that the window allows."""
        return self.budget * self.window_days * 86400

    def rules(self) -> Iterator[Problem]:
        """A burn rate that errors can reach at all, and windows that lie in the objective's own."""
        yield from one_of(limit("monitoring", "policy", "any", "window_days"), "window_days", self.window_days)
        yield from unique("burns[{}].factor", [burn.factor for burn in self.burns], "each factor once")
        for index, burn in enumerate(self.burns):
            if burn.factor * self.budget >= 1:
                most = 1 / self.budget
                yield Problem(f"burns[{index}].factor", burn.factor, f"below {most:.4g}, where every request fails")
            if burn.long_s > self.window_days * 86400:
                yield Problem(f"burns[{index}].long_s", burn.long_s, f"at most {self.window_days} days")


class AlertSpec(Spec):
    """One alert of the catalogue: its threshold in the catalogue's unit, and for how many seconds it must hold.

    `products` is the size of feeds that a feed time holds for; null for any other alert.
    """

    alert: AlertName
    threshold: Annotated[float, Field(ge=0)]
    for_s: Annotated[int, Field(ge=0)]
    severity: Severity
    products: Annotated[int, Field(ge=1)] | None

    def rules(self) -> Iterator[Problem]:
        """A threshold that can be crossed, in its unit."""
        kind = ALERTS[self.alert]
        if kind.unit == "share" and not self._crossable_share:
            yield Problem("threshold", self.threshold, "a share above 0 and at most 1")
        if kind.unit == "seconds" and self.threshold == 0:
            yield Problem("threshold", self.threshold, "seconds above 0")
        if kind.unit == "factor" and self.threshold <= 1:
            yield Problem("threshold", self.threshold, "a factor above 1")
        if kind.unit == "count" and kind.bad == "below" and self.threshold == 0:
            yield Problem("threshold", self.threshold, "at least 1: nothing is below 0")
        if (self.alert == "feed-time") != (self.products is not None):
            allowed = "products of a feed" if self.alert == "feed-time" else "null"
            yield Problem("products", self.products, allowed)

    @property
    def _crossable_share(self) -> bool:
        most_at_hundred = self.alert in ("budget-actual", "budget-forecast")
        # A saturation of 1 can be reached and never passed; spending can.
        return 0 < self.threshold <= 1 if most_at_hundred else 0 < self.threshold < 1


Mechanism = Literal["email", "chat", "pager", "phone", "issue"]


class RouteSpec(Spec):
    """Whom alerts of a severity reach, and how often in seconds; `quiet_nights` holds them back from 22 to 7."""

    severity: Severity
    by: Annotated[tuple[Mechanism, ...], Field(min_length=1)]
    group_s: Annotated[int, Field(ge=0)]
    repeat_s: Annotated[int, Field(ge=60)]
    quiet_nights: Literal["on", "off"]

    def rules(self) -> Iterator[Problem]:
        """A severity's least number of mechanisms; what is critical does not wait for the morning."""
        yield from unique("by", self.by)
        least = limit("monitoring", "policy", self.severity, "mechanisms")
        if len(set(self.by)) < least.value:
            yield Problem("by", list(self.by), f"at least {least.value} mechanisms for {self.severity}")
        if self.severity == "critical" and self.quiet_nights == "on":
            yield Problem("quiet_nights", "on", "off for critical")
