"""What the cache must be: the whole of `sayar:cache` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.cache.railway_spec import RailwayRedis
from components.cache.valkey_spec import ElastiCache
from components.cache.words import RailwayPlan, Use
from components.network.checks import listed, unique
from components.spec import Label, Problem, Spec


class NoStore(Spec):
    """No store: the application caches in its own memory and keeps keys and jobs in the database."""

    kind: Literal["none"]


class ExternalStore(Spec):
    """A Redis of the user's own. `secret` names the secret config value that holds its URL."""

    use: Use
    region: Label
    secret: Label


class ExternalRedis(Spec):
    """Redis that somebody else runs: nothing is made, the services only learn its URLs."""

    kind: Literal["external"]
    stores: Annotated[tuple[ExternalStore, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """One URL for each use and region; uses do not share one, or a full cache would push out keys."""
        keys = [f"{store.use} in {store.region}" for store in self.stores]
        yield from unique("stores[{}].use", keys, "one store for each use and region")
        owners: dict[str, str] = {}
        for index, store in enumerate(self.stores):
            owner = owners.setdefault(store.secret, store.use)
            if owner != store.use:
                yield Problem(f"stores[{index}].secret", store.secret, f"a URL of its own: use {owner} has this one")


Store = Annotated[NoStore | RailwayRedis | ExternalRedis | ElastiCache, Field(discriminator="kind")]


class CacheSpec(Spec):
    """Stores of the platform, by the uses that keep them apart."""

    store: Store

    @property
    def uses(self) -> tuple[tuple[Use, str], ...]:
        """Every use that has a store, with its region, in the order of the spec."""
        if isinstance(self.store, NoStore):
            return ()
        rows = self.store.groups if isinstance(self.store, ElastiCache) else self.store.stores
        return tuple((row.use, row.region) for row in rows)

    def in_regions(self, regions: tuple[str, ...]) -> Iterator[Problem]:
        """Stores in a region that the platform does not have."""
        inner = "groups" if isinstance(self.store, ElastiCache) else "stores"
        for index, (_, region) in enumerate(self.uses):
            if region not in regions:
                allowed = f"a region of the platform: {listed(regions)}"
                yield Problem(f"store.{inner}[{index}].region", region, allowed)

    def on_plan(self, plan: RailwayPlan) -> Iterator[Problem]:
        """What the Railway plan of the services does not allow."""
        if isinstance(self.store, RailwayRedis):
            for problem in self.store.on_plan(plan):
                yield Problem(f"store.{problem.path}", problem.value, problem.allowed)
