"""Karpenter of our own, where AWS does not run it: it starts the machines of pools and hears when spot takes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.cluster.identity import PodIdentity, pod_identity
from components.cluster.karpenter_policy import karpenter_statements
from components.cluster.releases import controller_of, release
from components.limits import limit
from components.policies import Statement, document

if TYPE_CHECKING:
    from components.base import SayarComponent
    from components.cluster.cluster import Cluster

NAME: Final = "karpenter"
NAMESPACE: Final = "kube-system"
"""Where its requests to the API server are served first, and where system priority is allowed."""

EVENTS: Final = {
    "spot-taken": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "spot-risk": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "machine-state": ("aws.ec2", "EC2 Instance State-change Notification"),
    "reservation-taken": ("aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
    "maintenance": ("aws.health", "AWS Health Event"),
}
"""What takes a machine away, by source and kind of the event."""


@dataclass(frozen=True, slots=True)
class Karpenter:
    """Every resource of Karpenter; rules and targets by the event."""

    queue: aws.sqs.Queue
    queue_policy: aws.sqs.QueuePolicy
    rules: dict[str, aws.cloudwatch.EventRule]
    targets: dict[str, aws.cloudwatch.EventTarget]
    role: PodIdentity
    release: kubernetes.helm.v3.Release


def karpenter(component: SayarComponent, cluster: Cluster, place: AwsPlace) -> Karpenter:
    """The controller with its role and its queue, children of `component`. Its definitions come with its chart."""
    options = component.child(place.provider)
    label = f"{NAME}-{place.region}"
    queue = aws.sqs.Queue(
        label,
        message_retention_seconds=int(limit("cluster", "karpenter", "any", "queue_retention_s").value),
        sqs_managed_sse_enabled=True,
        tags=place.tagged(label),
        opts=options,
    )
    rules = {
        event: aws.cloudwatch.EventRule(
            f"{event}-{place.region}",
            description=kind,
            event_pattern=json.dumps({"source": [source], "detail-type": [kind]}, sort_keys=True),
            tags=place.tagged(f"{event}-{place.region}"),
            opts=options,
        )
        for event, (source, kind) in EVENTS.items()
    }
    targets = {
        event: aws.cloudwatch.EventTarget(f"{event}-{place.region}", rule=rule.name, arn=queue.arn, opts=options)
        for event, rule in rules.items()
    }
    policy = aws.sqs.QueuePolicy(
        label,
        queue_url=queue.url,
        policy=document(
            [
                Statement(
                    "Events",
                    ["sqs:SendMessage"],
                    [queue.arn],
                    principals={"Service": ["events.amazonaws.com"]},
                    conditions={"ArnEquals": {"aws:SourceArn": [rule.arn for rule in rules.values()]}},
                ),
                Statement(
                    "Encrypted",
                    ["sqs:*"],
                    [queue.arn],
                    effect="Deny",
                    principals="*",
                    conditions={"Bool": {"aws:SecureTransport": ["false"]}},
                ),
            ]
        ),
        opts=options,
    )
    role = pod_identity(
        component,
        label,
        place,
        cluster=cluster.name,
        namespace=NAMESPACE,
        service_account=NAME,
        statements=karpenter_statements(
            place, cluster=cluster.identifier, node_role_arn=cluster.node_role_arn, queue_arn=queue.arn
        ),
    )
    size = controller_of(NAME)
    made = release(
        component,
        NAME,
        place.region,
        cluster.provider,
        namespace=NAMESPACE,
        values={
            "replicas": size.replicas,
            "serviceAccount": {"name": NAME},
            "controller": {"resources": size.resources},
            "settings": {
                "clusterName": cluster.identifier,
                "interruptionQueue": queue.name,
                "enableZonalShift": cluster.zonal_shift,
            },
        },
        depends_on=[*cluster.ready, *role.ready, policy],
    )
    return Karpenter(queue=queue, queue_policy=policy, rules=rules, targets=targets, role=role, release=made)
