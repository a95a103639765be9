"""A cluster of EKS in one region, and the provider through which objects are made in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster import access, roles
from components.cluster.groups import ClusterGroups
from components.cluster.kubeconfig import kubeconfig
from components.cluster.nodes import SystemNodes, system_nodes
from components.cluster.nodes_spec import AutoNodes
from components.cluster.spec import EksCluster


@dataclass(frozen=True, slots=True)
class ClusterResources:
    """Every resource that `Cluster` makes; entries by the role's name.

    `system` is there where nodes are our own.
    """

    logs: aws.cloudwatch.LogGroup
    role: roles.RoleResources
    node_role: roles.RoleResources
    cluster: aws.eks.Cluster
    entries: dict[str, access.Entry]
    nodes: access.Entry
    system: SystemNodes | None
    provider: kubernetes.Provider


@dataclass(frozen=True, slots=True)
class _Given:
    """What the parts of a cluster are made with."""

    spec: EksCluster
    place: AwsPlace
    identifier: str

    @property
    def auto(self) -> bool:
        return isinstance(self.spec.nodes, AutoNodes)


class Cluster(SayarComponent):
    """A cluster whose API server is reached from inside always, and from outside by nobody or by named ranges.

    It has its name from us: the group of its logs carries that name and must be there before it, or EKS makes one
    that keeps everything for ever, unencrypted. A name of our own turns a replacement into delete-first; `protect`
    and EKS's deletion protection stand before that, and what forces one (name, role, service range) is immutable in
    the spec too.

    With Auto Mode no pool of EKS's own is asked for: its nodes would start in the subnets of the API server, which
    have no way out. So nothing runs here before `NodePools` are made.
    """

    def __init__(
        self,
        name: str,
        spec: EksCluster,
        place: AwsPlace,
        *,
        api_access_cidrs: Sequence[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        control_plane_subnet_ids: Sequence[pulumi.Input[str]],
        groups: ClusterGroups,
        secrets_key_arn: pulumi.Input[str],
        log_key_arn: pulumi.Input[str],
        identifier: str,
    ) -> None:
        """Nodes start in `subnet_ids`, network cards of the API server are in `control_plane_subnet_ids`.

        `identifier` is the cluster's name and what the provider knows it by: a constant from the first deployment on.
        It changes exactly when the cluster does; an address that is unknown in a preview replaces nothing in it.

        Raises ValueError where no role is admin of the whole cluster, and for Argo CD, which needs an instance of
        IAM Identity Center that no field of the spec names.
        """
        if spec.gitops != "off":
            raise ValueError(f"gitops {spec.gitops} needs an instance of IAM Identity Center, which nothing names")
        admin = access.role_arn(place, access.deployer(spec.access))
        super().__init__(name)
        given = _Given(spec, place, identifier)
        logs = self._logs(given, log_key_arn)
        own, machines = self._roles(given)
        cluster = self._cluster(
            given,
            [logs, *own.rights],
            role_arn=own.role.arn,
            key_arn=secrets_key_arn,
            network=_network(control_plane_subnet_ids, groups.control_plane, api_access_cidrs),
        )
        entries = {row.role: access.person(self, place, cluster.name, row) for row in spec.access}
        joining = access.nodes(self, place, cluster.name, machines.role, auto=given.auto)
        system = None
        if not isinstance(spec.nodes, AutoNodes):
            system = system_nodes(
                self,
                spec.nodes,
                place,
                cluster=cluster,
                version=spec.version,
                subnet_ids=subnet_ids,
                group_id=groups.nodes,
            )
        self.nodes = spec.nodes
        """How the cluster gets its machines; `mode` is `auto` where AWS runs them, else `standard`."""
        self.name: pulumi.Output[str] = cluster.name
        self.arn: pulumi.Output[str] = cluster.arn
        self.endpoint: pulumi.Output[str] = cluster.endpoint
        self.identifier = identifier
        self.zonal_shift = spec.zonal_shift == "on"
        self.nodes_group: pulumi.Output[str] = groups.nodes
        """Id of the security group of all nodes."""
        self.subnet_ids = tuple(subnet_ids)
        self.node_role_name: pulumi.Output[str] = machines.role.name
        self.node_role_arn: pulumi.Output[str] = machines.role.arn
        self.provider = self._way_in(given, cluster, admin)
        """Makes objects with the rights of the admin; each of them waits for `ready`."""
        self.ready: tuple[pulumi.Resource, ...] = (
            cluster,
            *_entries([*entries.values(), joining]),
            *(() if system is None else system.ready),
        )
        """What an object in the cluster waits for: an API server that knows who we are, and nodes of our own."""
        self.resources = ClusterResources(
            logs=logs,
            role=own,
            node_role=machines,
            cluster=cluster,
            entries=entries,
            nodes=joining,
            system=system,
            provider=self.provider,
        )
        self.finish(name=self.name, arn=self.arn)

    def _logs(self, given: _Given, key_arn: pulumi.Input[str]) -> aws.cloudwatch.LogGroup:
        place = given.place
        return aws.cloudwatch.LogGroup(
            f"cluster-logs-{place.region}",
            name=f"/aws/eks/{given.identifier}/cluster",
            retention_in_days=given.spec.log_retention_days,
            kms_key_id=key_arn,
            tags=place.tagged(f"cluster-logs-{place.region}", "telemetry"),
            # Who did what is evidence, and cannot be had again.
            opts=self.child(place.provider, protect=True),
        )

    def _roles(self, given: _Given) -> tuple[roles.RoleResources, roles.RoleResources]:
        place = given.place
        own = roles.role(
            self,
            f"cluster-{place.region}",
            place,
            trusted=roles.cluster_trust(place.account),
            policies=roles.AUTO_POLICIES if given.auto else [roles.CLUSTER_POLICY],
            statements=roles.tagging() if given.auto else [],
        )
        machines = roles.role(
            self,
            f"nodes-{place.region}",
            place,
            trusted=roles.node_trust(),
            policies=roles.AUTO_NODE_POLICIES if given.auto else roles.NODE_POLICIES,
        )
        return own, machines

    def _cluster(
        self,
        given: _Given,
        waits: Sequence[pulumi.Resource],
        *,
        role_arn: pulumi.Input[str],
        key_arn: pulumi.Input[str],
        network: aws.eks.ClusterVpcConfigArgs,
    ) -> aws.eks.Cluster:
        spec, place, auto = given.spec, given.place, given.auto
        return aws.eks.Cluster(
            f"cluster-{place.region}",
            name=given.identifier,
            version=spec.version,
            role_arn=role_arn,
            upgrade_policy=aws.eks.ClusterUpgradePolicyArgs(support_type=spec.support.upper()),
            access_config=aws.eks.ClusterAccessConfigArgs(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            vpc_config=network,
            encryption_config=aws.eks.ClusterEncryptionConfigArgs(
                provider=aws.eks.ClusterEncryptionConfigProviderArgs(key_arn=key_arn), resources=["secrets"]
            ),
            enabled_cluster_log_types=list(spec.logs),
            # The three switches of Auto Mode go together; EKS refuses one without the others.
            compute_config=aws.eks.ClusterComputeConfigArgs(enabled=auto),
            storage_config=aws.eks.ClusterStorageConfigArgs(
                block_storage=aws.eks.ClusterStorageConfigBlockStorageArgs(enabled=auto)
            ),
            kubernetes_network_config=aws.eks.ClusterKubernetesNetworkConfigArgs(
                ip_family="ipv4",
                service_ipv4_cidr=spec.service_cidr,
                elastic_load_balancing=aws.eks.ClusterKubernetesNetworkConfigElasticLoadBalancingArgs(enabled=auto),
            ),
            # Auto Mode runs them outside of the cluster; else they are add-ons, which are kept up to date.
            bootstrap_self_managed_addons=False,
            zonal_shift_config=aws.eks.ClusterZonalShiftConfigArgs(enabled=spec.zonal_shift == "on"),
            deletion_protection=spec.deletion_protection == "on",
            tags=place.tagged(f"cluster-{place.region}"),
            opts=self.child(place.provider, protect=True, depends_on=waits),
        )

    def _way_in(self, given: _Given, cluster: aws.eks.Cluster, admin: str) -> kubernetes.Provider:
        known = pulumi.Output.all(cluster.endpoint, cluster.certificate_authority["data"])
        options = self.child(given.place.provider)
        # A provider is configured, not provided: the SDK refuses one that has a provider itself.
        options.provider = None
        return kubernetes.Provider(
            f"kubernetes-{given.place.region}",
            kubeconfig=known.apply(
                lambda values: kubeconfig(
                    cluster=given.identifier,
                    endpoint=str(values[0]),
                    authority=str(values[1]),
                    region=given.place.aws,
                    role_arn=admin,
                )
            ),
            cluster_identifier=given.identifier,
            enable_server_side_apply=True,
            # Names are ours, so a changed map that was replaced would be gone while it is made again.
            enable_config_map_mutable=True,
            # The API server is private: one refresh from outside the network would forget everything in the cluster.
            delete_unreachable=False,
            opts=options,
        )


def _network(
    subnet_ids: Sequence[pulumi.Input[str]], group_id: pulumi.Input[str], cidrs: Sequence[str]
) -> aws.eks.ClusterVpcConfigArgs:
    """The endpoint: always inside, outside only for the ranges that are named."""
    return aws.eks.ClusterVpcConfigArgs(
        subnet_ids=list(subnet_ids),
        security_group_ids=[group_id],
        endpoint_private_access=True,
        endpoint_public_access=bool(cidrs),
        public_access_cidrs=list(cidrs) or None,
    )


def _entries(rows: Sequence[access.Entry]) -> tuple[pulumi.Resource, ...]:
    return tuple(part for row in rows for part in (row.entry, row.policy) if part is not None)
