"""The database of a client: a cluster and a proxy of its own, or a user in those of the platform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.aws import AwsPlace
from components.base import SayarComponent
from components.clients.schema_sql import database_user
from components.clients.spec import Client
from components.database.aurora import PORT, AuroraCluster
from components.database.aurora_spec import AuroraEngine, PrimarySpec
from components.database.cells_spec import CellDatabaseSpec
from components.database.proxy import DatabaseProxy
from components.held import KEPT, Held
from components.limits import limit
from components.network.doors import Admitted


@dataclass(frozen=True, slots=True)
class WayIn:
    """Where a client's user connects, and the ARNs on which it must be allowed to."""

    endpoint: pulumi.Output[str]
    read_only_endpoint: pulumi.Output[str]
    logins: tuple[pulumi.Output[str], ...]
    port: int = PORT


@dataclass(frozen=True, slots=True)
class SharedDatabase:
    """The platform's database as the clients of a region reach it.

    `writes` is the proxy of the region that writes; `reads` the one that is near, which may be the same.
    """

    writes: DatabaseProxy
    reads: DatabaseProxy

    def way_in(self, client: Client) -> WayIn:
        """For the client's user. Only the proxies' own rights name all clients, by `EVERY_USER`."""
        user = database_user(client)
        doors = (self.writes,) if self.writes is self.reads else (self.writes, self.reads)
        return WayIn(
            endpoint=self.writes.endpoint,
            read_only_endpoint=self.reads.read_only_endpoint,
            logins=tuple(door.connect_arn(user) for door in doors),
        )


@dataclass(frozen=True, slots=True)
class CellDatabaseResources:
    """What `CellDatabase` is made of; `proxy` is None where the platform has none, and for a client that leaves."""

    cluster: AuroraCluster
    proxy: DatabaseProxy | None


class CellDatabase(SayarComponent):
    """A cluster that writes in the client's region, alone, and a proxy in front of it.

    Version, logs, backups and rules are those of the platform's cluster; the key is the client's. It is never part of
    a global database, so AWS keeps its master's password. A client that leaves keeps the cluster and loses the proxy.
    """

    def __init__(
        self,
        name: str,
        client: Client,
        place: AwsPlace,
        *,
        engine: AuroraEngine,
        shape: CellDatabaseSpec,
        zones: Sequence[str],
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        key_arn: pulumi.Input[str],
        admitted: Admitted,
        database_name: str,
        held: Held = KEPT,
    ) -> None:
        """`name` holds client and region, and is that of cluster and proxy. `engine` is the platform's.

        Raises ValueError for a client without a cluster of its own, and for an engine that nobody logs in to by IAM.
        """
        if client.isolation != "dedicated":
            raise ValueError(f"{client.label} has a schema, not a cluster of its own")
        if engine.iam_auth != "on":
            raise ValueError(f"{client.label} would log in by IAM, which the engine does not take")
        super().__init__(name)
        own = cell_engine(engine, shape, place.region)
        self.cluster = AuroraCluster(
            name,
            own,
            place,
            region=own.primary,
            zones=zones,
            vpc_id=vpc_id,
            subnet_ids=subnet_ids,
            key_arn=key_arn,
            admitted=admitted,
            global_identifier=None,
            database_name=database_name,
            client=client.name,
            called=beginning(client.label),
            held=held,
        )
        user = database_user(client)
        proxy = None
        if own.primary.proxy is not None and client.stage == "active":
            proxy = DatabaseProxy(
                name,
                own.primary.proxy,
                place,
                cluster=self.cluster,
                engine=own,
                vpc_id=vpc_id,
                subnet_ids=subnet_ids,
                admitted=admitted,
                users=[user],
                client=client.name,
            )
        front: AuroraCluster | DatabaseProxy = self.cluster if proxy is None else proxy
        self.way_in = WayIn(
            endpoint=front.endpoint,
            read_only_endpoint=self.cluster.reader_endpoint if proxy is None else proxy.read_only_endpoint,
            logins=(front.connect_arn(user),),
        )
        self.resources = CellDatabaseResources(cluster=self.cluster, proxy=proxy)
        self.finish(endpoint=self.way_in.endpoint, read_only_endpoint=self.way_in.read_only_endpoint)


def cell_engine(platform: AuroraEngine, shape: CellDatabaseSpec, region: str) -> AuroraEngine:
    """The platform's engine as one client has it: of its shape, in its region, alone, under its key."""
    primary = PrimarySpec(region=region, capacity=shape.capacity, readers=shape.readers, proxy=platform.primary.proxy)
    return platform.model_copy(update={"primary": primary, "worldwide": None, "encryption": "own_key"})


def beginning(label: str) -> str:
    """What identifiers of a client's cluster begin with; the provider's end keeps them apart.

    Cut to what the longest of them has room for, without the two hyphens in a row that RDS refuses.
    """
    most = int(limit("clients", "aurora", "any", "identifier_beginning").value)
    return re.sub("-+", "-", label)[:most].rstrip("-")
