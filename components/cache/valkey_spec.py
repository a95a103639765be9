"""Valkey on AWS ElastiCache, one replication group for each use and region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from components.cache.words import Eviction, Use
from components.limits import limit
from components.network.checks import Switch, at_most, cited, one_of, unique
from components.spec import Label, Problem, Spec

NodeType = Annotated[str, StringConstraints(pattern=r"^cache\.[a-z0-9]+\.[a-z0-9]+$")]


class ValkeyGroup(Spec):
    """One replication group. `shards` split the keys, `replicas` copy each shard.

    Traffic and disks are always encrypted, with a key of the platform's own; users are named, none is `default`.
    """

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("use", "region", "subnets", "durability")
    """Fields that cannot change in place: a change makes a new, empty group."""
    IDENTITY: ClassVar[tuple[str, ...]] = ("use", "region")

    use: Use
    region: Label
    node_type: NodeType
    cluster_mode: Switch
    shards: Annotated[int, Field(ge=1)]
    replicas: Annotated[int, Field(ge=0)]
    multi_zone: Switch
    subnets: Literal["private", "intra"]
    eviction: Eviction
    durability: Switch
    snapshot_days: Annotated[int, Field(ge=0)]

    @property
    def stateful(self) -> bool:
        """True where losing the group loses data."""
        return bool(limit("cache", "redis", self.use, "stateful").value)

    def rules(self) -> Iterator[Problem]:
        """Eviction fits the use, failover has somewhere to go, and sizes are those that the service takes."""
        yield from one_of(limit("cache", "redis", self.use, "evictions"), "eviction", self.eviction)
        yield from at_most(limit("cache", "valkey", "any", "most_replicas"), "replicas", self.replicas)
        nodes = limit("cache", "valkey", "any", "most_nodes")
        count = self.shards * (1 + self.replicas)
        if count > nodes.value:
            allowed = f"at most {nodes.value} nodes with {self.replicas} replicas each ({cited(nodes)})"
            yield Problem("shards", self.shards, allowed)
        if self.cluster_mode == "off" and self.shards > 1:
            yield Problem("shards", self.shards, "1 while cluster_mode is off")
        if self.multi_zone == "on" and self.replicas == 0:
            yield Problem("multi_zone", "on", "off without a replica to fail over to")
        if self.durability == "on" and self.cluster_mode == "off":
            yield Problem("durability", "on", "off while cluster_mode is off")
        yield from at_most(limit("cache", "valkey", "any", "most_snapshot_days"), "snapshot_days", self.snapshot_days)
        if self.stateful and self.snapshot_days == 0:
            yield Problem("snapshot_days", 0, f"at least 1: use {self.use} must outlive its group")


class ElastiCache(Spec):
    """Valkey on ElastiCache, in the private networks of the platform."""

    kind: Literal["elasticache"]
    version: str
    groups: Annotated[tuple[ValkeyGroup, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A supported version, one group for each use and region, durability only where the version has it."""
        yield from one_of(limit("cache", "valkey", "any", "versions"), "version", self.version)
        keys = [f"{group.use} in {group.region}" for group in self.groups]
        yield from unique("groups[{}].use", keys, "one group for each use and region")
        durable = limit("cache", "valkey", "any", "durable_versions")
        for index, group in enumerate(self.groups):
            if group.durability == "on" and self.version not in durable.value:
                allowed = f"off before Valkey {durable.value[0]} ({cited(durable)})"
                yield Problem(f"groups[{index}].durability", "on", allowed)
