"""The web front end on Vercel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.hosting.words import Protection, SkewProtection, Target, VercelPlan
from components.limits import Limit, limit
from components.network.checks import Switch, at_most, cited, known, one_of, unique
from components.network.regions import offered
from components.spec import Label, Problem, Spec, UrlPath

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
PUBLIC = "NEXT_PUBLIC_"
"""Variables whose name begins so are built into pages that everybody can read."""


class StageSpec(Spec):
    """A step of a rolling release: `percent` of traffic for `minutes`; null waits for a person or is the end."""

    percent: Annotated[int, Field(ge=1, le=100)]
    minutes: Annotated[int, Field(ge=1, le=10_000)] | None


class RollingReleaseSpec(Spec):
    """How traffic moves to a new deployment."""

    advance: Literal["automatic", "manual"]
    stages: Annotated[tuple[StageSpec, ...], Field(min_length=2)]

    def rules(self) -> Iterator[Problem]:
        """Percentages rise to 100; automatic stages say how long they last, others do not."""
        shares = [stage.percent for stage in self.stages]
        for index in range(1, len(shares)):
            if shares[index] <= shares[index - 1]:
                yield Problem(f"stages[{index}].percent", shares[index], f"more than {shares[index - 1]}")
        if shares[-1] != 100:
            yield Problem(f"stages[{len(shares) - 1}].percent", shares[-1], "100 in the last stage")
        for index, stage in enumerate(self.stages):
            timed = self.advance == "automatic" and index < len(shares) - 1
            if timed != (stage.minutes is not None):
                allowed = "a duration: the release advances by itself" if timed else "null: nothing follows by itself"
                yield Problem(f"stages[{index}].minutes", stage.minutes, allowed)


class WebRateLimit(Spec):
    """At most `requests` from one address in `window_s` seconds on paths that begin with `path`."""

    name: Label
    path: UrlPath
    requests: Annotated[int, Field(ge=1)]
    window_s: Annotated[int, Field(ge=10, le=3600)]
    action: Literal["deny", "challenge", "log"]


class WebFirewallSpec(Spec):
    """What Vercel's own firewall refuses; the web host is not behind the edge."""

    enabled: Switch
    bots: Literal["off", "log", "challenge"]
    ai_bots: Literal["off", "log", "deny"]
    owasp: Literal["off", "log", "deny"]
    rate_limits: tuple[WebRateLimit, ...]

    def rules(self) -> Iterator[Problem]:
        """A rule has a name of its own."""
        yield from unique("rate_limits[{}].name", [row.name for row in self.rate_limits], "each name once")


class VariableSpec(Spec):
    """A variable of the web that is no secret, and where it is set."""

    name: VariableName
    value: str
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]


class VercelSpec(Spec):
    """A project on Vercel. `function_regions` are the platform's names."""

    plan: VercelPlan
    seats: Annotated[int, Field(ge=1)]
    framework: Literal["nextjs", "remix", "sveltekit", "astro", "vite"]
    node_version: Literal["20.x", "22.x", "24.x"]
    function_regions: Annotated[tuple[Label, ...], Field(min_length=1)]
    function_timeout_s: Annotated[int, Field(ge=1)]
    fluid: Switch
    build_machine: Literal["standard", "enhanced", "turbo", "elastic"]
    skew_protection: SkewProtection | None
    deployment_protection: Protection
    rolling_release: RollingReleaseSpec | None
    firewall: WebFirewallSpec
    analytics: Switch
    speed_insights: Switch
    env: tuple[VariableSpec, ...]

    def rules(self) -> Iterator[Problem]:
        """Known regions, names once, nothing beyond the plan."""
        yield from unique("function_regions", self.function_regions, "each region once")
        for index, name in enumerate(self.function_regions):
            yield from known(f"function_regions[{index}]", name, offered("vercel"), "region that Vercel has")
        yield from unique("env[{}].name", [row.name for row in self.env], "each name once")
        yield from at_most(self._row("seats"), "seats", self.seats)
        yield from at_most(self._row("function_regions"), "function_regions", len(self.function_regions))
        timeout = limit("hosting", "vercel", "any", "function_timeout_s")
        yield from at_most(timeout, "function_timeout_s", self.function_timeout_s)
        yield from at_most(self._row("firewall_rate_limits"), "firewall.rate_limits", len(self.firewall.rate_limits))
        yield from one_of(self._row("firewall_owasp"), "firewall.owasp", self.firewall.owasp)
        protection = self._row("deployment_protection")
        yield from one_of(protection, "deployment_protection", self.deployment_protection)
        for name in ("rolling_release", "skew_protection"):
            row = self._row(name)
            if getattr(self, name) is not None and not row.value:
                yield Problem(name, _shown(getattr(self, name)), f"null on plan {self.plan} ({cited(row)})")

    def _row(self, name: str) -> Limit:
        return limit("hosting", "vercel", self.plan, name)


def _shown(value: object) -> object:
    return value.model_dump() if isinstance(value, Spec) else value
