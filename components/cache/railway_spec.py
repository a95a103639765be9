"""Redis as services on Railway, reached over the project's private network only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.cache.words import Eviction, RailwayPlan, Use
from components.limits import Limit, limit
from components.network.checks import Switch, at_most, cited, known, one_of, unique
from components.network.regions import offered
from components.security.spec import GeneratedSpec
from components.spec import Label, Problem, Spec

Gigabytes = Annotated[float, Field(gt=0)]


class RailwayStore(Spec):
    """One Redis for one use in one region. `max_memory_gb` is Redis' own bound, below the service's memory.

    `volume_gb` null keeps everything in memory: a redeploy empties the store.
    """

    use: Use
    region: Label
    vcpu: Annotated[float, Field(gt=0)]
    memory_gb: Gigabytes
    max_memory_gb: Gigabytes
    eviction: Eviction
    nodes: Literal["single", "sentinel"]
    append_log: Switch
    volume_gb: Gigabytes | None

    @property
    def stateful(self) -> bool:
        """True where losing the store loses data: the volume is then protected."""
        return bool(limit("cache", "redis", self.use, "stateful").value)

    @property
    def node_count(self) -> int:
        """How many nodes keep a copy of the store."""
        return int(limit("cache", "railway", self.nodes, "ha_nodes").value)

    @property
    def entry_count(self) -> int:
        """How many proxies lead clients to the node that is master; none where there is only one node."""
        return 0 if self.nodes == "single" else int(limit("cache", "railway", self.nodes, "ha_entries").value)

    @property
    def total_memory_gb(self) -> float:
        """Gigabytes of memory of all nodes and proxies."""
        entry = float(limit("cache", "railway", "any", "entry_memory_gb").value)
        return self.node_count * self.memory_gb + self.entry_count * entry

    @property
    def volume_count(self) -> int:
        """How many volumes the store takes: one a node."""
        return 0 if self.volume_gb is None else self.node_count

    def rules(self) -> Iterator[Problem]:
        """Eviction fits the use, what must last is on a volume, and memory leaves room for saving it."""
        yield from one_of(limit("cache", "redis", self.use, "evictions"), "eviction", self.eviction)
        if self.stateful:
            if self.volume_gb is None:
                yield Problem("volume_gb", None, f"a size: use {self.use} must outlive a restart")
            if self.append_log == "off":
                yield Problem("append_log", "off", f"on: use {self.use} must outlive a restart")
        if self.nodes == "sentinel":
            yield from one_of(limit("cache", "railway", self.nodes, "ha_append_log"), "append_log", self.append_log)
        if self.append_log == "on" and self.volume_gb is None:
            yield Problem("append_log", "on", "off without a volume to write to")
        headroom = limit("cache", "redis", "any", "memory_headroom")
        most = self.memory_gb * headroom.value if self.append_log == "on" else self.memory_gb
        if self.max_memory_gb > most:
            why = f", {headroom.value:.0%} of memory_gb while append_log is on" if self.append_log == "on" else ""
            yield Problem("max_memory_gb", self.max_memory_gb, f"at most {most:g}{why} ({cited(headroom)})")
        if self.volume_gb is not None and self.volume_gb < 2 * self.max_memory_gb:
            # Rewriting the log writes the new one beside the old one, and a volume never shrinks or swaps.
            yield Problem("volume_gb", self.volume_gb, f"at least {2 * self.max_memory_gb:g}, twice max_memory_gb")


class RailwayRedis(Spec):
    """Redis on Railway. A node with a volume has a short outage at every deploy; each store has a password of its own.

    A higher generation of `password` makes new passwords for all stores.
    """

    kind: Literal["railway"]
    version: str
    password: GeneratedSpec
    stores: Annotated[tuple[RailwayStore, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A supported version, known regions; a use has one store a region, and one at all where it holds state."""
        yield from one_of(limit("cache", "railway", "any", "redis_versions"), "version", self.version)
        for index, store in enumerate(self.stores):
            yield from known(f"stores[{index}].region", store.region, offered("railway"), "region that Railway has")
        keys = [f"{store.use} in {store.region}" for store in self.stores]
        yield from unique("stores[{}].use", keys, "one store for each use and region")
        homes: dict[str, str] = {}
        for index, store in enumerate(self.stores):
            home = homes.setdefault(store.use, store.region)
            if store.stateful and store.region != home:
                allowed = f"{home}: use {store.use} holds state, which cannot be in two places"
                yield Problem(f"stores[{index}].region", store.region, allowed)

    def on_plan(self, plan: RailwayPlan) -> Iterator[Problem]:
        """What a Railway plan does not allow; the plan is the workspace's and stands with the services."""
        for index, store in enumerate(self.stores):
            at = f"stores[{index}]"
            yield from at_most(limit("cache", "railway", plan, "replica_memory_gb"), f"{at}.memory_gb", store.memory_gb)
            yield from at_most(limit("cache", "railway", plan, "replica_vcpu"), f"{at}.vcpu", store.vcpu)
            if store.volume_gb is not None:
                yield from at_most(limit("cache", "railway", plan, "volume_gb"), f"{at}.volume_gb", store.volume_gb)
                yield from _started(limit("cache", "railway", plan, "volume_start_gb"), at, store.volume_gb)
            entries = limit("hosting", "railway", plan, "replicas")
            if entries.value is not None and store.entry_count > entries.value:
                allowed = (
                    f"single: sentinel has {store.entry_count} proxies, and railway {plan} {entries.value} replica"
                )
                yield Problem(f"{at}.nodes", store.nodes, f"{allowed} of a service ({cited(entries)})")
        count = sum(store.volume_count for store in self.stores)
        yield from at_most(limit("cache", "railway", plan, "volumes"), "stores", count)


def _started(start: Limit, at: str, volume_gb: float) -> Iterator[Problem]:
    """A volume smaller than a new one is: the API would refuse the size after the volume is made."""
    if start.value is not None and volume_gb < start.value:
        allowed = f"at least {start.value} for railway {start.plan}, as a new volume has that and none shrinks"
        yield Problem(f"{at}.volume_gb", volume_gb, f"{allowed} ({cited(start)})")
