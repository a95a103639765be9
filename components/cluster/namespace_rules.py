"""What a namespace holds besides workloads: its level of security, its share of the cluster, its closed doors. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from components.aws import SHARED
from components.cluster.labels import Manifest, labels
from components.cluster.nodes_spec import NamespaceSpec, QuotaSpec
from components.cluster.traffic import Ranges, default_deny, name_lookups, of_controller
from components.limits import limit

NodesMode = Literal["auto", "standard"]
"""Who runs nodes and load balancers: EKS Auto Mode, or charts of our own."""


@dataclass(frozen=True, slots=True)
class ControllerNamespace:
    """The namespace of a controller. `internet` where it calls AWS in other regions, which no endpoint here has."""

    name: str
    internet: bool


CONTROLLERS = (ControllerNamespace("external-secrets", internet=False), ControllerNamespace("keda", internet=True))
"""External Secrets reads Secrets Manager of its own region; KEDA reads lag where Kafka is."""


@dataclass(frozen=True, slots=True)
class NamespacePlan:
    """The objects of one namespace: its labels, and the specs of its quota, its limits and its policies by name."""

    name: str
    labels: Mapping[str, str]
    quota: Manifest
    limits: Manifest
    policies: Mapping[str, Manifest]


def namespace_objects(
    row: NamespaceSpec, ranges: Ranges, *, version: str, mode: NodesMode, client: str = SHARED
) -> NamespacePlan:
    """A namespace for workloads, the platform's or a client's. `version` is the cluster's, as `1.36`.

    Nothing comes in or goes out but names; each workload opens its own doors. Pods count as ready only when their load
    balancer finds them healthy. The gate is put into pods by the controller of load balancers, for the services that
    have a binding then: one that was written here would hold back every pod of a service that has none.
    """
    gate = str(limit("cluster", "eks", mode, "readiness_gate_label").value)
    marks = {**labels(row.name, client=client), **_security(row.pod_security, version), gate: "enabled"}
    return NamespacePlan(
        name=row.name,
        labels=marks,
        quota=quota(row.quota),
        limits=limits(),
        policies={"default-deny": default_deny(), "names": name_lookups(ranges.services)},
    )


def controller_objects(row: ControllerNamespace, ranges: Ranges, *, version: str) -> NamespacePlan:
    """A namespace for a controller: as closed as the others, with the doors that it needs."""
    ports = limit("cluster", "controller", row.name, "webhook_ports").value
    return NamespacePlan(
        name=row.name,
        labels={**labels(row.name), **_security("restricted", version)},
        quota=quota(QuotaSpec(**limit("cluster", "controller", "any", "quota").value)),
        limits=limits(),
        policies={
            "default-deny": default_deny(),
            "names": name_lookups(ranges.services),
            **of_controller(ranges, ports, internet=row.internet),
        },
    )


def quota(share: QuotaSpec) -> Manifest:
    """What all pods may ask for together. Services that would open a way in past the edge are not allowed at all."""
    memory = f"{share.memory_mb}Mi"
    return {
        "hard": {
            "requests.cpu": f"{share.cpu_m}m",
            "requests.memory": memory,
            "limits.memory": memory,
            "pods": str(share.pods),
            "services.loadbalancers": "0",
            "services.nodeports": "0",
        }
    }


def limits() -> Manifest:
    """What a container gets that asks for nothing, so that the quota can count it. CPU has no limit."""
    row = limit("cluster", "policy", "any", "container_defaults").value
    memory, ephemeral = f"{row['memory_mb']}Mi", f"{row['ephemeral_mb']}Mi"
    return {
        "limits": [
            {
                "type": "Container",
                "defaultRequest": {"cpu": f"{row['cpu_m']}m", "memory": memory, "ephemeral-storage": ephemeral},
                "default": {"memory": memory, "ephemeral-storage": ephemeral},
            }
        ]
    }


def _security(level: str, version: str) -> dict[str, str]:
    # Pinned to the cluster's version: an upgrade does not change what is admitted before somebody has read it.
    return {
        f"pod-security.kubernetes.io/{mode}{end}": value
        for mode in ("enforce", "audit", "warn")
        for end, value in (("", level), ("-version", f"v{version}"))
    }
