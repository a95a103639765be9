"""What only the people of an environment have: where telemetry goes, and the key that dumps are encrypted to."""

from __future__ import annotations

from collections.abc import Iterator

from infra.config.stack import StackConfig
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import Need, Settled


def environment_needs(config: StackConfig) -> Iterator[Need]:
    """Both, where the stack makes something of them. The shipped domain has the shipped ones, so it lacks neither."""
    platform = config.platform
    if platform.platform.is_example:
        return
    if platform.monitoring.metrics.store != "none":
        yield _telemetry(config)
    if platform.backup.dumps.kind != "none":
        yield _key(config)


def _telemetry(config: StackConfig) -> Need:
    """An endpoint of one's own. A credential is not asked for: there are endpoints that need none."""
    target, met = config.environment.telemetry, config.telemetry_endpoint is not None
    found = "none is set" if target is None else target.endpoint if met else f"{target.endpoint} is the shipped example"
    how = facts().step("local.telemetry", stack=config.stack)
    text = "an endpoint of your own for telemetry"
    return Need("local.telemetry", "local", text, "sayar:telemetry.endpoint", how, Settled(met, found))


def _key(config: StackConfig) -> Need:
    keys, met = config.environment.keys, config.recipient is not None
    found = "none is set" if keys is None else keys.dumps if met else "it is the shipped example, and no dump is taken"
    how = facts().step("local.dumps_key", stack=config.stack)
    text = "a public key of your own for the dumps"
    return Need("local.dumps_key", "local", text, "sayar:keys.dumps", how, Settled(met, found))
