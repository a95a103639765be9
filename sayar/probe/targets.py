"""What is asked: the requests of a stack's own file, at the hosts of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from infra.config.errors import ConfigError, ConfigProblem, refuse
from infra.config.load import stack_file
from infra.config.platform import HostRole
from infra.config.stack import StackConfig
from sayar.probe.model import Target

SURFACES: Final[Mapping[HostRole, str]] = MappingProxyType(
    {"api": "api", "web": "web", "webhook": "webhook", "feed": "csv"}
)
"""The surface that each host serves, in the order of the reports."""


def targets_of(config: StackConfig) -> tuple[Target, ...]:
    """One target for each surface with a request. Raises ConfigError for none, for a path that is none, and for the
    shipped example, which nobody serves."""
    where, identity, asked = stack_file(config.stack), config.platform.platform, config.environment.probe
    if identity.is_example:
        raise refuse(where, "sayar:platform.domain", identity.domain, "a domain of your own: this one is the example")
    if not asked:
        allowed = "a request for each surface, such as {api: {method: GET, path: /health, expect_status: [200]}}"
        raise refuse(where, "sayar:probe", {}, allowed)
    problems = []
    for role, request in asked.items():
        if not request.path.startswith("/"):
            problems.append(ConfigProblem(where, f"sayar:probe.{role}.path", request.path, "a path that begins with /"))
        if not request.expect_status:
            problems.append(ConfigProblem(where, f"sayar:probe.{role}.expect_status", "[]", "a status at least"))
    if problems:
        raise ConfigError(problems)
    return tuple(
        Target(
            surface, asked[role].method, f"https://{identity.fqdn(role)}{asked[role].path}", asked[role].expect_status
        )
        for role, surface in SURFACES.items()
        if role in asked
    )


def unasked(targets: tuple[Target, ...]) -> tuple[str, ...]:
    """The surfaces that no request is made to."""
    asked = {target.surface for target in targets}
    return tuple(surface for surface in SURFACES.values() if surface not in asked)
