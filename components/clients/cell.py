"""The isolated cell of a major client: its share of a cluster, its data, and the role between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pulumi
import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.clients.data import CellData, cell_data
from components.clients.database import CellDatabase, SharedDatabase, WayIn
from components.clients.handed import CELL, handed
from components.clients.objectives import objective
from components.clients.rights import pod_statements
from components.clients.schema_sql import schema_sql
from components.clients.spec import Client
from components.cluster.cells_spec import CellsSpec
from components.cluster.cluster import Cluster
from components.cluster.identity import PodIdentity, pod_identity
from components.cluster.labels import labels, metadata
from components.cluster.namespace_rules import NamespacePlan, namespace_objects
from components.cluster.namespaces import NamespaceObjects, made_namespace
from components.cluster.nodes_spec import NamespaceSpec
from components.cluster.pool_manifests import node_pool
from components.cluster.pools import NodePools
from components.cluster.traffic import Ranges, egress
from components.database.aurora_spec import AuroraEngine
from components.database.cells_spec import CellDatabaseSpec
from components.held import KEPT, RELEASED, Held
from components.monitoring.targets_spec import ObjectiveSpec
from components.network.doors import Admitted
from components.security.aws_spec import KeysSpec

SERVICE_ACCOUNT: Final = "client"
"""Pods of a cell that take its role run as this one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What cells of a region stand on. `version` is the cluster's, as `1.36`."""

    cluster: Cluster
    pools: NodePools
    ranges: Ranges
    version: str


@dataclass(frozen=True, slots=True)
class DatabaseSite:
    """What the databases of cells are made with: the platform's engine and database, and where clusters may be.

    `shape`, zones, network and `admitted` are for clusters of clients' own, `shared` for users in the platform's.
    """

    engine: AuroraEngine
    shape: CellDatabaseSpec
    database_name: str
    zones: Sequence[str]
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    admitted: Admitted
    shared: SharedDatabase


@dataclass(frozen=True, slots=True)
class CellShare:
    """What a client has in a cluster, and what its pods may do. All of it goes when the client leaves."""

    namespace: NamespaceObjects
    pool: kubernetes.apiextensions.CustomResource
    identity: PodIdentity
    service_account: kubernetes.core.v1.ServiceAccount
    handed: kubernetes.core.v1.ConfigMap


@dataclass(frozen=True, slots=True)
class ClientCellResources:
    """Every resource that `ClientCell` makes; `share` is None for a client that leaves.

    `database` is a component of its own, and None for a client with a schema in the platform's.
    """

    data: CellData
    database: CellDatabase | None
    share: CellShare | None


