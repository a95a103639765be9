"""Cells of major clients, each in the cluster of its region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi

from components.clients.spec import by_region
from components.database.aurora_spec import AuroraEngine
from components.security.aws_spec import AwsSecurity
from infra.config.stack import StackConfig
from infra.ground import Ground
from infra.places import Places
from infra.stores import DATABASE, Stores

if TYPE_CHECKING:
    from components.clients.cell import DatabaseSite
    from infra.clusters import RunningCluster

CELL = "sayar:clients:ClientCell"


def cells(
    config: StackConfig,
    places: Places,
    grounds: Mapping[str, Ground],
    stores: Stores,
    clusters: Mapping[str, RunningCluster],
) -> None:
    """Register a cell for each of `sayar:clients`. What clients must know of theirs is in the stack's outputs."""
    spec, clients = config.platform, config.environment.clients
    eks, engine, security = spec.cluster.eks, spec.database.engine, spec.security.cloud
    if not clients or eks is None or not isinstance(engine, AuroraEngine) or not isinstance(security, AwsSecurity):
        return
    from components.clients.cell import ClientCell
    from components.clients.cell import Ground as CellGround

    told: dict[str, pulumi.Input[object]] = {}
    for region, rows in by_region(clients, spec.network.primary).items():
        home = clusters[region]
        ground = CellGround(home.cluster, home.pools, home.ranges, eks.version)
        site = _site(engine, grounds[region], stores, region)
        for client in rows:
            cell = ClientCell(
                client.label,
                client,
                grounds[region].place,
                shape=eks.cells,
                ground=ground,
                site=site,
                keys=security.keys,
                copied_by=places.copied_by,
                target=spec.monitoring.objective,
                released=_released(config, client.label),
            )
            told[client.name] = {"bucket": cell.bucket, "schema_sql": cell.schema_sql}
    pulumi.export("clients", told)


def _released(config: StackConfig, label: str) -> bool:
    """True where somebody approved that a client's data leaves the program: `sayar:clients:ClientCell::client-NAME`."""
    return any(row.resource == f"{CELL}::{label}" and row.action == "release" for row in config.environment.approvals)


def _site(engine: AuroraEngine, ground: Ground, stores: Stores, region: str) -> DatabaseSite:
    from components.clients.cell import DatabaseSite
    from components.clients.database import SharedDatabase

    aurora = stores.aurora
    if aurora is None:
        raise ValueError("cells of clients need the platform's own database")
    writes = aurora.proxies[aurora.first]
    return DatabaseSite(
        engine=engine,
        shape=engine.cells,
        database_name=DATABASE,
        zones=ground.network.zones,
        vpc_id=ground.network.vpc_id,
        subnet_ids=ground.network.subnets["intra"],
        admitted=ground.admitted(from_elsewhere=False),
        shared=SharedDatabase(writes, aurora.proxies.get(region, writes)),
    )
