"""The platform on AWS: ground, data, clusters, the way in, cells of clients, and what watches over all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pulumi

from components.cluster.spec import EksCluster
from components.edge.words import ORIGIN_HOSTS
from components.network.regions import called
from components.network.spec import AwsNetwork
from components.origins import HostNames, RegionalOrigin
from infra.clients import cells
from infra.clusters import RunningCluster, running, workloads
from infra.config.stack import StackConfig
from infra.given import telemetry
from infra.ground import Ground, cluster_identifier, grounds
from infra.guards import guards, vaults
from infra.parts import EVERY, Parts, aws_key
from infra.places import Places, places
from infra.stores import Stores, data_on_aws
from infra.way_in import certificates_of, edge_authority
from infra.workloads import Neighbours, sealed

if TYPE_CHECKING:
    from components.base import Providers
    from components.edge.log_places import S3Logs
    from components.edge.words import Dataset
    from components.edge.zone import Zone
    from components.ingress.authority import CertificateAuthority
    from components.ingress.ingress import Ingress
    from components.security.secrets import PlatformSecrets
    from components.security.shared_secrets import SharedSecrets
    from components.storage.bucket import PrivateBucket
    from infra.beside import DatabaseBeside


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cloud:
    """What the rest of the platform needs from AWS.

    `origins` are the load balancers; `authority` signed what the edge shows to them, None where no edge does.
    `edge_logs` are where the edge may write, once `edge_logs_ready` is there.
    """

    grounds: Mapping[str, Ground]
    stores: Stores
    origins: tuple[RegionalOrigin, ...]
    authority: CertificateAuthority | None
    edge_logs: Mapping[Dataset, S3Logs]
    edge_logs_ready: tuple[pulumi.Resource, ...]

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """What people ask a stack for: addresses that others allow, clusters, and where data is written."""
        aurora, kafka = self.stores.aurora, self.stores.kafka
        return {
            "addresses": {region: list(row.network.nat_addresses) for region, row in self.grounds.items()},
            "clusters": {region: cluster_identifier(region) for region in self.grounds},
            "database": aurora.proxies[aurora.first].endpoint if aurora and aurora.proxies else None,
            "kafka": kafka.bootstrap if kafka else None,
        }


@dataclass(frozen=True, slots=True)
class _Given:
    """What every region is made with beside its ground. `certificates` are ARNs by region."""

    config: StackConfig
    eks: EksCluster
    hosts: HostNames
    stores: Stores
    files: Mapping[str, PrivateBucket]
    secrets: SharedSecrets
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]]
    certificates: Mapping[str, pulumi.Output[str]]
    authority: CertificateAuthority | None
    database: DatabaseBeside | None


def cloud(
    config: StackConfig,
    providers: Providers,
    *,
    hosts: HostNames,
    secrets: PlatformSecrets,
    zone: Zone | None,
    database: DatabaseBeside | None = None,
    parts: Parts = EVERY,
) -> Cloud | None:
    """Register everything that a stack has on AWS; None where it has nothing there.

    `database` is one elsewhere that workloads work with while a move is under way: only they are told of it, so every
    other part is the same with and without.
    """
    spec, network = config.platform, config.platform.network.cloud
    if not isinstance(network, AwsNetwork):
        return None
    key = aws_key(config, zone=zone is not None)

    def part(name: str, make: Callable[[], T]) -> T:
        return parts.made(name, key, make)

    where = part("places", lambda: places(config))
    ground = part("ground", lambda: grounds(spec, where, network))
    stores = part("stores", lambda: data_on_aws(spec, ground, secrets.database_password))
    files = part("files", lambda: _files(ground))
    origins: tuple[RegionalOrigin, ...] = ()
    authority = None
    if (eks := spec.cluster.eks) is not None:
        authority = part("authority", lambda: edge_authority(config, providers))
        variables = sealed(eks.workloads, secrets, telemetry(config), database)
        given = _Given(
            config=config,
            eks=eks,
            hosts=hosts,
            stores=stores,
            files=files,
            secrets=_shared(config, where, ground, variables),
            variables=variables,
            certificates=part("certificates", lambda: certificates_of(eks.regions, ground, hosts, providers, zone)),
            authority=authority,
            database=database,
        )
        clusters = {}
        for region in eks.regions:
            clusters[region] = part(f"cluster-{region}", partial(running, spec, eks, ground, region))
            ingress = None
            if region in given.certificates:
                ingress = part(f"ingress-{region}", partial(_ingress, given, ground[region]))
            origins = (*origins, *_served(given, ground, clusters[region], ingress, region))
        part("cells", lambda: cells(config, where, ground, stores, clusters))
    part("guards", lambda: guards(config, where, ground))
    if spec.backup.vaults.kind == "aws":
        backed_up = [files[spec.backup.vaults.region].arn]
        part("vaults", lambda: vaults(config, where, ground, stores, backed_up))
    logs, ready = part("edge-logs", lambda: _edge_logs(config, where))
    return Cloud(ground, stores, origins, authority, logs, ready)


def _served(
    given: _Given, ground: Mapping[str, Ground], home: RunningCluster, ingress: Ingress | None, region: str
) -> tuple[RegionalOrigin, ...]:
    """What runs in the cluster of a region, behind the way in to it."""
    spec, here = given.config.platform, ground[region]
    broker = spec.messaging.kafka
    neighbours = Neighbours(
        ground=here,
        stores=given.stores,
        kafka_region=called("aws", broker.region) if broker is not None else here.place.aws,
        files=given.files[region],
        files_key=here.keys.of("files"),
        hosts=given.hosts,
        telemetry=telemetry(given.config),
        database=given.database,
    )
    workloads(
        given.eks,
        region,
        home,
        neighbours,
        secrets=given.secrets.names,
        variables=given.variables,
        ingress=ingress,
    )
    return ingress.origins(first=region == spec.network.primary) if ingress is not None else ()


def _ingress(given: _Given, here: Ground) -> Ingress:
    from components.ingress.access_logs import balancer_log_writers
    from components.ingress.ingress import Answered, Ingress, Trust
    from components.storage.bucket import PrivateBucket

    place, region = here.place, here.place.region
    answering = {row.surface: row for row in given.eks.workloads if row.surface is not None}
    logs = PrivateBucket(
        f"balancer-logs-{region}",
        place,
        data="telemetry",
        key_arn=None,
        expire_days=_logs_days(given.config),
        statements=lambda arn: balancer_log_writers(arn, place),
    )
    trust = None
    if given.authority is not None:
        bucket = PrivateBucket(f"trust-{region}", place, data="telemetry", key_arn=None, expire_days=None)
        trust = Trust(given.authority.ca_pem, bucket)
    hostnames = given.config.platform.edge.large.custom_hostnames
    return Ingress(
        f"ingress-{region}",
        place,
        vpc_id=here.network.vpc_id,
        public_subnet_ids=here.network.subnets["public"],
        certificate_arn=given.certificates[region],
        trust=trust,
        logs_bucket=logs,
        nodes_group_id=here.groups.nodes,
        cluster=cluster_identifier(region),
        answered=Answered(
            hosts={host: given.hosts.of(host) for host in ORIGIN_HOSTS if host in answering},
            probes={host: row.probes for host, row in answering.items()},
            draining_s={host: row.grace_s for host, row in answering.items()},
            others=hostnames.fallback if hostnames is not None else None,
        ),
    )


def _files(ground: Mapping[str, Ground]) -> dict[str, PrivateBucket]:
    """The files of the platform, in each region: feeds and pictures."""
    from components.storage.bucket import PrivateBucket

    return {
        region: PrivateBucket(
            f"files-{region}", row.place, data="catalog", key_arn=row.keys.of("files"), expire_days=None
        )
        for region, row in ground.items()
    }


def _edge_logs(config: StackConfig, where: Places) -> tuple[dict[Dataset, S3Logs], tuple[pulumi.Resource, ...]]:
    """A bucket for the logs of the edge, where any go to AWS."""
    spec = config.platform
    wanted = [row.dataset for row in spec.edge.large.logpush if row.destination == "s3"]
    if not wanted:
        return {}, ()
    from components.edge.log_places import S3Logs, log_writers
    from components.storage.bucket import PrivateBucket

    place = where.primary
    bucket = PrivateBucket(
        f"edge-logs-{place.region}",
        place,
        data="telemetry",
        key_arn=None,
        expire_days=_logs_days(config),
        statements=log_writers,
    )
    return dict.fromkeys(wanted, S3Logs(bucket.bucket, place.aws)), bucket.ready


def _logs_days(config: StackConfig) -> int | None:
    """Logs of requests are kept as long as those of the account are."""
    security = config.platform.security.cloud
    return security.audit.retention_days if security.kind == "aws" else None


def _shared(
    config: StackConfig,
    where: Places,
    ground: Mapping[str, Ground],
    given: Mapping[str, Mapping[str, pulumi.Input[str]]],
) -> SharedSecrets:
    from components.security.shared_secrets import SharedSecrets

    first, *others = ground.values()
    security = config.platform.security.cloud
    if security.kind != "aws":
        raise ValueError("secrets on AWS are encrypted with keys of security.cloud")
    return SharedSecrets(
        "shared-secrets",
        where.primary,
        values=given,
        key_arn=first.keys.of("cluster"),
        copies={row.place.aws: row.keys.of("cluster") for row in others},
        # As long as a deleted key can be had back.
        recovery_days=security.keys.deletion_days,
    )
