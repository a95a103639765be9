"""Valkey on ElastiCache: a replication group for each use, and the one user that each lets in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cache.valkey_access import DATA, access_string, family, settings
from components.cache.valkey_spec import ElastiCache, ValkeyGroup
from components.cache.words import Use
from components.network.doors import Admitted, Doors, doors
from components.policies import Statement

PORT: Final = 6379
ENGINE: Final = "valkey"

Subnets = Mapping[Literal["private", "intra"], Sequence[pulumi.Input[str]]]


@dataclass(frozen=True, slots=True)
class ValkeyStore:
    """Everything of one store."""

    subnets: aws.elasticache.SubnetGroup
    settings: aws.elasticache.ParameterGroup
    doors: Doors
    user: aws.elasticache.User
    users: aws.elasticache.UserGroup
    group: aws.elasticache.ReplicationGroup


@dataclass(frozen=True, slots=True)
class ValkeyGroupsResources:
    """Every resource that `ValkeyGroups` makes, by use."""

    stores: Mapping[Use, ValkeyStore]


@dataclass(frozen=True, slots=True)
class _Given:
    """What every store of a region is made with."""

    prefix: str
    place: AwsPlace
    version: str
    vpc_id: pulumi.Input[str]
    subnets: Subnets
    key_arn: pulumi.Input[str]
    admitted: Admitted


class ValkeyGroups(SayarComponent):
    """The stores of one region, each with a door, a user and keys of its own.

    Clients come over TLS and log in by IAM: the user of a store has no password, and what it may do is what its use
    needs. The group of users has no `default` among them, which Redis demands and Valkey does not, so whoever gives no
    name gets in nowhere. A user without a password, as a disabled `default` would be, is refused in it.

    Changes are applied at once, as deferred ones would be reported as done and happen in the maintenance window. AWS
    changes replicas first and then each primary, by a failover of seconds where there is a replica. Versions are raised
    by the spec and never by themselves.

    Every group is protected: without a cache everybody asks the database at once. Where losing the group loses data a
    snapshot is taken before its end too, `<prefix>-<use>-final`. A region of an account has that name once: a second
    deletion under it is refused (SnapshotAlreadyExistsFault), and the group stays, until the first snapshot was copied
    under another name and deleted by hand.
    """

    endpoints: Mapping[Use, pulumi.Output[str]]
    """Host names: where clients find all shards in cluster mode, and the primary otherwise. The port is `port`."""

    def __init__(
        self,
        name: str,
        spec: ElastiCache,
        place: AwsPlace,
        *,
        vpc_id: pulumi.Input[str],
        subnets: Subnets,
        key_arn: pulumi.Input[str],
        admitted: Admitted,
    ) -> None:
        """`name` starts the identifiers of users, which a region of an account has once; AWS makes up none.

        Raises ValueError for a region that has no store.
        """
        rows = [group for group in spec.groups if group.region == place.region]
        if not rows:
            raise ValueError(f"no store is in {place.region}")
        super().__init__(name)
        given = _Given(name, place, spec.version, vpc_id, subnets, key_arn, admitted)
        stores: dict[Use, ValkeyStore] = {row.use: self._store(row, given) for row in rows}
        self.resources = ValkeyGroupsResources(stores=stores)
        self.port: int = PORT
        self.endpoints = {row.use: _endpoint(row, stores[row.use].group) for row in rows}
        self.finish(endpoints=dict(self.endpoints))

    def user_of(self, use: Use) -> pulumi.Output[str]:
        """The name that clients of a store log in with. Raises KeyError for a use without a store here."""
        return self.resources.stores[use].user.user_name

    def connect_statements(self, use: Use) -> list[Statement]:
        """What a role needs to log in to a store, and to no other. Raises KeyError for a use without a store here."""
        store = self.resources.stores[use]
        return [Statement(f"Connect{use.title()}", ["elasticache:Connect"], [store.group.arn, store.user.arn])]

    def _store(self, row: ValkeyGroup, given: _Given) -> ValkeyStore:
        label, place = f"{row.use}-{row.region}", given.place
        options = self.child(place.provider)
        subnets = aws.elasticache.SubnetGroup(
            label, subnet_ids=given.subnets[row.subnets], tags=place.tagged(label), opts=options
        )
        chosen = aws.elasticache.ParameterGroup(
            label,
            family=family(given.version),
            parameters=[
                aws.elasticache.ParameterGroupParameterArgs(name=each.name, value=each.value) for each in settings(row)
            ],
            tags=place.tagged(label),
            opts=options,
        )
        gates = doors(self, label, place, vpc_id=given.vpc_id, ports={ENGINE: PORT}, admitted=given.admitted)
        called = f"{given.prefix}-{row.use}".lower()
        user = aws.elasticache.User(
            label,
            # By IAM both must be the same, in small letters.
            user_id=called,
            user_name=called,
            engine=ENGINE,
            authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
            access_string=access_string(row.use),
            tags=place.tagged(label),
            opts=options,
        )
        users = aws.elasticache.UserGroup(
            label,
            user_group_id=called,
            engine=ENGINE,
            user_ids=[user.user_id],
            tags=place.tagged(label),
            opts=options,
        )
        group = self._group(label, row, given, subnets=subnets, chosen=chosen, gates=gates, users=users)
        return ValkeyStore(subnets, chosen, gates, user, users, group)

    def _group(
        self,
        label: str,
        row: ValkeyGroup,
        given: _Given,
        *,
        subnets: aws.elasticache.SubnetGroup,
        chosen: aws.elasticache.ParameterGroup,
        gates: Doors,
        users: aws.elasticache.UserGroup,
    ) -> aws.elasticache.ReplicationGroup:
        sharded, place = row.cluster_mode == "on", given.place
        return aws.elasticache.ReplicationGroup(
            label,
            description=f"The {row.use} store of {row.region}",
            engine=ENGINE,
            engine_version=given.version,
            node_type=row.node_type,
            port=PORT,
            parameter_group_name=chosen.name,
            cluster_mode="enabled" if sharded else "disabled",
            num_node_groups=row.shards if sharded else None,
            replicas_per_node_group=row.replicas if sharded else None,
            num_cache_clusters=None if sharded else 1 + row.replicas,
            # In cluster mode the service takes nothing else, whether there are replicas or not.
            automatic_failover_enabled=sharded or row.replicas > 0,
            multi_az_enabled=row.multi_zone == "on",
            subnet_group_name=subnets.name,
            security_group_ids=[gates.group.id],
            user_group_ids=[users.user_group_id],
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=given.key_arn,
            # Any other value is a new group, so a group that has none says nothing.
            durability="sync" if row.durability == "on" else None,
            snapshot_retention_limit=row.snapshot_days,
            final_snapshot_identifier=f"{given.prefix}-{row.use}-final".lower() if row.stateful else None,
            auto_minor_version_upgrade=False,
            apply_immediately=True,
            tags=place.tagged(label, DATA[row.use]),
            opts=self.child(place.provider, protect=True),
        )


def _endpoint(row: ValkeyGroup, group: aws.elasticache.ReplicationGroup) -> pulumi.Output[str]:
    return group.configuration_endpoint_address if row.cluster_mode == "on" else group.primary_endpoint_address
