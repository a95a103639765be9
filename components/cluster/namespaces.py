"""Namespaces with everything that closes them, and the classes of priority that workloads of all namespaces share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.labels import PLATFORM, labels, metadata, priority_class
from components.cluster.namespace_rules import (
    CONTROLLERS,
    ControllerNamespace,
    NamespacePlan,
    NodesMode,
    controller_objects,
    namespace_objects,
)
from components.cluster.nodes_spec import NamespaceSpec
from components.cluster.traffic import Ranges
from components.cluster.workload_spec import WorkloadSpec

if TYPE_CHECKING:
    import pulumi


@dataclass(frozen=True, slots=True)
class NamespaceObjects:
    """One namespace, its quota, its limits, and its policies by name."""

    namespace: kubernetes.core.v1.Namespace
    quota: kubernetes.core.v1.ResourceQuota
    limits: kubernetes.core.v1.LimitRange
    policies: Mapping[str, kubernetes.networking.v1.NetworkPolicy]

    def all(self) -> tuple[pulumi.Resource, ...]:
        """What a workload waits for: a pod that is there before its policies is open."""
        return (self.namespace, self.quota, self.limits, *self.policies.values())


@dataclass(frozen=True, slots=True)
class NamespacesResources:
    """Every resource that `Namespaces` makes; `enforcement` is None where an add-on enforces policies."""

    namespaces: Mapping[str, NamespaceObjects]
    priorities: Mapping[int, kubernetes.scheduling.v1.PriorityClass]
    enforcement: kubernetes.core.v1.ConfigMap | None


class Namespaces(SayarComponent):
    """The namespaces of one cluster: those of the spec, and those of the controllers."""

    ready: tuple[pulumi.Resource, ...]
    """What charts and workloads wait for."""

    def __init__(
        self,
        name: str,
        rows: Sequence[NamespaceSpec],
        place: AwsPlace,
        *,
        provider: kubernetes.Provider,
        ready: Sequence[pulumi.Resource],
        ranges: Ranges,
        version: str,
        mode: NodesMode,
        workloads: Sequence[WorkloadSpec],
        controllers: Sequence[ControllerNamespace] = CONTROLLERS,
    ) -> None:
        """`ready` is what the cluster's API waits for, `version` the cluster's (as `1.36`), `mode` who runs its nodes.

        `workloads` are all that run in the cluster, those of clients too: for their priorities.
        """
        super().__init__(name)
        end = place.region
        plans = [
            *(controller_objects(row, ranges, version=version) for row in controllers),
            *(namespace_objects(row, ranges, version=version, mode=mode) for row in rows),
        ]
        made = {plan.name: made_namespace(self, end, plan, provider=provider, ready=ready) for plan in plans}
        priorities = self._priorities(end, workloads, provider, ready)
        enforcement = self._enforcement(end, provider, ready) if mode == "auto" else None
        self.resources = NamespacesResources(made, priorities, enforcement)
        self.ready = (
            *(resource for objects in made.values() for resource in objects.all()),
            *priorities.values(),
            *([] if enforcement is None else [enforcement]),
        )
        self.finish(namespaces=list(made))

    def _priorities(
        self,
        end: str,
        workloads: Iterable[WorkloadSpec],
        provider: kubernetes.Provider,
        ready: Sequence[pulumi.Resource],
    ) -> Mapping[int, kubernetes.scheduling.v1.PriorityClass]:
        options = self.child(provider, depends_on=ready)
        return MappingProxyType(
            {
                value: kubernetes.scheduling.v1.PriorityClass(
                    f"priority-{value}-{end}",
                    metadata=metadata(priority_class(value), labels(PLATFORM)),
                    value=value,
                    # A pod without a class stays below every one that has one.
                    global_default=False,
                    preemption_policy="PreemptLowerPriority",
                    description=f"Workloads of priority {value}",
                    opts=options,
                )
                for value in sorted({workload.priority for workload in workloads})
            }
        )

    def _enforcement(
        self, end: str, provider: kubernetes.Provider, ready: Sequence[pulumi.Resource]
    ) -> kubernetes.core.v1.ConfigMap:
        """The switch of Auto Mode: without it policies are taken and not enforced (EKS guide, auto-net-pol)."""
        return kubernetes.core.v1.ConfigMap(
            f"network-policies-{end}",
            metadata=metadata("amazon-vpc-cni", labels(PLATFORM), namespace="kube-system"),
            data={"enable-network-policy-controller": "true"},
            opts=self.child(provider, depends_on=ready),
        )


def made_namespace(
    component: SayarComponent,
    end: str,
    plan: NamespacePlan,
    *,
    provider: kubernetes.Provider,
    ready: Sequence[pulumi.Resource],
    protect: bool = True,
) -> NamespaceObjects:
    """The objects of one namespace as children of `component`; `end` ends their names and holds the region.

    A namespace is protected, as everything in it goes with it, unless it is meant to go (`protect`).
    """
    label = f"{plan.name}-{end}"
    namespace = kubernetes.core.v1.Namespace(
        f"namespace-{label}",
        metadata=metadata(plan.name, dict(plan.labels)),
        opts=component.child(provider, depends_on=ready, protect=protect or None),
    )
    inside = component.child(provider, depends_on=[namespace])
    marks = {key: value for key, value in plan.labels.items() if key.startswith(("app.kubernetes.io/", "sayar/"))}
    return NamespaceObjects(
        namespace=namespace,
        quota=kubernetes.core.v1.ResourceQuota(
            f"quota-{label}", metadata=metadata("share", marks, namespace=plan.name), spec=plan.quota, opts=inside
        ),
        limits=kubernetes.core.v1.LimitRange(
            f"limits-{label}",
            metadata=metadata("containers", marks, namespace=plan.name),
            spec=plan.limits,
            opts=inside,
        ),
        policies=MappingProxyType(
            {
                name: kubernetes.networking.v1.NetworkPolicy(
                    f"{name}-{label}", metadata=metadata(name, marks, namespace=plan.name), spec=spec, opts=inside
                )
                for name, spec in plan.policies.items()
            }
        ),
    )
