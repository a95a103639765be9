"""What Kubernetes must be: the whole of `sayar:cluster` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from components.clients.spec import PREFIX
from components.cluster.cells_spec import CELLS, Cells, CellsSpec
from components.cluster.labels import SYSTEM_POOL
from components.cluster.namespace_rules import CONTROLLERS
from components.cluster.nodes_spec import AutoNodes, NamespaceSpec, PoolSpec, StandardNodes
from components.cluster.workload_spec import LagScale, WorkloadSpec
from components.limits import limit
from components.messaging.spec import MessagingSpec
from components.network import cidr
from components.network.checks import Switch, known, listed, one_of, unique
from components.network.cidr import Cidr
from components.spec import Label, Problem, Spec

Version = Annotated[str, StringConstraints(pattern=r"^1\.[0-9]{2}$")]
LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]


class NoCluster(Spec):
    """No cluster: services run on a platform."""

    kind: Literal["none"]


class AccessSpec(Spec):
    """Who may do what in the cluster: an IAM role of the account by name, never a person or a node.

    `namespaces` empty means the whole cluster, `client-*` those of all clients.
    """

    role: Label
    may: Literal["admin", "edit", "view"]
    namespaces: tuple[Label | Cells, ...]


class EksCluster(Spec):
    """One EKS cluster a region, all alike. Secrets and logs are encrypted with a key of the platform's own."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("kind", "service_cidr", "nodes.mode")
    """Fields that cannot change in place: a change makes new clusters in the place of the old ones. `regions` is none:
    one that is added has a cluster beside the others and changes none of them, and one that is taken away destroys its
    cluster, which the protection of the cluster refuses.
    """

    kind: Literal["eks"]
    version: Version
    support: Literal["standard", "extended"]
    regions: Annotated[tuple[Label, ...], Field(min_length=1)]
    service_cidr: Cidr
    nodes: Annotated[AutoNodes | StandardNodes, Field(discriminator="mode")]
    logs: tuple[LogType, ...]
    log_retention_days: Annotated[int, Field(ge=1)]
    deletion_protection: Switch
    zonal_shift: Switch
    gitops: Literal["off", "argocd"]
    access: tuple[AccessSpec, ...]
    pools: Annotated[tuple[PoolSpec, ...], Field(min_length=1)]
    namespaces: Annotated[tuple[NamespaceSpec, ...], Field(min_length=1)]
    workloads: Annotated[tuple[WorkloadSpec, ...], Field(min_length=1)]
    cells: CellsSpec

    def rules(self) -> Iterator[Problem]:
        """A version in support, names that are there, quotas that hold all replicas, nothing critical on spot."""
        yield from one_of(limit("cluster", "eks", "any", "versions"), "version", self.version)
        yield from unique("regions", self.regions)
        yield from unique("logs", self.logs)
        retention = limit("network", "cloudwatch", "any", "log_retention_days")
        yield from one_of(retention, "log_retention_days", self.log_retention_days)
        yield from self._service_range()
        for name in ("pools", "namespaces", "workloads"):
            yield from unique(f"{name}[{{}}].name", [row.name for row in getattr(self, name)], "each name once")
        yield from self._taken_names()
        yield from self._access()
        yield from self._always()
        yield from self._nodes()
        yield from self._workloads()
        yield from self._quotas()

    def _service_range(self) -> Iterator[Problem]:
        yield from cidr.sound("service_cidr", self.service_cidr)
        network = cidr.parsed(self.service_cidr)
        if network is None:
            return
        widest = limit("network", "eks", "any", "service_widest_prefix").value
        narrowest = limit("network", "eks", "any", "service_narrowest_prefix").value
        if not widest <= network.prefixlen <= narrowest:
            yield Problem("service_cidr", self.service_cidr, f"a range between /{widest} and /{narrowest}")
        private = limit("network", "aws", "any", "private_ranges").value
        if not cidr.inside(self.service_cidr, private):
            yield Problem("service_cidr", self.service_cidr, f"inside {listed(private)}")

    def _access(self) -> Iterator[Problem]:
        names = [*(namespace.name for namespace in self.namespaces), CELLS]
        yield from unique("access[{}].role", [entry.role for entry in self.access], "each role once")
        for index, entry in enumerate(self.access):
            for place, namespace in enumerate(entry.namespaces):
                yield from known(f"access[{index}].namespaces[{place}]", namespace, names, "namespace")

    def _taken_names(self) -> Iterator[Problem]:
        """Names of what is made beside the lists: controllers, cells of clients, machines of the system."""
        controllers = [row.name for row in CONTROLLERS]
        for index, namespace in enumerate(self.namespaces):
            if namespace.name in controllers:
                allowed = f"a name other than {' and '.join(controllers)}, where controllers run"
                yield Problem(f"namespaces[{index}].name", namespace.name, allowed)
        for kind in ("pools", "namespaces"):
            for index, row in enumerate(getattr(self, kind)):
                if row.name.startswith(PREFIX):
                    yield Problem(
                        f"{kind}[{index}].name",
                        row.name,
                        f"a name that does not begin with {PREFIX}, as those of clients do",
                    )
        for index, pool in enumerate(self.pools):
            if pool.name == SYSTEM_POOL and not isinstance(self.nodes, AutoNodes):
                allowed = f"a name other than {SYSTEM_POOL}, as the machines of controllers are labelled"
                yield Problem(f"pools[{index}].name", pool.name, allowed)

    def _always(self) -> Iterator[Problem]:
        """What no cluster can do without, whatever runs in it."""
        if all(pool.taint == "on" for pool in self.pools):
            names = [pool.name for pool in self.pools]
            yield Problem("pools", names, "one pool whose taint is off: controllers of the cluster run there")
        if not any(entry.may == "admin" and not entry.namespaces for entry in self.access):
            roles = [entry.role for entry in self.access]
            yield Problem("access", roles, "a role with may: admin and no namespaces")

    def _nodes(self) -> Iterator[Problem]:
        if isinstance(self.nodes, AutoNodes):
            most = limit("cluster", "eks", "auto", "node_days").value
            everywhere = {f"pools[{index}]": pool for index, pool in enumerate(self.pools)}
            for at, pool in {**everywhere, "cells.pool": self.cells.pool}.items():
                if pool.expire_days > most:
                    yield Problem(f"{at}.expire_days", pool.expire_days, f"at most {most} where nodes.mode is auto")

    def _workloads(self) -> Iterator[Problem]:
        pools = {pool.name: pool for pool in self.pools}
        names = [namespace.name for namespace in self.namespaces]
        surfaces: dict[str, str] = {}
        for index, workload in enumerate(self.workloads):
            at = f"workloads[{index}]"
            yield from known(f"{at}.pool", workload.pool, pools, "pool")
            yield from known(f"{at}.namespace", workload.namespace, names, "namespace")
            pool = pools.get(workload.pool)
            if pool is not None and pool.spot == "on" and workload.critical == "on":
                yield Problem(f"{at}.pool", workload.pool, "a pool whose spot is off where critical is on")
            if workload.surface is not None:
                other = surfaces.setdefault(workload.surface, workload.name)
                if other != workload.name:
                    yield Problem(f"{at}.surface", workload.surface, f"a surface of its own; {other} answers this one")

    def _quotas(self) -> Iterator[Problem]:
        for index, namespace in enumerate(self.namespaces):
            here = [workload for workload in self.workloads if workload.namespace == namespace.name]
            # One replica more of each: a rolling update starts the new one before the old one leaves.
            wanted = {
                "cpu_m": sum(row.cpu_m * (row.replicas.most + 1) for row in here),
                "memory_mb": sum(row.memory_mb * (row.replicas.most + 1) for row in here),
                "pods": sum(row.replicas.most + 1 for row in here),
            }
            for name, least in wanted.items():
                value = getattr(namespace.quota, name)
                if value < least:
                    allowed = f"at least {least}: all replicas of its workloads and one more of each"
                    yield Problem(f"namespaces[{index}].quota.{name}", value, allowed)


