"""Who may do what with which topic: grants as IAM statements.

With IAM authentication the policy of a client's role is its ACL: MSK asks IAM at every connection and request, and
Kafka's own ACLs play no part. What no statement allows is denied, so a workload without a grant cannot even connect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from components.messaging.topics_spec import GrantSpec, Right
from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

Kind = Literal["topic", "group"]
Named = Callable[[Kind, str], "pulumi.Input[str]"]

CONNECT: Final = ("kafka-cluster:Connect",)
IDEMPOTENT: Final = ("kafka-cluster:WriteDataIdempotently",)
"""Kafka's producers write idempotently unless told otherwise; this is a right on the cluster, of use only with a topic
that may be written.
"""

PRODUCE: Final = ("kafka-cluster:DescribeTopic", "kafka-cluster:WriteData")
CONSUME: Final = ("kafka-cluster:DescribeTopic", "kafka-cluster:ReadData")
JOIN: Final = ("kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup")


def part_arn(cluster_arn: str, kind: Kind, name: str) -> str:
    """The ARN of a topic or consumer group of a cluster, as IAM knows it: the cluster's name and UUID, then its own.

    Raises ValueError for what is not the ARN of a cluster.
    """
    prefix, _, resource = cluster_arn.rpartition(":")
    words = resource.split("/")
    if not prefix.startswith("arn:") or ":kafka:" not in prefix or len(words) != 3 or words[0] != "cluster":
        raise ValueError(f"{cluster_arn} is not the ARN of an MSK cluster")
    return f"{prefix}:{kind}/{words[1]}/{words[2]}/{name}"


def statements(
    workload: str, grants: Sequence[GrantSpec], *, cluster: pulumi.Input[str], named: Named
) -> list[Statement]:
    """What one workload may do: exactly its grants, an empty list where it has none.

    `cluster` is the cluster's ARN, `named` gives the ARN of a topic or group. IAM cannot tie a topic to a group: who
    may read two topics in a group each may read either in both. Source of the actions: docs.aws.amazon.com
    msk/latest/developerguide/iam-access-control-use-cases.
    """
    own = [grant for grant in grants if grant.workload == workload]
    if not own:
        return []
    produced, consumed = _topics(own, "produce"), _topics(own, "consume")
    groups = sorted({grant.group for grant in own if grant.group is not None})
    found = [Statement("KafkaConnect", [*CONNECT, *(IDEMPOTENT if produced else ())], [cluster])]
    if produced:
        found.append(Statement("KafkaProduce", PRODUCE, [named("topic", topic) for topic in produced]))
    if consumed:
        found.append(Statement("KafkaConsume", CONSUME, [named("topic", topic) for topic in consumed]))
        found.append(Statement("KafkaGroups", JOIN, [named("group", group) for group in groups]))
    return found


def _topics(grants: Sequence[GrantSpec], right: Right) -> list[str]:
    return sorted({grant.topic for grant in grants if grant.right == right})
