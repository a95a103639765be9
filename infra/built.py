"""What this version can build, held against what a stack selects: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from components.findings import Finding
from components.spec import Problem
from infra.config.errors import ConfigError, ConfigProblem, shown
from infra.config.load import stack_file
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig
from infra.on_aws import apart


def refuse_unbuilt(config: StackConfig) -> None:
    """Raises ConfigError for every selection that no component of this version makes."""
    platform = config.platform
    both = (platform, *((config.beside.platform,) if config.beside else ()))
    where, problems = stack_file(platform.tier), [row for one in both for row in unbuilt(one)]
    if problems:
        raise ConfigError(
            [ConfigProblem(where, f"sayar:{row.path}", shown(row.value), row.allowed) for row in problems]
        )


def unbuilt(platform: PlatformSpec) -> Iterator[Problem]:
    """Selections that cannot be built, by the path of the field that selects them, each path once."""
    seen: set[str] = set()
    for problem in (*_without_component(platform), *apart(platform)):
        if problem.path not in seen:
            yield problem
        seen.add(problem.path)


def _without_component(platform: PlatformSpec) -> Iterator[Problem]:
    railway, engine, eks = platform.hosting.railway, platform.database.engine, platform.cluster.eks
    if railway is not None and engine.kind == "aurora":
        yield Problem("database.engine.kind", "aurora", "supabase while services run on Railway, outside its network")
    if railway is not None and platform.cache.store.kind == "elasticache":
        yield Problem("cache.store.kind", "elasticache", "another store while services run on Railway")
    for index, row in enumerate(platform.edge.large.logpush):
        if row.destination == "r2":
            yield Problem(f"edge.large.logpush[{index}].destination", "r2", "s3: a bucket of R2 is not built yet")
    if eks is None:
        return
    if engine.kind == "supabase":
        yield Problem("database.engine.kind", "supabase", "aurora: workloads of a cluster are not told of another yet")
    if platform.cache.store.kind == "external":
        yield Problem("cache.store.kind", "external", "elasticache or none: workloads are not told of another yet")
    if platform.edge.mode == "external":
        yield Problem("edge.mode", "external", "dns_only or proxied: names are proven to AWS in a zone of ours")
    if eks.gitops != "off":
        yield Problem("cluster.engine.gitops", eks.gitops, "off: deploying from Git is not built yet")


def checked_only(platform: PlatformSpec) -> Iterator[Finding]:
    """Concerns that a stack file selects and the specs check, while no component makes anything of them."""
    if platform.monitoring.metrics.store != "none":
        text = "Metrics, alerts and probes are selected and checked, but no resource is made of them yet."
        yield Finding("monitoring-not-made", "warning", text, "sayar:monitoring")
