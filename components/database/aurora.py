"""A Postgres cluster on Aurora in one region, alone or as part of a global database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.base import SayarComponent
from components.database.aurora_parameters import (
    SERVERLESS,
    Member,
    exported,
    family,
    insights_mode,
    members,
    parameters,
)
from components.database.aurora_rules import changed_by_others, check, kept_by_aws
from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
from components.database.capacity_spec import ProvisionedCapacity
from components.database.master_secret import MASTER, MasterSecret, master_secret
from components.held import KEPT, Held
from components.network import regions
from components.network.doors import Admitted, Doors, doors

PORT: Final = 5432


@dataclass(frozen=True, slots=True)
class AuroraClusterResources:
    """Every resource that `AuroraCluster` makes, members in the order in which they are changed.

    `master` is None where AWS keeps the password itself, and in regions that follow.
    """

    subnets: aws.rds.SubnetGroup
    doors: Doors
    parameters: aws.rds.ClusterParameterGroup
    cluster: aws.rds.Cluster
    members: tuple[aws.rds.ClusterInstance, ...]
    master: MasterSecret | None


@dataclass(frozen=True, slots=True)
class _Given:
    """What the parts of a cluster are made with."""

    spec: AuroraEngine
    place: AwsPlace
    region: PrimarySpec | SecondarySpec
    key_arn: pulumi.Input[str] | None
    client: str
    name: str
    called: str

    @property
    def primary(self) -> bool:
        return isinstance(self.region, PrimarySpec)


@dataclass(frozen=True, slots=True)
class _Part:
    """What only a cluster that writes is told, and what only one that follows is: name and password come to the latter
    with the data, and it is refused with any of its own.
    """

    database_name: str | None = None
    user: str | None = None
    password: pulumi.Output[str] | None = None
    managed: bool | None = None
    managed_key: pulumi.Input[str] | None = None
    source_region: str | None = None
    forwards: bool | None = None


class AuroraCluster(SayarComponent):
    """The cluster of one region, with a member for each reader and, where it writes, one more.

    Members are chained: each waits for the one before, readers first, the one called `writer` last. The engine changes
    resources without a path between them at the same time, and all members at once are an outage of minutes; one after
    the other they are one failover. That holds while the member called `writer` is the one that writes, and a deploy
    cannot see to it: Aurora lets the member that was made first write, which is a reader, and every failover moves the
    role. So by hand, after the first deploy and before any change of members:

        aws rds failover-db-cluster --db-cluster-identifier CLUSTER --target-db-instance-identifier WRITER

    Otherwise the change costs a second failover. Zones are Aurora's to choose from the subnets: it spreads members over
    them by itself, and its API takes names of zones, which mean another place in every account.

    The cluster is protected, as it is the data. Members are not: they hold nothing, and one more or less, or a new one
    for an old one, is an everyday change.

    A cluster that is deleted leaves the snapshot `<name>-final`. A region of an account has a name once, and nothing
    here takes the snapshot away: made and deleted again under the same name, the second deletion is refused by AWS
    (DBClusterSnapshotAlreadyExistsFault) and the cluster stays, until the first snapshot was copied under another name
    and deleted by hand. A name that changed at every run would be a change in every preview.

    Changes are applied at once. Deferred ones would be reported as done and happen in the maintenance window, all
    members in an order that nobody chose. Major versions are never upgraded in place: AWS refuses what is not allowed
    here, and such an upgrade is a move to a new cluster.
    """

    master_secret_arn: pulumi.Output[str] | None
    """The secret with the master's name and password; None in a region that follows."""

    def __init__(
        self,
        name: str,
        spec: AuroraEngine,
        place: AwsPlace,
        *,
        region: PrimarySpec | SecondarySpec,
        zones: Sequence[str],
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        key_arn: pulumi.Input[str] | None,
        admitted: Admitted,
        global_identifier: pulumi.Input[str] | None,
        database_name: str,
        master_password: pulumi.Input[str] | None = None,
        after: Sequence[pulumi.Resource] = (),
        client: str = SHARED,
        called: str | None = None,
        held: Held = KEPT,
    ) -> None:
        """`subnet_ids` are one for each of `zones`, without a way out. `key_arn` is None for the key of AWS.

        `master_password` is for the primary cluster of a global database and no other: AWS keeps no password for one.
        `after` are the primary cluster and its members, where this cluster follows. `called` begins AWS's identifiers,
        which have 63 characters, where `name` would be too long. What `held` lets go of stays with what it lies on;
        members go, as the data is not in them.

        Raises ValueError for a region that is not the place's, for fewer zones than a cluster takes, and for a key,
        an identifier or a password that the spec does not go with.
        """
        check(spec, place.region, region, zones=len(zones), subnets=len(subnet_ids))
        given = _Given(spec, place, region, key_arn, client, name, called or name)
        ours = given.primary and not kept_by_aws(spec)
        for said, wanted, what in (
            (key_arn is not None, spec.encryption == "own_key", "key"),
            (global_identifier is not None, spec.worldwide is not None, "global cluster"),
            (master_password is not None, ours, "master password"),
        ):
            if said != wanted:
                raise ValueError(f"{name} {'needs a' if wanted else 'takes no'} {what}")
        super().__init__(name)
        tags, stays = place.tagged(name, client=client), held.retain or None
        below = self.child(place.provider, retain_on_delete=stays)
        subnets = aws.rds.SubnetGroup(name, subnet_ids=subnet_ids, tags=tags, opts=below)
        gates = doors(self, name, place, vpc_id=vpc_id, ports={"postgres": PORT}, admitted=admitted, client=client)
        settings = aws.rds.ClusterParameterGroup(
            name,
            family=family(spec.version),
            parameters=[
                aws.rds.ClusterParameterGroupParameterArgs(name=row.name, value=row.value, apply_method=row.applied)
                for row in parameters(spec, region)
            ],
            tags=tags,
            opts=below,
        )
        password = None if master_password is None else pulumi.Output.secret(master_password)
        part = _part(given, password, database_name)
        cluster = aws.rds.Cluster(
            name,
            database_name=part.database_name,
            master_username=part.user,
            master_password=part.password,
            manage_master_user_password=part.managed,
            master_user_secret_kms_key_id=part.managed_key,
            source_region=part.source_region,
            enable_global_write_forwarding=part.forwards,
            cluster_identifier_prefix=f"{given.called}-",
            engine="aurora-postgresql",
            engine_version=spec.version,
            global_cluster_identifier=global_identifier,
            storage_type="aurora-iopt1" if spec.storage == "io_optimized" else None,
            storage_encrypted=True,
            kms_key_id=key_arn,
            port=PORT,
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=settings.name,
            vpc_security_group_ids=[gates.group.id],
            iam_database_authentication_enabled=spec.iam_auth == "on",
            serverlessv2_scaling_configuration=_scaling(region),
            backup_retention_period=spec.retention_days,
            copy_tags_to_snapshot=True,
            deletion_protection=spec.deletion_protection == "on",
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{name}-final",
            enabled_cloudwatch_logs_exports=list(exported(spec.logs, iam_auth=spec.iam_auth == "on")),
            database_insights_mode=insights_mode(spec.logs),
            performance_insights_enabled=True,
            performance_insights_kms_key_id=key_arn,
            performance_insights_retention_period=spec.logs.insights_days,
            apply_immediately=True,
            tags=place.tagged(name, "personal", client=client),
            opts=self.child(
                place.provider,
                protect=held.protect,
                retain_on_delete=stays,
                ignore_changes=changed_by_others(spec),
                depends_on=after,
            ),
        )
        self.primary: bool = given.primary
        """True where the cluster writes, as long as no other region was promoted."""
        self.members: tuple[aws.rds.ClusterInstance, ...] = self._members(given, cluster, subnets)
        master = None
        if password is not None:
            master = master_secret(self, name, place, password=password, key_arn=key_arn, client=client, held=held)
        self.resources = AuroraClusterResources(subnets, gates, settings, cluster, self.members, master)
        self.arn: pulumi.Output[str] = cluster.arn
        self.identifier: pulumi.Output[str] = cluster.cluster_identifier
        self.resource_id: pulumi.Output[str] = cluster.cluster_resource_id
        """What policies for logging in call the cluster (`cluster-ABC`)."""
        self.endpoint: pulumi.Output[str] = cluster.endpoint
        self.reader_endpoint: pulumi.Output[str] = cluster.reader_endpoint
        self.port: int = PORT
        self.group_id: pulumi.Output[str] = gates.group.id
        self.master_secret_arn = master.secret.arn if master else _secret(cluster) if given.primary else None
        self._place = place
        self.finish(identifier=self.identifier, endpoint=self.endpoint, reader_endpoint=self.reader_endpoint)

    def connect_arn(self, user: str) -> pulumi.Output[str]:
        """What `rds-db:connect` must be allowed on, to log in to the cluster itself as a database user."""
        return pulumi.Output.concat(self._place.arn("rds-db", "dbuser:"), self.resource_id, "/", user)

    def _members(
        self, given: _Given, cluster: aws.rds.Cluster, subnets: aws.rds.SubnetGroup
    ) -> tuple[aws.rds.ClusterInstance, ...]:
        made: list[aws.rds.ClusterInstance] = []
        for member in members(given.region):
            made.append(self._member(given, member, cluster, subnets, made[-1:]))
        return tuple(made)

    def _member(
        self,
        given: _Given,
        member: Member,
        cluster: aws.rds.Cluster,
        subnets: aws.rds.SubnetGroup,
        before: Sequence[pulumi.Resource],
    ) -> aws.rds.ClusterInstance:
        label, capacity = f"{given.name}-{member.name}", given.region.capacity
        return aws.rds.ClusterInstance(
            label,
            identifier_prefix=f"{given.called}-{member.name}-",
            cluster_identifier=cluster.id,
            engine=aws.rds.EngineType.AURORA_POSTGRESQL,
            instance_class=capacity.instance_class if isinstance(capacity, ProvisionedCapacity) else SERVERLESS,
            promotion_tier=member.tier,
            db_subnet_group_name=subnets.name,
            publicly_accessible=False,
            auto_minor_version_upgrade=given.spec.minor_upgrades == "automatic",
            copy_tags_to_snapshot=True,
            apply_immediately=True,
            tags=given.place.tagged(label, "personal", client=given.client),
            opts=self.child(given.place.provider, depends_on=before),
        )


def _part(given: _Given, password: pulumi.Output[str] | None, database_name: str) -> _Part:
    if not given.primary:
        worldwide = given.spec.worldwide
        return _Part(
            source_region=regions.called("aws", given.spec.primary.region),
            forwards=worldwide is not None and worldwide.writes_from_secondary == "forwarded",
        )
    if password is not None:
        return _Part(database_name=database_name, user=MASTER, password=password)
    return _Part(database_name=database_name, user=MASTER, managed=True, managed_key=given.key_arn)


def _scaling(region: PrimarySpec | SecondarySpec) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    capacity = region.capacity
    if capacity is None or isinstance(capacity, ProvisionedCapacity):
        return None
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=capacity.min_acu, max_capacity=capacity.max_acu
    )


def _secret(cluster: aws.rds.Cluster) -> pulumi.Output[str]:
    return cluster.master_user_secrets.apply(lambda rows: str(rows[0].secret_arn))
