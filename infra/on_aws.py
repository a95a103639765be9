"""What must be there together on AWS: everything in a network of ours, encrypted with keys of ours, and reachable."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.aurora_spec import AuroraEngine
from components.network.checks import listed
from components.security.aws_spec import AwsSecurity, KeyUse
from components.spec import Problem
from infra.config.platform import PlatformSpec


def apart(platform: PlatformSpec) -> Iterator[Problem]:
    """Parts of a platform on AWS that miss one another."""
    yield from _networks(platform)
    yield from _keys(platform)
    yield from _database(platform)
    yield from _edge(platform)


def _networks(platform: PlatformSpec) -> Iterator[Problem]:
    """What is on AWS needs a network there. Brokers and clusters say so by their regions."""
    if platform.network.cloud.kind == "aws":
        return
    allowed = "another kind while network.cloud.kind is none"
    rows = (
        ("database.engine.kind", platform.database.engine.kind, "aurora"),
        ("cache.store.kind", platform.cache.store.kind, "elasticache"),
        ("security.cloud.kind", platform.security.cloud.kind, "aws"),
        ("backup.vaults.kind", platform.backup.vaults.kind, "aws"),
    )
    for path, kind, there in rows:
        if kind == there:
            yield Problem(path, kind, allowed)


def _keys(platform: PlatformSpec) -> Iterator[Problem]:
    """A key for every use that is there."""
    security = platform.security.cloud
    if platform.network.cloud.kind != "aws":
        return
    if not isinstance(security, AwsSecurity):
        yield Problem("security.cloud.kind", security.kind, "aws while network.cloud.kind is aws: keys come with it")
        return
    wanted: dict[KeyUse, bool] = {
        "logs": True,
        "files": True,
        "database": platform.database.engine.kind == "aurora",
        "cache": platform.cache.store.kind == "elasticache",
        "messaging": platform.messaging.kafka is not None,
        "cluster": platform.cluster.eks is not None,
        "backup": platform.backup.vaults.kind == "aws",
    }
    missing = [use for use, needed in wanted.items() if needed and use not in security.keys.uses]
    if missing:
        yield Problem("security.cloud.keys.uses", list(security.keys.uses), f"{', '.join(missing)} too")


def _database(platform: PlatformSpec) -> Iterator[Problem]:
    """Workloads go through the proxy of the region that writes, and log in with the roles of their pods."""
    engine, eks = platform.database.engine, platform.cluster.eks
    if not isinstance(engine, AuroraEngine) or eks is None:
        return
    callers = [row.name for row in eks.workloads if "database" in row.talks_to]
    if not callers:
        return
    if engine.primary.proxy is None:
        yield Problem("database.engine.primary.proxy", None, f"a proxy, through which {listed(callers)} connects")
    if engine.iam_auth == "off":
        yield Problem("database.engine.iam_auth", "off", "on: workloads have no passwords")


def _edge(platform: PlatformSpec) -> Iterator[Problem]:
    """What the edge of large tiers takes from AWS."""
    large = platform.edge.large
    if large.client_certificates and platform.security.origin_auth.mode != "mtls":
        allowed = "an empty list while security.origin_auth.mode is not mtls"
        yield Problem("edge.large.client_certificates", list(large.client_certificates), allowed)
    for index, row in enumerate(large.logpush):
        if row.destination == "s3" and platform.network.cloud.kind != "aws":
            yield Problem(f"edge.large.logpush[{index}].destination", "s3", "no bucket on AWS without network.cloud")
