"""Cells of clients recorded for tests, on a whole cluster and beside a shared database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.clients.cell import ClientCell, DatabaseSite, Ground
from components.clients.database import SharedDatabase
from components.clients.schema_sql import EVERY_USER
from components.clients.spec import Client
from components.cluster.cells_spec import CellsSpec
from components.cluster.cluster import Cluster
from components.cluster.groups import ClusterGroups
from components.cluster.pools import NodePools
from components.database.aurora_spec import AuroraEngine, ProxySpec
from components.database.cells_spec import CellDatabaseSpec
from components.database.proxy import DatabaseProxy
from components.monitoring.targets_spec import ObjectiveSpec
from components.network.doors import Admitted
from components.security.aws_spec import KeysSpec
from tests.components.cluster import cluster_made
from tests.components.cluster.workload_made import POOL, RANGES
from tests.components.database import aurora_made
from tests.components.database.specs import PROXY, SERVERLESS
from tests.support.mocks import Recording, Registered, record

COPIER = "444455556666"
BURNS = [
    {"factor": 14.4, "long_s": 3600, "short_s": 300, "severity": "critical"},
    {"factor": 1, "long_s": 259200, "short_s": 21600, "severity": "warning"},
]
QUOTA = {"cpu_m": 32000, "memory_mb": 131072, "pods": 100}
KEYS: dict[str, Any] = {"uses": ["database"], "per_client": "on", "rotation_days": 365, "deletion_days": 30}
OUTPUTS: dict[str, Any] = {
    **cluster_made.OUTPUTS,
    **aurora_made.OUTPUTS,
    # Of each key, role and secret, so that it shows whose is named.
    "aws:kms/key:Key": lambda inputs: {"arn": f"arn:aws:kms:::key/{inputs['tags']['Name']}"},
    "aws:secretsmanager/secret:Secret": lambda inputs: {"arn": f"arn:aws:secretsmanager:::{inputs['tags']['Name']}"},
    "aws:iam/role:Role": lambda inputs: {
        "name": inputs["tags"]["Name"],
        "arn": f"arn:aws:iam::123456789012:role/{inputs['tags']['Name']}",
    },
}


def client(name: str = "acme", **changes: Any) -> Client:
    return Client.model_validate_json(json.dumps({"name": name, "isolation": "schema", **changes}))


def shape() -> CellsSpec:
    pool = {**POOL, "name": "client", "taint": "on"}
    return CellsSpec.model_validate_json(json.dumps({"pool": pool, "quota": QUOTA}))


def target(**changes: Any) -> ObjectiveSpec:
    row = {"availability_percent": 99.99, "window_days": 30, "least_requests": 100, "burns": BURNS, **changes}
    return ObjectiveSpec.model_validate_json(json.dumps(row))


def cell_shape() -> CellDatabaseSpec:
    return CellDatabaseSpec.model_validate_json(json.dumps({"capacity": SERVERLESS, "readers": 1}))


def engine(**changes: Any) -> AuroraEngine:
    return aurora_made.engine(**{"primary__proxy": PROXY, **changes})


@dataclass(slots=True)
class Made:
    """One run: what was registered, and the cells."""

    recording: Recording
    cells: list[ClientCell]

    def of_cell(self, name: str) -> list[Registered]:
        """Everything of a client but its components, by its names."""
        ends = f"client-{name}-us-east"
        return [row for row in self.recording.custom() if ends in row.name]

    def one(self, type_: str, name: str = "acme") -> Registered:
        """What a cell itself has of a type; not what the parts of its database have."""
        (row,) = [
            row
            for row in self.of_cell(name)
            if row.type == type_ and row.urn.split("::")[2].startswith("sayar:clients")
        ]
        return row

    def told(self, name: str = "acme") -> dict[str, Any]:
        """Outputs of a cell."""
        row = self.recording.one("sayar:clients:ClientCell", f"client-{name}-us-east")
        return self.recording.outputs[row.urn]


def made(
    clients: Sequence[Client],
    *,
    released: bool = False,
    preview: bool = False,
    keys: dict[str, Any] = KEYS,
    **changes: Any,
) -> Made:
    """Cells of these clients in one region; `changes` are of the engine."""
    kept: list[ClientCell] = []

    def program() -> None:
        here = cluster_made.place()
        spec = cluster_made.engine()
        groups = ClusterGroups("groups-us-east", here, vpc_id="vpc-1", callers=Admitted(), cluster=None)
        cluster = Cluster(
            "cluster-us-east",
            spec,
            here,
            api_access_cidrs=(),
            subnet_ids=["subnet-private-0", "subnet-private-1"],
            control_plane_subnet_ids=["subnet-intra-0", "subnet-intra-1"],
            groups=groups,
            secrets_key_arn=cluster_made.KEY,
            log_key_arn=f"{cluster_made.KEY}-logs",
            identifier="sayar-us-east",
        )
        pools = NodePools("pools-us-east", spec.pools, cluster, here)
        rules = engine()
        admitted = Admitted(groups={"nodes": groups.nodes})
        proxy = DatabaseProxy(
            "proxy-us-east",
            ProxySpec.model_validate(PROXY),
            here,
            cluster=aurora_made.cluster(rules, here),
            engine=rules,
            vpc_id="vpc-1",
            subnet_ids=["subnet-a", "subnet-b", "subnet-c"],
            admitted=admitted,
            users=["app", EVERY_USER],
        )
        site = DatabaseSite(
            engine=engine(**changes),
            shape=cell_shape(),
            database_name="sayar",
            zones=("a", "b", "c"),
            vpc_id="vpc-1",
            subnet_ids=["subnet-a", "subnet-b", "subnet-c"],
            admitted=admitted,
            shared=SharedDatabase(writes=proxy, reads=proxy),
        )
        kept.extend(
            ClientCell(
                f"{row.label}-{here.region}",
                row,
                here,
                shape=shape(),
                ground=Ground(cluster, pools, RANGES, "1.36"),
                site=site,
                keys=KeysSpec.model_validate_json(json.dumps(keys)),
                copied_by=[COPIER],
                target=target(),
                released=released,
            )
            for row in clients
        )

    recording = record(program, preview=preview, outputs=OUTPUTS)
    return Made(recording, kept)
