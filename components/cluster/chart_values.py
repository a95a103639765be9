"""Values of the charts that every cluster has: what differs from the charts' own defaults, and why."""

from __future__ import annotations

from typing import Any, Final

from components.cluster.releases import Controller

CRITICAL: Final = "system-cluster-critical"
"""Without secrets and without scaling nothing else starts, so these are placed before what needs them."""

EXTERNAL_SECRETS: Final = "external-secrets"
KEDA_OPERATOR: Final = "keda-operator"
BALANCER: Final = "aws-load-balancer-controller"


def external_secrets_values(size: Controller) -> dict[str, Any]:
    """Three deployments: the controller, its webhook and the keeper of the webhook's certificate.

    Read at chart 2.9.0.
    """
    each: dict[str, Any] = {
        "replicaCount": size.replicas,
        "resources": size.resources,
        "priorityClassName": CRITICAL,
        "podDisruptionBudget": {"enabled": True, "minAvailable": 1},
    }
    return {
        **each,
        # Replicas of a controller that do not elect would all write.
        "leaderElect": True,
        "serviceAccount": {"name": EXTERNAL_SECRETS},
        # Who may edit workloads may not ask for further secrets: the controller reads for all namespaces, so an
        # `ExternalSecret` of one could name what belongs to another. They are made in the code only.
        "rbac": {"aggregateToEdit": False, "aggregateToAdmin": False},
        "webhook": each,
        "certController": each,
    }


def keda_values(size: Controller, *, cluster: str) -> dict[str, Any]:
    """Three deployments: the operator, its server of metrics and its webhook. Read at chart 2.20.2."""
    replicas, budget = {"replicaCount": size.replicas}, {"minAvailable": 1}
    return {
        "clusterName": cluster,
        "priorityClassName": CRITICAL,
        "operator": replicas,
        "metricsServer": replicas,
        "webhooks": replicas,
        # The chart spells them in two ways.
        "resources": dict.fromkeys(("operator", "metricServer", "webhooks"), size.resources),
        "podDisruptionBudget": dict.fromkeys(("operator", "metricServer", "webhooks"), budget),
    }


def balancer_values(size: Controller, *, cluster: str, region: str, vpc_id: Any) -> dict[str, Any]:
    """The load balancer controller, where AWS does not run it. `region` is AWS's name. Read at chart 3.5.0."""
    return {
        "replicaCount": size.replicas,
        "resources": size.resources,
        "podDisruptionBudget": {"maxUnavailable": 1},
        "clusterName": cluster,
        # Pods cannot ask the machine's metadata.
        "region": region,
        "vpcId": vpc_id,
        "serviceAccount": {"name": BALANCER},
        "defaultTargetType": "ip",
        # The edge does these.
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": False,
        # It would stand in the way of every Service while it starts, and no Service of ours is a load balancer.
        "enableServiceMutatorWebhook": False,
        # Who makes the ingress says of which class it is.
        "createIngressClassResource": False,
        "ingressClassParams": {"create": False},
    }
