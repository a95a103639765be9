"""The secrets that somebody else gave us, as outputs."""

from __future__ import annotations

import pulumi

from infra.config.stack import Environment, Sealed

OFFLINE = "[secret]"
"""What stands for a value that only the engine can open."""


def secret(environment: Environment, name: str) -> pulumi.Output[str] | None:
    """The secret of that name (`sayar:secrets.NAME`), None where nobody has set it."""
    value = environment.secrets.get(name)
    if value is None:
        return None
    return pulumi.Output.secret(OFFLINE if isinstance(value, Sealed) else value)
