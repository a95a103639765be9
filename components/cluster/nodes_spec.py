"""How a cluster gets its machines: EKS Auto Mode or a managed node group, and pools on top of either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.cluster.machines import architecture
from components.network.checks import Switch, unique
from components.spec import Label, Problem, Spec

InstanceType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9]+$")]
Family = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]+[a-z-]*$")]
"""A family of machines, as `m7g`."""


class AutoNodes(Spec):
    """EKS Auto Mode: AWS runs nodes, load balancers, disks and DNS. Nodes live at most 21 days."""

    mode: Literal["auto"]


class StandardNodes(Spec):
    """A managed node group for the system, and Karpenter of our own for the pools: for pinned machine images."""

    mode: Literal["standard"]
    system_type: InstanceType
    system_min: Annotated[int, Field(ge=1)]
    system_max: Annotated[int, Field(ge=1)]
    image: Literal["bottlerocket", "al2023"]

    def rules(self) -> Iterator[Problem]:
        """A group can be at least as large as it must be."""
        if self.system_max < self.system_min:
            yield Problem("system_max", self.system_max, f"at least system_min ({self.system_min})")


class PoolSpec(Spec):
    """Machines for some workloads. `spot` machines may go with two minutes' notice; on-demand ones stand in then.

    `most_cpu` bounds the pool's cores; `taint` keeps other pods away; `families` are tried in the cheapest order.
    """

    name: Label
    spot: Switch
    architecture: Literal["arm64", "amd64"]
    families: Annotated[tuple[Family, ...], Field(min_length=1)]
    most_cpu: Annotated[int, Field(ge=1)]
    taint: Switch
    expire_days: Annotated[int, Field(ge=1)]
    consolidate_after_s: Annotated[int, Field(ge=0)]
    at_once_percent: Annotated[int, Field(ge=1, le=100)]

    def rules(self) -> Iterator[Problem]:
        """Machines that there are, and for spot a choice of them, or one shortage empties the pool."""
        yield from unique("families", self.families)
        for index, family in enumerate(self.families):
            if architecture(f"{family}.") != self.architecture:
                yield Problem(f"families[{index}]", family, f"a family of {self.architecture} machines")
        if self.spot == "on" and len(self.families) < 2:
            yield Problem("families", list(self.families), "at least two families where spot is on")


class QuotaSpec(Spec):
    """What all pods of a namespace may ask for together: millicores, MiB, pods."""

    cpu_m: Annotated[int, Field(ge=1)]
    memory_mb: Annotated[int, Field(ge=1)]
    pods: Annotated[int, Field(ge=1)]


class NamespaceSpec(Spec):
    """A namespace with its level of pod security and its quota. Traffic is denied unless a workload names it."""

    name: Label
    pod_security: Literal["restricted", "baseline"]
    quota: QuotaSpec

    def rules(self) -> Iterator[Problem]:
        """Names that Kubernetes keeps for itself."""
        if self.name == "default" or self.name.startswith("kube-"):
            yield Problem("name", self.name, "a name other than default and kube-*")