class ClientCell(SayarComponent):
    """One client's cell. Nothing in it is made from anything of another client's, so cells come and go alone.

    A client that is leaving loses its share of the cluster and its role, and keeps its data, which nobody can delete
    by a deploy. Once that is `released` the client can be taken out of the list, and its data stays at AWS, in nobody's
    program: bucket, key and secret as they are, a database cluster without members.

    A namespace and machines of its own keep a client's pods apart from others' as long as they ask for its pool and
    tolerate its taint; whoever deploys says so in the pods (`POOL` in the map).
    """

    def __init__(
        self,
        name: str,
        client: Client,
        place: AwsPlace,
        *,
        shape: CellsSpec,
        ground: Ground,
        site: DatabaseSite,
        keys: KeysSpec,
        copied_by: Sequence[str],
        target: ObjectiveSpec,
        released: bool,
    ) -> None:
        """`place` is the client's region, `copied_by` accounts that copy backups, `target` the platform's objective.

        Raises ValueError where clients have no keys of their own or nobody logs in to the database by IAM, and for a
        client that is released without leaving.
        """
        if keys.per_client != "on":
            raise ValueError(f"{client.label} needs a key of its own, and per_client is {keys.per_client}")
        if site.engine.iam_auth != "on":
            raise ValueError(f"{client.label} would log in by IAM, which the engine does not take")
        if released and client.stage != "leaving":
            raise ValueError(f"{client.label} is released and {client.stage}: only a client that leaves is let go")
        super().__init__(name)
        self._client, self._place, self._label = client, place, f"{client.label}-{place.region}"
        self._marks = labels(client.label, client=client.name)
        held = RELEASED if released else KEPT
        data = cell_data(self, client, place, keys=keys, copied_by=copied_by, held=held)
        database = self._database(site, data.key.arn, held) if client.isolation == "dedicated" else None
        way_in = site.shared.way_in(client) if database is None else database.way_in
        share = self._share(shape, ground, data, way_in, site.database_name) if client.stage == "active" else None
        self.objective = objective(client, target)
        """The promise to the client, and the rows of its alerts."""
        self.bucket: pulumi.Output[str] = data.bucket.name
        self.bucket_arn: pulumi.Output[str] = data.bucket.arn
        self.key_arn: pulumi.Output[str] = data.key.arn
        self.database = database
        self.way_in = way_in
        self.schema_sql = schema_sql(client)
        """What the application's migrations run in `site.database_name` before the client's first request."""
        self.ready: tuple[pulumi.Resource, ...] = () if share is None else _ready(share)
        """What a pod of the cell waits for; nothing where the client leaves."""
        self.resources = ClientCellResources(data=data, database=database, share=share)
        self.finish(
            bucket=self.bucket,
            key_arn=self.key_arn,
            database=way_in.endpoint,
            slo={
                "availability_percent": self.objective.availability_percent,
                "budget_s": self.objective.budget_s,
                "window_days": self.objective.window_days,
            },
            **(_told(share, client, self.schema_sql) if share is not None else {}),
        )

    def _database(self, site: DatabaseSite, key_arn: pulumi.Input[str], held: Held) -> CellDatabase:
        return CellDatabase(
            self._label,
            self._client,
            self._place,
            engine=site.engine,
            shape=site.shape,
            zones=site.zones,
            vpc_id=site.vpc_id,
            subnet_ids=site.subnet_ids,
            key_arn=key_arn,
            admitted=site.admitted,
            database_name=site.database_name,
            held=held,
        )

    def _share(self, shape: CellsSpec, ground: Ground, data: CellData, way_in: WayIn, database_name: str) -> CellShare:
        client, place, cluster = self._client, self._place, ground.cluster
        plan = cell_namespace(client, shape, ground)
        space = made_namespace(self, place.region, plan, provider=cluster.provider, ready=cluster.ready, protect=False)
        inside = self.child(cluster.provider, depends_on=[space.namespace])
        identity = pod_identity(
            self,
            self._label,
            place,
            cluster=cluster.name,
            namespace=client.label,
            service_account=SERVICE_ACCOUNT,
            statements=pod_statements(
                client,
                place,
                bucket=data.bucket.arn,
                objects=pulumi.Output.concat(data.bucket.arn, "/*"),
                key=data.key.arn,
                secret=data.secret.arn,
                logins=way_in.logins,
            ),
            client=client.name,
        )
        return CellShare(
            namespace=space,
            pool=self._pool(shape, ground),
            identity=identity,
            service_account=kubernetes.core.v1.ServiceAccount(
                self._label,
                metadata=metadata(SERVICE_ACCOUNT, self._marks, namespace=client.label),
                # Pods get no token for the API of Kubernetes; the token for AWS is put in by EKS itself.
                automount_service_account_token=False,
                opts=inside,
            ),
            handed=kubernetes.core.v1.ConfigMap(
                self._label,
                metadata=metadata(CELL, self._marks, namespace=client.label),
                data=handed(
                    client,
                    bucket=data.bucket.name,
                    key_arn=data.key.arn,
                    secret_arn=data.secret.arn,
                    database_name=database_name,
                    way_in=way_in,
                ),
                opts=inside,
            ),
        )

    def _pool(self, shape: CellsSpec, ground: Ground) -> kubernetes.apiextensions.CustomResource:
        client, cluster = self._client, ground.cluster
        manifest = node_pool(
            client.label,
            shape.pool,
            mode=cluster.nodes.mode,
            node_class=ground.pools.node_class,
            # The taint of the pool names the client already, and a second one would be one more to tolerate.
            extra_taints={},
            extra_labels={"sayar/client": client.name},
        )
        return kubernetes.apiextensions.CustomResource(
            self._label,
            api_version=manifest.api_version,
            kind=manifest.kind,
            metadata=metadata(manifest.name, self._marks),
            spec=manifest.spec,
            # The class is there after the definitions of both kinds.
            opts=self.child(cluster.provider, depends_on=[ground.pools.resources.node_class]),
        )


def cell_namespace(client: Client, shape: CellsSpec, ground: Ground) -> NamespacePlan:
    """A namespace as the platform's own, whose pods may reach besides names what their role is for."""
    row = NamespaceSpec(name=client.label, pod_security="restricted", quota=shape.quota)
    mode = ground.cluster.nodes.mode
    plan = namespace_objects(row, ground.ranges, version=ground.version, mode=mode, client=client.name)
    own = {"podSelector": {}, "policyTypes": ["Egress"], "egress": egress(("database", "aws"), ground.ranges)}
    return replace(plan, policies={**plan.policies, "own-data": own})


def _ready(share: CellShare) -> tuple[pulumi.Resource, ...]:
    policy = share.identity.policy
    rights = (share.identity.association, *(() if policy is None else (policy,)))
    return (*share.namespace.all(), share.pool, *rights, share.service_account, share.handed)


def _told(share: CellShare, client: Client, statements: str) -> dict[str, Any]:
    return {"namespace": client.label, "role_arn": share.identity.role.arn, "schema_sql": statements}
