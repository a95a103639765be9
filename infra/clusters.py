"""Clusters of a platform and what runs in them, one cell a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.cluster.spec import EksCluster
from components.cluster.traffic import Ranges
from components.limits import limit
from components.network.spec import AwsNetwork
from infra.config.platform import PlatformSpec
from infra.ground import Ground, cluster_identifier
from infra.workloads import Neighbours, plain, references, rights

if TYPE_CHECKING:
    import pulumi

    from components.cluster.charts import Charts
    from components.cluster.cluster import Cluster
    from components.cluster.external_secrets import Store
    from components.cluster.namespaces import Namespaces
    from components.cluster.pools import NodePools
    from components.ingress.ingress import Ingress

SECRETS_NAMESPACE = "external-secrets"
SCALING_NAMESPACE = "keda"
SECRETS = "secrets-*"
"""What the secrets of workloads are called; the vendor ends each name with letters of its own."""


@dataclass(frozen=True, slots=True)
class RunningCluster:
    """A cluster that workloads and cells of clients can be put into."""

    cluster: Cluster
    pools: NodePools
    namespaces: Namespaces
    charts: Charts
    store: Store
    ranges: Ranges
    ready: tuple[pulumi.Resource, ...]


def ranges(spec: PlatformSpec, eks: EksCluster, grounds: Mapping[str, Ground], region: str) -> Ranges:
    """Where the neighbours of a region's workloads are. Stores are in the intra subnets, of peers too; endpoints in the
    private ones. What a gateway endpoint reaches has public addresses.
    """
    cloud, ground = spec.network.cloud, grounds[region]
    joined = isinstance(cloud, AwsNetwork) and cloud.peering == "on"
    intra = tuple(text for name, row in grounds.items() if name == region or joined for text in row.ranges["intra"])
    public = limit("network", "s3", ground.place.aws, "ranges").value if _by_gateway(cloud) else None
    return Ranges(
        services=eks.service_cidr,
        balancers=ground.ranges["public"],
        control_plane=ground.ranges["intra"],
        database=intra,
        cache=intra,
        kafka=intra,
        aws=(*ground.ranges["private"], *(public or ())),
    )


def _by_gateway(cloud: object) -> bool:
    return isinstance(cloud, AwsNetwork) and "s3" in cloud.gateway_endpoints


def running(spec: PlatformSpec, eks: EksCluster, grounds: Mapping[str, Ground], region: str) -> RunningCluster:
    """Register the cluster of a region with its machines, namespaces and controllers."""
    from components.cluster.charts import Charts, Readable
    from components.cluster.cluster import Cluster
    from components.cluster.namespaces import Namespaces
    from components.cluster.pools import NodePools
    from components.cluster.secret_store import SecretStore

    ground = grounds[region]
    place, network = ground.place, ground.network
    cluster = Cluster(
        f"cluster-{region}",
        eks,
        place,
        api_access_cidrs=spec.cluster.api_access_cidrs,
        subnet_ids=network.subnets["private"],
        control_plane_subnet_ids=network.subnets["intra"],
        groups=ground.groups,
        secrets_key_arn=ground.keys.of("cluster"),
        log_key_arn=ground.keys.of("logs"),
        identifier=cluster_identifier(region),
    )
    pools = NodePools(f"pools-{region}", eks.pools, cluster, place)
    near = ranges(spec, eks, grounds, region)
    namespaces = Namespaces(
        f"namespaces-{region}",
        eks.namespaces,
        place,
        provider=cluster.provider,
        ready=cluster.ready,
        ranges=near,
        version=eks.version,
        mode=eks.nodes.mode,
        workloads=eks.workloads,
    )
    charts = Charts(
        f"charts-{region}",
        cluster,
        place,
        pools=pools,
        readable=Readable(secrets=[place.arn("secretsmanager", f"secret:{SECRETS}")], keys=[ground.keys.of("cluster")]),
        vpc_id=network.vpc_id,
        secrets_namespace=SECRETS_NAMESPACE,
        scaling_namespace=SCALING_NAMESPACE,
        namespaces=(*ground.ready, *namespaces.ready),
    )
    store = SecretStore(
        f"secret-store-{region}",
        place,
        provider=cluster.provider,
        ready=[charts.external_secrets],
        namespaces=[row.name for row in eks.namespaces],
    )
    ready: Sequence[pulumi.Resource | None] = (
        *namespaces.ready,
        *pools.ready,
        charts.external_secrets,
        charts.keda,
        charts.balancer,
        store.resources.store,
    )
    there = tuple(resource for resource in ready if resource is not None)
    return RunningCluster(cluster, pools, namespaces, charts, store.store, near, there)


def workloads(
    eks: EksCluster,
    region: str,
    home: RunningCluster,
    given: Neighbours,
    *,
    secrets: Mapping[str, pulumi.Output[str]],
    variables: Mapping[str, Mapping[str, object]],
    ingress: Ingress | None,
) -> None:
    """Register the workloads of a region. `secrets` are names in Secrets Manager, `variables` what is in them."""
    from components.cluster.scaling import LagSource
    from components.cluster.target_binding import Target
    from components.cluster.workload import Given, Home, Workload

    pools = {pool.name: pool for pool in eks.pools}
    kafka = given.stores.kafka
    lag = None if kafka is None else LagSource(kafka.name, given.kafka_region)
    for row in eks.workloads:
        target = None
        if ingress is not None and row.surface is not None:
            target = Target(ingress.target_groups[row.surface], None)
        Workload(
            f"{row.name}-{region}",
            row,
            given.ground.place,
            Home(
                provider=home.cluster.provider,
                ready=(*home.ready, *(ingress.ready if target is not None and ingress is not None else ())),
                cluster=home.cluster.name,
                namespace=row.namespace,
                pool=pools[row.pool],
                mode=eks.nodes.mode,
                ranges=home.ranges,
            ),
            Given(
                environment=plain(row, given),
                secrets=references(variables[row.name], secrets.get(row.name)),
                store=home.store,
                statements=rights(row, given),
                target=target,
                lag=lag if row.scale.by == "lag" else None,
            ),
        )
