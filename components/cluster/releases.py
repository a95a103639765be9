"""Helm charts of controllers, each as one release whose objects Helm keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.base import SayarComponent
from components.limits import limit


@dataclass(frozen=True, slots=True)
class Chart:
    """Where a chart is, and which version of it is used; no repository where the address is the chart."""

    chart: str
    repository: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Controller:
    """How large a controller is: replicas, millicores and MiB of each."""

    replicas: int
    cpu_m: int
    memory_mb: int

    @property
    def resources(self) -> dict[str, dict[str, str]]:
        """As Kubernetes takes them: memory is bounded, CPU is not, as throttling would add latency."""
        memory = f"{self.memory_mb}Mi"
        return {"requests": {"cpu": f"{self.cpu_m}m", "memory": memory}, "limits": {"memory": memory}}


def chart_of(name: str) -> Chart:
    """The chart of a controller. Raises KeyError for one without a row."""
    row = limit("cluster", "helm", name, "chart").value
    return Chart(chart=row["chart"], repository=row["repository"], version=row["version"])


def controller_of(name: str) -> Controller:
    """The size of a controller. Raises KeyError for one without a row."""
    row = limit("cluster", "helm", name, "controller_resources").value
    replicas = int(limit("cluster", "policy", "any", "controller_replicas").value)
    return Controller(replicas=replicas, cpu_m=int(row["cpu_m"]), memory_mb=int(row["memory_mb"]))


def release(
    component: SayarComponent,
    name: str,
    region: str,
    provider: pulumi.ProviderResource,
    *,
    namespace: str,
    values: Mapping[str, Any],
    depends_on: Sequence[pulumi.Resource],
) -> kubernetes.helm.v3.Release:
    """The release `name` in a namespace that is there, a child of `component`.

    A release that moves to another namespace is refused by its own definitions, which are the cluster's: better stuck
    than deleted first, as every object of those definitions would go with them.
    """
    row = chart_of(name)
    repository = None if row.repository is None else kubernetes.helm.v3.RepositoryOptsArgs(repo=row.repository)
    return kubernetes.helm.v3.Release(
        f"{name}-{region}",
        name=name,
        namespace=namespace,
        create_namespace=False,
        chart=row.chart,
        version=row.version,
        repository_opts=repository,
        values=dict(values),
        # Half of a controller is worse than the one of before.
        atomic=True,
        cleanup_on_fail=True,
        timeout=int(limit("cluster", "helm", "any", "release_timeout_s").value),
        # With a chart go the kinds that it brought, and with a kind every object of it.
        opts=component.child(provider, depends_on=depends_on, protect=True),
    )
