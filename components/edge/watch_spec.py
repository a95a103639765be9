"""What belongs to watching: health checks from the edge, and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.edge.words import Alert, CheckRegion, OriginHost
from components.network.checks import unique
from components.spec import Problem, Spec, UrlPath

StatusCode = Annotated[str, StringConstraints(pattern=r"^[1-5](xx|[0-9]{2})$")]
"""A status code or a class of them, as `200` or `2xx`."""


class HealthCheckSpec(Spec):
    """One health check of a host through the edge, as users come. Times are in seconds."""

    host: OriginHost
    path: UrlPath
    interval_s: Annotated[int, Field(ge=1)]
    timeout_s: Annotated[int, Field(ge=1)]
    retries: Annotated[int, Field(ge=0)]
    fails: Annotated[int, Field(ge=1)]
    successes: Annotated[int, Field(ge=1)]
    codes: Annotated[tuple[StatusCode, ...], Field(min_length=1)]
    regions: Annotated[tuple[CheckRegion, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A check must have answered before the next one starts."""
        if self.timeout_s >= self.interval_s:
            yield Problem("timeout_s", self.timeout_s, f"less than interval_s ({self.interval_s})")
        yield from unique("regions", self.regions)


class UsageSpec(Spec):
    """A product of the vendor and the amount of it from which a usage alert is sent."""

    product: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    limit: Annotated[int, Field(ge=1)]


class AlertSpec(Spec):
    """One alert, and which of the platform's contacts gets it. `usage` is for usage alerts alone."""

    alert: Alert
    to: Literal["alerts", "security"]
    usage: UsageSpec | None

    def rules(self) -> Iterator[Problem]:
        """A usage alert says the usage, no other alert does."""
        if (self.alert == "billing_usage_alert") != (self.usage is not None):
            yield Problem("usage", self.usage, "a product and a limit for billing_usage_alert, null for any other")
