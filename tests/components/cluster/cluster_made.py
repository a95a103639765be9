"""Clusters, pools and charts recorded for tests, in both modes and in one run each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws import AwsPlace
from components.cluster.charts import Charts, Readable
from components.cluster.cluster import Cluster
from components.cluster.groups import ClusterGroups
from components.cluster.pools import NodePools
from components.cluster.spec import EksCluster
from components.network.doors import Admitted
from tests.components.cluster.test_spec import ENGINE
from tests.support.mocks import Recording, Registered, record

ACCOUNT = "123456789012"
AUTHORITY = "Y2VydGlmaWNhdGU="
ENDPOINT = "https://c0ffee.gr7.us-east-1.eks.amazonaws.com"
ACCESS = [
    {"role": "platform-admin", "may": "admin", "namespaces": []},
    {"role": "application-deploy", "may": "edit", "namespaces": ["sayar"]},
    {"role": "on-call", "may": "view", "namespaces": []},
]
STANDARD = {"mode": "standard", "system_type": "m7g.large", "system_min": 2, "system_max": 4, "image": "bottlerocket"}
SECRETS = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:sayar/*"
SECRETS_READ: tuple[str, ...] = (SECRETS,)
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/cluster"
PROVIDER = "pulumi:providers:kubernetes"


def engine(**changes: Any) -> EksCluster:
    return EksCluster.model_validate_json(json.dumps({**ENGINE, "access": ACCESS, **changes}))


def place() -> AwsPlace:
    provider = pulumi.ProviderResource("aws", "aws-us-east", {})
    return AwsPlace("us-east", "us-east-1", ACCOUNT, provider, {"owner": "platform", "cost": "shared"})


def _arn(inputs: Any) -> dict[str, Any]:
    return {"arn": f"arn:aws:made:::{inputs.get('name') or 'auto'}", "name": inputs.get("name") or "auto"}


OUTPUTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "aws:eks/cluster:Cluster": lambda inputs: {
        "endpoint": ENDPOINT,
        "certificateAuthority": {"data": AUTHORITY},
        "arn": f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/{inputs['name']}",
    },
    "aws:iam/role:Role": _arn,
    "aws:ec2/launchTemplate:LaunchTemplate": lambda inputs: {"latestVersion": 3},
    "aws:sqs/queue:Queue": lambda inputs: {**_arn(inputs), "url": "https://sqs.example/queue"},
    "aws:cloudwatch/eventRule:EventRule": _arn,
}


@dataclass(slots=True)
class Made:
    """One run: what was registered, and the components."""

    recording: Recording
    cluster: Cluster
    pools: NodePools
    charts: Charts

    def one(self, type_: str, name: str | None = None) -> Registered:
        return self.recording.one(type_, name)

    def inputs(self, type_: str, name: str | None = None) -> dict[str, Any]:
        return self.one(type_, name).inputs

    @property
    def eks(self) -> dict[str, Any]:
        return self.inputs("aws:eks/cluster:Cluster")

    def policy(self, name: str) -> dict[str, dict[str, Any]]:
        """Statements of the policy of our own of a role, by their ids."""
        return statements(self.inputs("aws:iam/rolePolicy:RolePolicy", name)["policy"])


def statements(text: str) -> dict[str, dict[str, Any]]:
    return {row["Sid"]: row for row in json.loads(text)["Statement"]}


def made(
    *,
    cidrs: tuple[str, ...] = (),
    preview: bool = False,
    outputs: dict[str, Any] | None = None,
    callers: Admitted | None = None,
    owner: str | None = None,
    **changes: Any,
) -> Made:
    """Everything of one region. `changes` are fields of the cluster's spec."""
    kept: list[Any] = []
    spec = engine(**changes)

    def program() -> None:
        here = place()
        groups = ClusterGroups("groups-us-east", here, vpc_id="vpc-1", callers=callers or Admitted(), cluster=owner)
        cluster = Cluster(
            "cluster-us-east",
            spec,
            here,
            api_access_cidrs=cidrs,
            subnet_ids=["subnet-private-0", "subnet-private-1"],
            control_plane_subnet_ids=["subnet-intra-0", "subnet-intra-1"],
            groups=groups,
            secrets_key_arn=KEY,
            log_key_arn=f"{KEY}-logs",
            identifier="sayar-us-east",
        )
        pools = NodePools("pools-us-east", spec.pools, cluster, here)
        charts = Charts(
            "charts-us-east",
            cluster,
            here,
            pools=pools,
            readable=Readable(secrets=SECRETS_READ, keys=[KEY]),
            vpc_id="vpc-1",
            secrets_namespace="external-secrets",
            scaling_namespace="keda",
            namespaces=[],
        )
        kept.extend([cluster, pools, charts])

    recording = record(program, preview=preview, outputs={**OUTPUTS, **(outputs or {})})
    return Made(recording, *kept)
