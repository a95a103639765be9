"""The graph of a tier: its config loaded, the real program recorded, the remarks of its specs collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sayar.graph.model import Graph

if TYPE_CHECKING:
    from components.findings import Finding
    from infra.config.stack import StackConfig

PROJECT = "sayar"
DEFAULT_STACK = "prod"


@dataclass(frozen=True, slots=True)
class PlatformGraph:
    """What a tier consists of, what its specs remark, and the config that says so."""

    graph: Graph
    findings: tuple[Finding, ...]
    config: StackConfig


def platform_graph(
    tier: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    urn_stack: str | None = None,
    own_file: bool = False,
) -> PlatformGraph:
    """Record a tier. URNs carry `urn_stack`, else `stack`, else `prod`.

    Raises ConfigError for a config that is refused and for a tier that cannot be built.
    """
    config = tier_config(tier, config_dir=config_dir, stack=stack, overrides=overrides, own_file=own_file)
    return record_config(config, stack=urn_stack or stack or DEFAULT_STACK)


def tier_config(
    tier: str, *, config_dir: Path, stack: str | None = None, overrides: Sequence[str] = (), own_file: bool = False
) -> StackConfig:
    """A tier with `stack`'s own file laid over it where there is one; `own_file` demands that there is.

    It is the whole tier, whatever move the stack is in. Raises ConfigError.
    """
    from infra.config.load import load_tier, stack_file

    layered = stack if stack is not None and (own_file or (config_dir / stack_file(stack)).is_file()) else None
    return at_rest(load_tier(config_dir, tier, stack=layered, overrides=overrides))


def at_rest(config: StackConfig) -> StackConfig:
    """A stack as it is while no move is under way."""
    if config.environment.transition is None:
        return config
    environment = config.environment.model_copy(update={"transition": None})
    return config.model_copy(update={"environment": environment, "origin": None})


def record_config(config: StackConfig, *, stack: str) -> PlatformGraph:
    """Record the platform of a resolved config under the stack name `stack`."""
    from sayar.graph import fastimport

    fastimport.install()
    from infra.findings import findings
    from infra.program import build
    from sayar.graph.record import record

    graph = record(lambda: build(config), project=PROJECT, stack=stack)
    return PlatformGraph(graph, findings(config), config)


def with_findings(graph: Graph, config: StackConfig) -> PlatformGraph:
    """A graph that was recorded with others, and what the specs of its config remark."""
    from infra.findings import findings

    return PlatformGraph(graph, findings(config), config)


def record_configs(configs: Sequence[StackConfig], *, stack: str) -> tuple[Graph, ...]:
    """Record the platforms of several configs, parts that they have in common once."""
    from sayar.graph import fastimport

    fastimport.install()
    from infra.program import build
    from sayar.graph.record import record_each

    return record_each([partial(build, config) for config in configs], project=PROJECT, stack=stack)
