"""Kafka as tests make it: specs of both kinds of brokers, and what one run registered and told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.aws import AwsPlace
from components.messaging.kafka import Kafka, KafkaResources
from components.messaging.spec import MessagingSpec, MskExpress, MskStandard
from components.network.doors import Admitted
from components.policies import document
from tests.support.mocks import Recording, record

ACCOUNT = "111122223333"
UUID = "279c0212-d057-4dba-9aa9-1c4e5a25bfc7-3"
CLUSTER_ARN = f"arn:aws:kafka:us-east-1:{ACCOUNT}:cluster/kafka-us-east-1a2b3c4/{UUID}"
BOOTSTRAP = "b-1.kafka.example:9098,b-2.kafka.example:9098"
SETTINGS_ARN = f"arn:aws:kafka:us-east-1:{ACCOUNT}:configuration/settings/1"
KEY, LOG_KEY = (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{use}" for use in ("records", "logs"))
SUBNETS = ("subnet-1", "subnet-2", "subnet-3", "subnet-4")
ADMITTED = Admitted(groups={"nodes": "sg-nodes"}, ranges={"eu-west": "10.32.0.0/16"})

CLUSTER = "aws:msk/cluster:Cluster"
TOPIC = "aws:msk/topic:Topic"
CONFIGURATION = "aws:msk/configuration:Configuration"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
COMPONENT = "sayar:messaging:Kafka"
GROUP_ID = hashlib.sha256(f"{GROUP}::kafka-us-east".encode()).hexdigest()[:32]
"""What the recording monitor calls the security group of the brokers."""

EVENTS: dict[str, Any] = {
    "name": "webhook-events",
    "partitions": 48,
    "replication": 3,
    "min_in_sync": 2,
    "retention_h": 168,
    "cleanup": "delete",
    "max_message_kb": 256,
}
CHANGES: dict[str, Any] = {
    **EVENTS,
    "name": "catalog-changes",
    "partitions": 24,
    "retention_h": None,
    "cleanup": "compact",
}


def grant(workload: str, topic: str, right: str, group: str | None = None) -> dict[str, Any]:
    return {"workload": workload, "topic": topic, "right": right, "group": group}


GRANTS = [
    grant("webhook", "webhook-events", "produce"),
    grant("worker", "webhook-events", "consume", "orders"),
    grant("worker", "catalog-changes", "produce"),
    grant("feed", "catalog-changes", "consume", "feeds"),
]
EXPRESS: dict[str, Any] = {
    "kind": "msk_express",
    "region": "us-east",
    "version": "3.9.x",
    "metadata": "kraft",
    "zones": 3,
    "brokers": 6,
    "instance_type": "express.m7g.large",
    "encryption": "tls",
    "monitoring": "per_topic_per_broker",
    "open_metrics": "on",
    "log_retention_days": 365,
    "topics": [EVENTS, CHANGES],
    "grants": GRANTS,
}
STANDARD: dict[str, Any] = {
    **EXPRESS,
    "kind": "msk_standard",
    "zones": 2,
    "brokers": 4,
    "instance_type": "kafka.m7g.large",
    "open_metrics": "off",
    "storage_gb": 100,
    "storage_autoscale_to_gb": 500,
}


def messaging(base: dict[str, Any], **changes: Any) -> MessagingSpec:
    return MessagingSpec.model_validate_json(json.dumps({"broker": {**base, **changes}}))


def brokers(base: dict[str, Any], **changes: Any) -> MskExpress | MskStandard:
    kafka = messaging(base, **changes).kafka
    assert kafka is not None
    return kafka


@dataclass
class Made:
    """What was registered, and what the component tells the rest of the platform."""

    recording: Recording = field(default_factory=Recording)
    told: dict[str, Any] = field(default_factory=dict)
    policies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sids: dict[str, list[str]] = field(default_factory=dict)
    resources: KafkaResources | None = None
    port: int = 0

    @property
    def cluster(self) -> dict[str, Any]:
        return self.recording.one(CLUSTER).inputs

    def topic(self, name: str) -> dict[str, Any]:
        return self.recording.one(TOPIC, f"topic-{name}-us-east").inputs


def kafka(
    spec: MskExpress | MskStandard,
    *,
    preview: bool = False,
    region: str = "us-east",
    subnets: Sequence[str] = SUBNETS,
    workloads: Sequence[str] = ("webhook", "worker", "feed", "api"),
) -> Made:
    """The Kafka of a spec; policies are those of `workloads`."""
    made = Made()

    def keep(where: dict[str, Any], key: str, value: pulumi.Output[Any], read: Any = lambda text: text) -> None:
        value.apply(lambda known: where.__setitem__(key, read(known)))

    def program() -> None:
        place = AwsPlace(
            region=region,
            aws="us-east-1",
            account=ACCOUNT,
            provider=pulumi.ProviderResource("aws", f"aws-{region}", {}),
            tags={"owner": "platform"},
        )
        part = Kafka(
            "kafka",
            spec,
            place,
            vpc_id=pulumi.Output.from_input("vpc-1"),
            subnet_ids=[pulumi.Output.from_input(subnet) for subnet in subnets],
            key_arn=pulumi.Output.from_input(KEY),
            log_key_arn=pulumi.Output.from_input(LOG_KEY),
            admitted=ADMITTED,
        )
        made.resources, made.port = part.resources, part.port
        for name in ("arn", "name", "bootstrap", "group_id"):
            keep(made.told, name, getattr(part, name))
        for name, topic in part.topics.items():
            keep(made.told, f"topic {name}", topic)
        for workload in workloads:
            rows = part.statements(workload)
            made.sids[workload] = [row.sid for row in rows]
            keep(made.policies, workload, document(rows), lambda text: json.loads(text)["Statement"])

    outputs = {
        CLUSTER: {"arn": CLUSTER_ARN, "clusterName": "kafka-us-east-1a2b3c4", "bootstrapBrokersSaslIam": BOOTSTRAP},
        CONFIGURATION: {"arn": SETTINGS_ARN, "latestRevision": 1},
        LOGS: lambda inputs: {"name": "kafka-us-east-logs-1a2b3c4"},
    }
    made.recording = record(program, preview=preview, outputs=outputs)
    return made
