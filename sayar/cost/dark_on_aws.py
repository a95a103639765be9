"""What stands in a region on AWS, costs, and has no price or no amount that anybody knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from components.limits import limit
from sayar.cost.aws import Dark
from sayar.cost.stores_on_aws import members

if TYPE_CHECKING:
    from components.network.spec import AwsNetwork
    from components.security.aws_spec import Guard
    from infra.config.platform import PlatformSpec

_GUARDS: Final[Mapping[Guard, str]] = {
    "rds_login_events": "GuardDuty, logins of databases",
    "s3_data_events": "GuardDuty, events of objects",
    "malware": "GuardDuty, search for malware",
}
"""Features of GuardDuty that no line of a bill counts."""


def dark_parts(spec: PlatformSpec, cloud: AwsNetwork, region: str) -> Iterator[Dark]:
    """All of a region but what the cells of clients have of their own."""
    yield from _stores(spec, region)
    yield from _ways(spec, cloud, region)
    yield from _guards(spec, region)
    if region == spec.network.primary:
        if spec.monitoring.metrics.store == "amp":
            yield Dark("Managed Prometheus", "amp.samples")
        if spec.monitoring.tracing.store == "xray":
            yield Dark("X-Ray", "xray.traces")


def _stores(spec: PlatformSpec, region: str) -> Iterator[Dark]:
    engine, store, kafka, vaults = spec.database.engine, spec.cache.store, spec.messaging.kafka, spec.backup.vaults
    advanced = limit("database", "aurora", "advanced", "insights_days").value
    if engine.kind == "aurora" and members(engine, region) and engine.logs.insights_days == advanced:
        yield Dark("Database Insights", "aurora.insights.advanced")
    groups = [row for row in store.groups if row.region == region] if store.kind == "elasticache" else []
    if any(row.durability == "on" for row in groups):
        yield Dark("Valkey, durable groups", "elasticache.durability")
    if any(row.snapshot_days for row in groups):
        yield Dark("Valkey, snapshots", "elasticache.snapshots")
    if kafka is not None and kafka.region == region and kafka.monitoring != "default":
        yield Dark(f"Kafka, metrics {kafka.monitoring}", "msk.monitoring")
    if vaults.kind == "aws" and region in (vaults.region, vaults.copy_to) and "s3" in vaults.stores:
        yield Dark("AWS Backup, copies of files", "backup.s3")
    if vaults.kind == "aws" and region == vaults.region:
        yield Dark("AWS Backup, tests of restoring", "backup.restore_test")


def _ways(spec: PlatformSpec, cloud: AwsNetwork, region: str) -> Iterator[Dark]:
    """What goes in and out, and who is asked for it."""
    eks = spec.cluster.eks
    if cloud.interface_endpoints:
        yield Dark("endpoints, data", "vpce.traffic")
    if eks is not None and region in eks.regions and spec.security.origin_auth.mode == "mtls":
        yield Dark("load balancers, trust store", "alb.trust_store")
    yield Dark("requests to files, keys and secrets", "requests.api")


def _guards(spec: PlatformSpec, region: str) -> Iterator[Dark]:
    security = spec.security.cloud
    if security.kind != "aws":
        return
    for feature in security.guard_duty.features:
        if feature in _GUARDS:
            yield Dark(_GUARDS[feature], f"guardduty.{feature}")
    # One trail, whatever regions it is told of.
    if security.audit.data_events == "on" and region == security.audit.region:
        yield Dark("CloudTrail, events of objects", "cloudtrail.data_events")
