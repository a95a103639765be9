"""How many pods a workload has, and how many may be away: autoscalers and disruption budgets as data. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from components.cluster.labels import Manifest, selector
from components.cluster.workload_spec import CpuScale, LagScale, WorkloadSpec
from components.limits import limit

if TYPE_CHECKING:
    import pulumi

KEDA: Final = "keda.sh/v1alpha1"


@dataclass(frozen=True, slots=True)
class LagSource:
    """Where the lag of consumers is read: the name of the MSK cluster, and AWS's name of the region that it is in."""

    kafka: pulumi.Input[str]
    aws_region: str


def disruptions(spec: WorkloadSpec) -> Manifest | None:
    """How many pods a drain may take at once; None where there is only one: it could never leave its node."""
    if spec.replicas.least <= 1:
        return None
    return {
        "maxUnavailable": spec.away_at_once,
        "selector": {"matchLabels": selector(spec.name)},
        # Pods that never were ready keep no node.
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }


def by_cpu(spec: WorkloadSpec, scale: CpuScale) -> Manifest:
    """As many pods as keep the mean use of requested CPU at the percentage; they grow at once and shrink slowly."""
    return {
        "scaleTargetRef": _target(spec),
        "minReplicas": spec.replicas.least,
        "maxReplicas": spec.replicas.most,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": scale.percent}},
            }
        ],
        "behavior": _behaviour(),
    }


def by_lag(spec: WorkloadSpec, scale: LagScale, source: LagSource, *, authentication: str) -> Manifest:
    """As many pods as keep the oldest unread record younger than the spec says, as MSK estimates it in CloudWatch.

    The metric is compared as a whole (`Value`): an age is not shared out among pods. MSK gives none before a group has
    read something or while it is rebalanced. Null is then a failure and no zero, or a group that has lost its way would
    be scaled in: after a few of them the workload keeps what it has, and at least its least.
    """
    metric = limit("cluster", "msk", "any", "lag_metric").value
    return {
        "scaleTargetRef": _target(spec),
        "minReplicaCount": spec.replicas.least,
        "maxReplicaCount": spec.replicas.most,
        "fallback": {
            "failureThreshold": int(limit("cluster", "keda", "any", "lag_unseen_times").value),
            # A workload at rest has to read once before there is a lag to see.
            "replicas": max(1, spec.replicas.least),
            "behavior": "currentReplicasIfHigher",
        },
        "advanced": {"horizontalPodAutoscalerConfig": {"behavior": _behaviour()}},
        "triggers": [
            {
                "type": "aws-cloudwatch",
                "name": "lag",
                "metricType": "Value",
                "authenticationRef": {"name": authentication},
                "metadata": {
                    "awsRegion": source.aws_region,
                    "namespace": metric["namespace"],
                    "metricName": metric["name"],
                    "dimensionName": metric["dimensions"],
                    "dimensionValue": _dimensions(source.kafka, scale),
                    "metricStat": "Maximum",
                    "metricStatPeriod": str(metric["period_s"]),
                    "metricCollectionTime": str(metric["within_s"]),
                    "targetMetricValue": str(scale.most_lag_s),
                    "minMetricValue": "0",
                    "ignoreNullValues": "false",
                },
            }
        ],
    }


def lag_authentication() -> Manifest:
    """KEDA reads the metric with its own role: that of the workload reads no metrics."""
    return {"podIdentity": {"provider": "aws"}}


def _dimensions(kafka: pulumi.Input[str], scale: LagScale) -> pulumi.Output[str]:
    import pulumi

    return pulumi.Output.concat(kafka, f";{scale.group};{scale.topic}")


def _target(spec: WorkloadSpec) -> Manifest:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "name": spec.name}


def _behaviour() -> Manifest:
    up = limit("cluster", "kubernetes", "any", "scale_up").value
    down = limit("cluster", "policy", "any", "scale_down").value
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": up["window_s"],
            "selectPolicy": "Max",
            "policies": [_step("Percent", up["percent"], up), _step("Pods", up["pods"], up)],
        },
        "scaleDown": {
            "stabilizationWindowSeconds": down["window_s"],
            "policies": [_step("Percent", down["percent"], down)],
        },
    }


def _step(kind: str, value: int, row: dict[str, Any]) -> Manifest:
    return {"type": kind, "value": value, "periodSeconds": row["period_s"]}
