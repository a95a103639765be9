"""What the workloads of a cluster are told and may do: variables, secrets, and rights of their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi

from components.cache.words import USES, Use
from components.cluster.external_secrets import SecretRef
from components.cluster.workload_spec import Surface, WorkloadSpec
from components.monitoring.telemetry import Telemetry, telemetry_secrets, telemetry_variables
from components.origins import HostNames
from components.policies import Statement
from infra.stores import DATABASE, AuroraParts, Stores

if TYPE_CHECKING:
    from components.cache.valkey import ValkeyGroups
    from components.security.secrets import PlatformSecrets
    from components.storage.bucket import PrivateBucket
    from infra.beside import DatabaseBeside
    from infra.ground import Ground

FIRST: Final = "DATABASE_URL"
OTHER: Final = "DATABASE_OTHER_URL"
"""The database that is written to, and while a move leads from one to another, the other one."""

BY_IAM: Final = "iam"
"""How clients of a store log in: with the role of their pod, and without a password."""

FILES: Final[Mapping[Surface, tuple[str, ...]]] = {
    # Merchants upload pictures, and feeds are written and read again.
    "api": ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
    "feed": ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
}
"""What may be done with the platform's files, by the surface of who does it."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the workloads of a region work with.

    `files` is the region's own bucket, `hosts` are the surfaces, `kafka_region` is AWS' name of the broker's region.
    """

    ground: Ground
    stores: Stores
    kafka_region: str
    files: PrivateBucket
    files_key: pulumi.Input[str]
    hosts: HostNames
    telemetry: Telemetry
    database: DatabaseBeside | None = None


def sealed(
    workloads: tuple[WorkloadSpec, ...],
    secrets: PlatformSecrets,
    telemetry: Telemetry,
    database: DatabaseBeside | None = None,
) -> dict[str, dict[str, pulumi.Input[str]]]:
    """The secrets of each workload by variable: those of its surface only, and what telemetry asks for.

    Sessions are signed by the api, and Meta's handshake is answered by the webhook intake. A `database` elsewhere has a
    password, which its URL holds.
    """
    told: dict[str, dict[str, pulumi.Input[str]]] = {row.name: dict(telemetry_secrets(telemetry)) for row in workloads}
    for row in workloads:
        if row.surface == "api":
            told[row.name]["JWT_SECRET"] = secrets.jwt_secret
        if row.surface == "webhook":
            told[row.name]["WHATSAPP_VERIFY_TOKEN"] = secrets.webhook_verify_token
        if database is not None and "database" in row.talks_to:
            told[row.name][FIRST if database.first else OTHER] = database.url
    return told


def references(variables: Mapping[str, object], secret: pulumi.Input[str] | None) -> dict[str, SecretRef]:
    """Where the cluster finds the secrets of a workload; none where there is no secret."""
    return {} if secret is None else {name: SecretRef(secret, name) for name in variables}


def plain(workload: WorkloadSpec, given: Neighbours) -> dict[str, pulumi.Input[str]]:
    """The variables of a workload that are no secret. Stores are named without a password: there is none."""
    region, stores = given.ground.place.region, given.stores
    told: dict[str, pulumi.Input[str]] = {
        "SERVICE_ROLE": workload.name,
        "SERVICE_REGION": region,
        "AWS_REGION": given.ground.place.aws,
        "API_URL": f"https://{given.hosts.api}",
        "FEED_URL": f"https://{given.hosts.feed}",
        "WEB_URL": f"https://{given.hosts.web}",
        **telemetry_variables(given.telemetry, service=workload.name, region=region),
    }
    if stores.aurora is not None and "database" in workload.talks_to:
        elsewhere = given.database is not None and given.database.first
        told |= _database(workload.name, region, stores.aurora, OTHER if elsewhere else FIRST)
    if "cache" in workload.talks_to:
        told |= _cache(region, stores.valkey)
    if stores.kafka is not None and "kafka" in workload.talks_to:
        told |= {"KAFKA_BROKERS": stores.kafka.bootstrap, "KAFKA_AUTH": BY_IAM}
    if workload.surface in FILES:
        told["FILES_BUCKET"] = given.files.bucket
    return told


def rights(workload: WorkloadSpec, given: Neighbours) -> list[Statement]:
    """What the role of a workload may do in AWS: log in to the stores that it talks to, and use its files."""
    stores, region = given.stores, given.ground.place.region
    rows: list[Statement] = []
    if stores.aurora is not None and "database" in workload.talks_to:
        users = [proxy.connect_arn(workload.name) for proxy in stores.aurora.proxies.values()]
        rows.append(Statement("Database", ["rds-db:connect"], users))
    if "cache" in workload.talks_to:
        for use in _uses(stores.valkey):
            rows += _store_for(use, region, stores.valkey).connect_statements(use)
    if stores.kafka is not None and "kafka" in workload.talks_to:
        rows += stores.kafka.statements(workload.name)
    if workload.surface is not None and (actions := FILES.get(workload.surface)):
        inside = pulumi.Output.concat(given.files.arn, "/*")
        rows.append(Statement("Files", list(actions), [inside]))
        by_way_of = {"StringEquals": {"kms:ViaService": [f"s3.{given.ground.place.aws}.amazonaws.com"]}}
        actions = ("kms:Decrypt", "kms:GenerateDataKey")
        rows.append(Statement("FilesKey", list(actions), [given.files_key], conditions=by_way_of))
    return rows


def _database(user: str, region: str, aurora: AuroraParts, variable: str) -> dict[str, pulumi.Input[str]]:
    """Writes go to the primary region; reads stay in the own one where it follows, once everything is written here."""
    told: dict[str, pulumi.Input[str]] = {
        variable: _postgres(user, aurora.proxies[aurora.first].endpoint),
        variable.replace("URL", "AUTH"): BY_IAM,
    }
    near = aurora.proxies.get(region)
    if near is not None and variable == FIRST:
        told["DATABASE_READ_URLS"] = _postgres(user, near.read_only_endpoint)
    return told


def _postgres(user: str, host: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat("postgresql://", user, "@", host, f":5432/{DATABASE}?sslmode=verify-full")


def _cache(region: str, groups: Mapping[str, ValkeyGroups]) -> dict[str, pulumi.Input[str]]:
    told: dict[str, pulumi.Input[str]] = {}
    for use in _uses(groups):
        store = _store_for(use, region, groups)
        told[f"REDIS_{use.upper()}_URL"] = pulumi.Output.concat(
            "rediss://", store.user_of(use), "@", store.endpoints[use], f":{store.port}"
        )
    return {**told, "REDIS_AUTH": BY_IAM} if told else told


def _uses(groups: Mapping[str, ValkeyGroups]) -> list[Use]:
    return [use for use in USES if any(use in group.endpoints for group in groups.values())]


def _store_for(use: Use, region: str, groups: Mapping[str, ValkeyGroups]) -> ValkeyGroups:
    """The store of the own region, else the first that has the use."""
    there = [group for group in groups.values() if use in group.endpoints]
    return groups[region] if region in groups and groups[region] in there else there[0]
