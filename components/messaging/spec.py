"""What carries messages between services: the whole of `sayar:messaging` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from components.limits import Limit, limit
from components.messaging.topics_spec import GrantSpec, TopicSpec, topic_problems
from components.network.checks import Switch, at_least, at_most, cited, known, one_of
from components.spec import Label, Problem, Spec

InstanceType = Annotated[str, StringConstraints(pattern=r"^(kafka|express)\.[a-z0-9]+\.[a-z0-9]+$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.(x|[0-9]+)$")]


class NoBroker(Spec):
    """No broker: webhooks are stored in the database (or a queue of the cache) before they are answered."""

    kind: Literal["none"]


class KafkaBase(Spec):
    """What both kinds of MSK brokers have. Clients authenticate with IAM over TLS, inside the network only."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("kind", "region", "zones", "metadata")
    """Fields that cannot change in place: a change makes a new cluster, whose records have to be moved."""

    region: Label
    version: Version
    metadata: Literal["kraft"]
    zones: Annotated[int, Field(ge=1)]
    brokers: Annotated[int, Field(ge=1)]
    instance_type: InstanceType
    encryption: Literal["tls"]
    monitoring: Literal["default", "per_broker", "per_topic_per_broker", "per_topic_per_partition"]
    open_metrics: Switch
    log_retention_days: Annotated[int, Field(ge=1)]
    topics: tuple[TopicSpec, ...]
    grants: tuple[GrantSpec, ...]

    @property
    def engine_version(self) -> str:
        """The version as MSK spells it with metadata in KRaft. Raises KeyError for an unknown major version."""
        return f"{self.version}{limit('messaging', 'msk', self.version.split('.')[0], 'kraft_suffix').value}"

    def partitions(self, topic: str) -> int | None:
        """The partitions of a topic: no more consumers of a group than that have work. None for an unknown topic."""
        return next((row.partitions for row in self.topics if row.name == topic), None)

    def _shape(self, kind: Literal["express", "standard"]) -> Iterator[Problem]:
        """What a kind of brokers demands of versions, zones and machines."""
        versions = _msk(kind, "kafka_versions")
        yield from one_of(versions if versions.value else _msk("standard", "kafka_versions"), "version", self.version)
        yield from one_of(_msk(kind, "zones"), "zones", self.zones)
        if self.brokers % self.zones:
            yield Problem("brokers", self.brokers, f"a multiple of zones ({self.zones}), so that each has as many")
        yield from at_most(_msk(kind, "brokers"), "brokers", self.brokers)
        family = _msk(kind, "instance_family")
        if not self.instance_type.startswith(family.value):
            yield Problem("instance_type", self.instance_type, f"a type of {family.value}* ({cited(family)})")
        retention = limit("network", "cloudwatch", "any", "log_retention_days")
        yield from one_of(retention, "log_retention_days", self.log_retention_days)
        yield from topic_problems(self.topics, self.grants, self.brokers)


class MskExpress(KafkaBase):
    """Express brokers: storage grows by itself, no maintenance windows, copies fixed by the service."""

    kind: Literal["msk_express"]

    def rules(self) -> Iterator[Problem]:
        """Three zones, and the fixed numbers of copies written out, so that a reader sees them."""
        yield from self._shape("express")
        for name in ("replication", "min_in_sync"):
            fixed = _msk("express", name)
            for index, topic in enumerate(self.topics):
                if getattr(topic, name) != fixed.value:
                    allowed = f"{fixed.value}: Express fixes it ({cited(fixed)})"
                    yield Problem(f"topics[{index}].{name}", getattr(topic, name), allowed)


class MskStandard(KafkaBase):
    """Standard brokers, for two zones or for settings of the broker that Express does not take."""

    GROWS: ClassVar[tuple[str, ...]] = ("storage_gb",)

    kind: Literal["msk_standard"]
    storage_gb: Annotated[int, Field(ge=1)]
    storage_autoscale_to_gb: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """Disks of a size that the service takes; they grow and never shrink."""
        yield from self._shape("standard")
        yield from at_least(_msk("standard", "least_storage_gb"), "storage_gb", self.storage_gb)
        yield from at_most(_msk("standard", "most_storage_gb"), "storage_autoscale_to_gb", self.storage_autoscale_to_gb)
        if self.storage_autoscale_to_gb < self.storage_gb:
            allowed = f"at least storage_gb ({self.storage_gb})"
            yield Problem("storage_autoscale_to_gb", self.storage_autoscale_to_gb, allowed)


class MessagingSpec(Spec):
    """The broker of the platform, or none."""

    broker: Annotated[NoBroker | MskExpress | MskStandard, Field(discriminator="kind")]

    @property
    def kafka(self) -> MskExpress | MskStandard | None:
        """The Kafka cluster, if there is one."""
        return None if isinstance(self.broker, NoBroker) else self.broker

    def in_network(self, regions: tuple[str, ...], zones: dict[str, int]) -> Iterator[Problem]:
        """A broker in a region without a network, or over more zones than its network has."""
        kafka = self.kafka
        if kafka is None:
            return
        yield from known("broker.region", kafka.region, regions, "region of the platform")
        there = zones.get(kafka.region, 0)
        if kafka.region in regions and kafka.zones > there:
            yield Problem("broker.zones", kafka.zones, f"at most the zones of its network ({there})")


def _msk(kind: str, name: str) -> Limit:
    return limit("messaging", "msk", kind, name)
