"""Topics and who may do what with them: data, the same on every kind of broker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from components.network.checks import unique
from components.spec import Label, Problem, Spec

TopicName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,247}[a-z0-9])?$")]
"""A topic's name. Kafka also takes capitals and underscores; dots and underscores would collide in metric names."""

Right = Literal["produce", "consume"]


class TopicSpec(Spec):
    """One topic. Retention is in hours; null keeps records until compaction replaces them.

    Partitions can be added later and never taken away; a key then moves to another partition.
    """

    IDENTITY: ClassVar[tuple[str, ...]] = ("name",)
    IMMUTABLE: ClassVar[tuple[str, ...]] = ("replication",)
    """Fields that cannot change in place: a change makes a new topic, without the records of the old one."""
    GROWS: ClassVar[tuple[str, ...]] = ("partitions",)

    name: TopicName
    partitions: Annotated[int, Field(ge=1)]
    replication: Annotated[int, Field(ge=1)]
    min_in_sync: Annotated[int, Field(ge=1)]
    retention_h: Annotated[int, Field(ge=1)] | None
    cleanup: Literal["delete", "compact"]
    max_message_kb: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """A write survives one broker, and goes on while one is away."""
        if self.min_in_sync > self.replication:
            yield Problem("min_in_sync", self.min_in_sync, f"at most replication ({self.replication})")
        elif self.replication > 1 and self.min_in_sync == self.replication:
            allowed = f"at most {self.replication - 1}, or the restart of one broker stops all writes"
            yield Problem("min_in_sync", self.min_in_sync, allowed)
        if self.cleanup == "delete" and self.retention_h is None:
            yield Problem("retention_h", None, "hours where cleanup is delete")
        if self.cleanup == "compact" and self.retention_h is not None:
            yield Problem("retention_h", self.retention_h, "null where cleanup is compact")


class GrantSpec(Spec):
    """What one workload may do with one topic; `group` is the consumer group of a consumer, null for a producer."""

    workload: Label
    topic: TopicName
    right: Right
    group: TopicName | None

    def rules(self) -> Iterator[Problem]:
        """Consumers read in a group, producers have none."""
        if (self.right == "consume") != (self.group is not None):
            allowed = "a consumer group" if self.right == "consume" else "null for a producer"
            yield Problem("group", self.group, allowed)


def topic_problems(topics: tuple[TopicSpec, ...], grants: tuple[GrantSpec, ...], brokers: int) -> Iterator[Problem]:
    """Topics and grants that do not fit together or on the brokers; paths are relative to the broker's spec."""
    names = [topic.name for topic in topics]
    yield from unique("topics[{}].name", names, "each topic once")
    for index, topic in enumerate(topics):
        if topic.replication > brokers:
            yield Problem(f"topics[{index}].replication", topic.replication, f"at most brokers ({brokers})")
    rows = [f"{grant.workload} {grant.right} {grant.topic}" for grant in grants]
    yield from unique("grants[{}]", rows, "each grant once")
    for index, grant in enumerate(grants):
        if grant.topic not in names:
            yield Problem(f"grants[{index}].topic", grant.topic, f"a topic: {', '.join(names) or 'none is declared'}")
    for index, name in enumerate(names):
        rights = {grant.right for grant in grants if grant.topic == name}
        if rights == {"consume"}:
            yield Problem(f"topics[{index}].name", name, "a topic that somebody may produce to")
