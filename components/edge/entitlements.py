"""Values held against what a plan allows; every refusal names the limit, its source and date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.edge.words import Plan, Platform
from components.limits import Limit, limit
from components.network.checks import cited, listed
from components.spec import Problem

CONCERN = "edge"


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What one Cloudflare plan allows."""

    plan: Plan

    def row(self, name: str) -> Limit:
        """The limit of this plan. Raises KeyError where there is no row."""
        return limit(CONCERN, "cloudflare", self.plan, name)

    def allows(self, name: str) -> bool:
        """True where the plan has a feature."""
        return bool(self.row(name).value)

    def at_most(self, name: str, path: str, value: int) -> Iterator[Problem]:
        """A count or a size above the limit."""
        row = self.row(name)
        if row.value is not None and value > row.value:
            yield Problem(path, value, f"at most {row.value} {self._on(row)}")

    def at_least(self, name: str, path: str, value: int) -> Iterator[Problem]:
        """A duration below the limit."""
        row = self.row(name)
        if row.value is not None and value < row.value:
            yield Problem(path, value, f"at least {row.value} {self._on(row)}")

    def one_of(self, name: str, path: str, value: str) -> Iterator[Problem]:
        """A choice that the plan does not have."""
        row = self.row(name)
        if value not in row.value:
            yield Problem(path, value, f"{listed(row.value)} {self._on(row)}")

    def offered(self, name: str, path: str, value: object, instead: str) -> Iterator[Problem]:
        """A selected feature that the plan does not have; `instead` is what to write."""
        row = self.row(name)
        if not row.value:
            yield Problem(path, value, f"{instead} {self._on(row)}")

    def _on(self, row: Limit) -> str:
        return f"on plan {self.plan} ({cited(row)})"


def fact(name: str, vendor: str = "cloudflare") -> Limit:
    """A limit that holds whatever the plan. Raises KeyError where there is no row."""
    return limit(CONCERN, vendor, "any", name)


def platform_fact(name: str, platform: Platform) -> Limit:
    """What a platform behind the edge can do."""
    return limit(CONCERN, platform, "any", name)
