"""What this version can build, held against what a stack selects: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from components.findings import Finding
from components.spec import Problem
from infra.config.errors import ConfigError, ConfigProblem, shown
from infra.config.load import stack_file
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig


def refuse_unbuilt(config: StackConfig) -> None:
    """Raises ConfigError for every selection that no component of this version makes."""
    platform = config.platform
    of_tier, own = stack_file(platform.tier), stack_file(config.stack)
    problems = [(of_tier, row) for row in unbuilt(platform)]
    if config.environment.transition is not None:
        phase = config.environment.transition.phase
        problems.append((own, Problem("transition", phase, "left out: moves in phases are not built yet")))
    if config.environment.clients:
        names = [client.name for client in config.environment.clients]
        problems.append((own, Problem("clients", names, "none: cells of clients are not built yet")))
    if problems:
        raise ConfigError(
            [ConfigProblem(where, f"sayar:{row.path}", shown(row.value), row.allowed) for where, row in problems]
        )


def unbuilt(platform: PlatformSpec) -> Iterator[Problem]:
    """Selections without a component, by the path of the field that selects them."""
    railway, engine, large = platform.hosting.railway, platform.database.engine, platform.edge.large
    if railway is None:
        yield Problem("hosting.railway", None, "services on Railway: services in a cluster are not built yet")
    if engine.kind != "supabase":
        yield Problem("database.engine.kind", engine.kind, "supabase: another engine is not built yet")
    if platform.cache.store.kind == "elasticache":
        yield Problem("cache.store.kind", "elasticache", "none, railway or external: Valkey is not built yet")
    if platform.messaging.broker.kind != "none":
        yield Problem("messaging.broker.kind", platform.messaging.broker.kind, "none: a broker is not built yet")
    if platform.network.cloud.kind != "none":
        yield Problem("network.cloud.kind", platform.network.cloud.kind, "none: own networks are not built yet")
    if platform.cluster.engine.kind != "none":
        yield Problem("cluster.engine.kind", platform.cluster.engine.kind, "none: a cluster is not built yet")
    if platform.security.cloud.kind != "none":
        yield Problem("security.cloud.kind", platform.security.cloud.kind, "none: guards of AWS are not built yet")
    if platform.backup.vaults.kind != "none":
        yield Problem("backup.vaults.kind", platform.backup.vaults.kind, "none: vaults are not built yet")
    if platform.security.origin_auth.mode == "mtls":
        yield Problem("security.origin_auth.mode", "mtls", "none or header: mutual TLS is not built yet")
    if large.logpush:
        yield Problem("edge.large.logpush", len(large.logpush), "an empty list: log delivery is not built yet")
    if large.client_certificates:
        yield Problem("edge.large.client_certificates", list(large.client_certificates), "an empty list: not built yet")
    if large.custom_hostnames is not None:
        yield Problem("edge.large.custom_hostnames", "selected", "null: hostnames of clients are not built yet")
    if large.schema_validation != "off":
        yield Problem("edge.large.schema_validation", large.schema_validation, "off: it is not built yet")


def checked_only(platform: PlatformSpec) -> Iterator[Finding]:
    """Concerns that a stack file selects and the specs check, while no component makes anything of them."""
    if platform.monitoring.metrics.store != "none":
        text = "Metrics, alerts and probes are selected and checked, but no resource is made of them yet."
        yield Finding("monitoring-not-made", "warning", text, "sayar:monitoring")