class ClusterSpec(Spec):
    """Clusters, and from where their API may be reached besides their own network (none: only from inside)."""

    api_access_cidrs: tuple[Cidr, ...]
    engine: Annotated[NoCluster | EksCluster, Field(discriminator="kind")]

    @property
    def eks(self) -> EksCluster | None:
        """The clusters' spec, if there are any."""
        return self.engine if isinstance(self.engine, EksCluster) else None

    def rules(self) -> Iterator[Problem]:
        """The API is never open to everybody."""
        widest = limit("cluster", "policy", "any", "api_widest_prefix")
        for index, text in enumerate(self.api_access_cidrs):
            where = f"api_access_cidrs[{index}]"
            yield from cidr.sound(where, text)
            network = cidr.parsed(text)
            if network is not None and network.prefixlen < widest.value:
                allowed = f"a prefix of at least {widest.value}: your own runners and offices, not the internet"
                yield Problem(where, text, allowed)
        yield from unique("api_access_cidrs", self.api_access_cidrs)
        if self.eks is None and self.api_access_cidrs:
            yield Problem("api_access_cidrs", list(self.api_access_cidrs), "an empty list without a cluster")

    def in_network(self, networks: dict[str, str]) -> Iterator[Problem]:
        """Clusters in a region without network, or whose services would hide it; `networks` is CIDR by region."""
        if self.eks is None:
            return
        for index, region in enumerate(self.eks.regions):
            yield from known(f"engine.regions[{index}]", region, networks, "region with a network")
        for region, text in networks.items():
            if cidr.overlap(self.eks.service_cidr, text):
                allowed = f"a range apart from {text}, the network of {region}"
                yield Problem("engine.service_cidr", self.eks.service_cidr, allowed)

    def with_messaging(self, messaging: MessagingSpec) -> Iterator[Problem]:
        """Workloads that scale on a topic that is not there, may not be read, or has too few partitions; and rights on
        topics without a way to the broker, or a way without a right.
        """
        if self.eks is None:
            return
        kafka = messaging.kafka
        granted = {grant.workload for grant in kafka.grants} if kafka else set()
        absent = sorted(granted - {workload.name for workload in self.eks.workloads})
        if absent:
            there = [workload.name for workload in self.eks.workloads]
            yield Problem("engine.workloads", there, f"{', '.join(absent)} too, as messaging.broker.grants names it")
        for index, workload in enumerate(self.eks.workloads):
            at = f"engine.workloads[{index}]"
            if kafka is None and "kafka" in workload.talks_to:
                yield Problem(f"{at}.talks_to", list(workload.talks_to), "no kafka without a broker")
            elif "kafka" in workload.talks_to and workload.name not in granted:
                allowed = f"no kafka without a row for {workload.name} in messaging.broker.grants"
                yield Problem(f"{at}.talks_to", list(workload.talks_to), allowed)
            elif "kafka" not in workload.talks_to and workload.name in granted:
                allowed = f"kafka too, as messaging.broker.grants names {workload.name}"
                yield Problem(f"{at}.talks_to", list(workload.talks_to), allowed)
            if not isinstance(workload.scale, LagScale):
                continue
            partitions = kafka.partitions(workload.scale.topic) if kafka else None
            if kafka is None or partitions is None:
                topics = [topic.name for topic in kafka.topics] if kafka else []
                yield Problem(f"{at}.scale.topic", workload.scale.topic, f"a topic: {listed(topics)}")
                continue
            readers = len(self.eks.regions) * workload.replicas.most
            if readers > partitions:
                allowed = f"at most {partitions // len(self.eks.regions)}: {partitions} partitions feed all regions"
                yield Problem(f"{at}.replicas.most", workload.replicas.most, allowed)
            reads = {(grant.workload, grant.topic, grant.group) for grant in kafka.grants if grant.right == "consume"}
            if (workload.name, workload.scale.topic, workload.scale.group) not in reads:
                allowed = f"a group in which {workload.name} may consume {workload.scale.topic}"
                yield Problem(f"{at}.scale.group", workload.scale.group, allowed)
