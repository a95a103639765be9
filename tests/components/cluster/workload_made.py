"""Namespaces and workloads as tests make them, and their objects as Kubernetes would be sent them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.aws import SHARED, AwsPlace
from components.cluster.external_secrets import SecretRef, Store
from components.cluster.namespace_rules import NodesMode
from components.cluster.nodes_spec import NamespaceSpec, PoolSpec
from components.cluster.scaling import LagSource
from components.cluster.target_binding import Target
from components.cluster.traffic import Ranges
from components.cluster.workload import Given, Home, Workload
from components.cluster.workload_spec import WorkloadSpec
from components.policies import Statement
from tests.support.mocks import Recording, Registered, record

ROLE = "aws:iam/role:Role"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
SERVICE = "kubernetes:core/v1:Service"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
AUTHENTICATION = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
EXTERNAL = "kubernetes:external-secrets.io/v1:ExternalSecret"
BINDING = "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding"

API: dict[str, Any] = {
    "name": "api",
    "namespace": "shop",
    "pool": "steady",
    "critical": "on",
    "surface": "api",
    "priority": 900,
    "cpu_m": 1000,
    "memory_mb": 2048,
    "scratch_mb": 0,
    "replicas": {"least": 3, "most": 12},
    "scale": {"by": "cpu", "percent": 60},
    "probes": {"port": 8081, "live": "/live", "ready": "/ready", "start_within_s": 60, "period_s": 10, "fails": 3},
    "away_at_once": 1,
    "spread": "zones",
    "prestop_s": 15,
    "grace_s": 60,
    "talks_to": ["database", "aws"],
}
WORKER: dict[str, Any] = {
    **API,
    "name": "worker",
    "surface": None,
    "priority": 800,
    "scratch_mb": 512,
    "scale": {"by": "lag", "topic": "events", "group": "orders", "most_lag_s": 60},
    "talks_to": ["kafka", "internet"],
}
POOL: dict[str, Any] = {
    "name": "steady",
    "spot": "off",
    "architecture": "arm64",
    "families": ["m7g", "c7g"],
    "most_cpu": 96,
    "taint": "off",
    "expire_days": 14,
    "consolidate_after_s": 300,
    "at_once_percent": 10,
}
RANGES = Ranges(
    services="172.20.0.0/16",
    balancers=("10.16.0.0/24", "10.16.1.0/24"),
    control_plane=("10.16.32.0/19",),
    database=("10.16.192.0/22", "10.32.192.0/22"),
    cache=("10.16.196.0/22",),
    kafka=("10.16.200.0/22",),
    aws=("10.16.64.0/19", "52.216.0.0/15"),
)
NOTHING = Given(environment={}, secrets={}, store=Store("aws"), statements=(), target=None, lag=None)
LAG = LagSource("events-kafka", "us-east-1")


def workload(row: dict[str, Any], **changes: Any) -> WorkloadSpec:
    return WorkloadSpec.model_validate_json(json.dumps({**row, **changes}))


def pool(**changes: Any) -> PoolSpec:
    return PoolSpec.model_validate_json(json.dumps({**POOL, **changes}))


def namespace(**changes: Any) -> NamespaceSpec:
    row = {"name": "shop", "pod_security": "restricted", "quota": {"cpu_m": 40000, "memory_mb": 90000, "pods": 40}}
    return NamespaceSpec.model_validate_json(json.dumps({**row, **changes}))


def place(provider: pulumi.ProviderResource) -> AwsPlace:
    return AwsPlace("eu-west", "eu-west-1", "123456789012", provider, {"tier": "enterprise"})


@dataclass
class Made:
    """What was registered, and what the component tells the rest of the platform."""

    recording: Recording = field(default_factory=Recording)
    told: dict[str, Any] = field(default_factory=dict)

    def spec(self, type_: str) -> dict[str, Any]:
        found: dict[str, Any] = self.recording.one(type_).inputs["spec"]
        return found

    def objects(self) -> list[dict[str, Any]]:
        """Everything that is sent to the API of Kubernetes and whose kind Kubernetes itself has."""
        return [row.inputs for row in self.kubernetes() if ".eks.amazonaws" not in row.type and _built_in(row)]

    def kubernetes(self) -> list[Registered]:
        return [row for row in self.recording.custom() if row.type.startswith("kubernetes:")]


def _built_in(row: Registered) -> bool:
    group = str(row.inputs["apiVersion"]).partition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


def cluster(
    make: Callable[[AwsPlace, kubernetes.Provider, pulumi.Resource], None], *, preview: bool = False
) -> Recording:
    """A program with the providers of one cluster, and something that its objects wait for."""

    def program() -> None:
        provider = kubernetes.Provider("cluster-eu-west", kubeconfig="{}")
        ready = kubernetes.core.v1.Namespace(
            "before", metadata={"name": "before"}, opts=pulumi.ResourceOptions(provider=provider)
        )
        make(place(pulumi.ProviderResource("aws", "aws-eu-west", {})), provider, ready)

    return record(
        program,
        preview=preview,
        outputs={ROLE: lambda inputs: {"name": "role-made", "arn": "arn:aws:iam::123456789012:role/role-made"}},
    )


def deployed(
    spec: WorkloadSpec,
    *,
    preview: bool = False,
    mode: NodesMode = "auto",
    machines: PoolSpec | None = None,
    client: str = SHARED,
    ranges: Ranges = RANGES,
    environment: dict[str, Any] | None = None,
    secrets: dict[str, SecretRef] | None = None,
    statements: tuple[Statement, ...] = (),
    target: Target | None = None,
    lag: LagSource | None = LAG,
) -> Made:
    """One workload in one cluster."""
    made = Made()

    def program(where: AwsPlace, provider: kubernetes.Provider, ready: pulumi.Resource) -> None:
        name = pulumi.Output.from_input("cluster-name")
        home = Home(provider, (ready,), name, "shop", machines or pool(), mode, ranges)
        given = Given(environment or {}, secrets or {}, Store("aws"), statements, target, lag)
        parts = Workload("workload-eu-west", spec, where, home, given, client=client)
        made.told["service_account"] = parts.service_account
        for key in ("role_name", "role_arn"):
            getattr(parts, key).apply(lambda value, key=key: made.told.__setitem__(key, value))

    made.recording = cluster(program, preview=preview)
    return made
