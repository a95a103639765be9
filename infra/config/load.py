"""Resolves a stack: the environment's file over the tier's over the shared values of Pulumi.yaml, then checks it whole.

A stack named after a tier uses that tier's file directly, with the example platform: for previews in CI, trials and
rehearsals. Any other stack is an environment whose `sayar:tier` names the tier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.config.check import resolve
from infra.config.errors import ConfigError, ConfigProblem, refuse, shown
from infra.config.layers import Layer
from infra.config.platform import CONCERNS, TIERS, TierName
from infra.config.stack import StackConfig
from infra.config.stack_file import parse_scalar, read_document, read_stack_file

PROJECT_FILE = "Pulumi.yaml"
_ENVIRONMENT_KEYS = (
    "tier",
    "platform",
    "accounts",
    "transition",
    "approvals",
    "budget",
    "probe",
    "clients",
    "aws",
    "telemetry",
    "keys",
    "secrets",
)
_TIER_KEYS = ("tier", *CONCERNS)
_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def stack_file(stack: str) -> str:
    """The name of a stack's file."""
    return f"Pulumi.{stack}.yaml"


def tier_named(name: str, *, where: str = "") -> TierName:
    """The tier of that name. Raises ConfigError for any other word."""
    for tier in TIERS:
        if tier == name:
            return tier
    raise refuse(where, "sayar:tier" if where else "tier", name, f"one of {', '.join(TIERS)}")


def load_tier(config_dir: Path, tier: str, *, stack: str | None = None, overrides: Sequence[str] = ()) -> StackConfig:
    """A tier as it would be deployed: its file, under the shared values, with `stack`'s own file laid over it.

    `overrides` are `path=value` of a what-if. Raises ConfigError with every problem found.
    """
    own = [_environment_layer(config_dir, stack)] if stack is not None and stack not in TIERS else []
    return _resolved(config_dir, stack or tier, tier_named(tier), own, _what_if(overrides))


def load_stack(config_dir: Path, stack: str, *, overrides: Sequence[str] = ()) -> StackConfig:
    """A stack as its own file says, read offline. Raises ConfigError with every problem found."""
    return load_tier(config_dir, stack_tier(config_dir, stack), stack=stack, overrides=overrides)


def stack_tier(config_dir: Path, stack: str) -> TierName:
    """The tier that a stack's file names. Raises ConfigError."""
    if stack in TIERS:
        return tier_named(stack)
    said = _environment_layer(config_dir, stack).values.get("tier")
    if not isinstance(said, str):
        raise refuse(stack_file(stack), "sayar:tier", said, f"one of {', '.join(TIERS)}")
    return tier_named(said, where=stack_file(stack))


def load_values(config_dir: Path, stack: str, values: Mapping[str, Any]) -> StackConfig:
    """A stack whose own file was read by the engine: `values` by key without `sayar:`."""
    where = stack_file(stack)
    said = values.get("tier")
    if not isinstance(said, str):
        raise refuse(where, "sayar:tier", said, f"one of {', '.join(TIERS)}")
    tier = tier_named(said, where=where)
    if stack in TIERS and stack != tier:
        raise refuse(where, "sayar:tier", tier, f"{stack}: the file is that tier's own")
    _refuse_unknown(where, values, (*_TIER_KEYS, *_ENVIRONMENT_KEYS))
    return _resolved(config_dir, stack, tier, [Layer(where, values)])


def _resolved(
    config_dir: Path, stack: str, tier: TierName, own: Sequence[Layer], what_if: Sequence[Layer] = ()
) -> StackConfig:
    """A stack; with a move under way, the platform that it comes from beside it. A what-if is of the target alone."""
    shared = _shared_layer(config_dir)
    config = resolve(stack, tier, [shared, _tier_layer(config_dir, tier), *own, *what_if])
    transition = config.environment.transition
    if transition is None:
        return config
    before = resolve(stack, transition.origin, [shared, _tier_layer(config_dir, transition.origin), *own])
    return config.model_copy(update={"origin": before.platform})


def _shared_layer(config_dir: Path) -> Layer:
    """The defaults that Pulumi.yaml declares for the project's keys."""
    declared = read_document(config_dir / PROJECT_FILE).get("config") or {}
    values = {
        key.removeprefix("sayar:"): row["default"]
        for key, row in declared.items()
        if key.startswith("sayar:") and isinstance(row, dict) and "default" in row
    }
    return Layer(PROJECT_FILE, values)


def _tier_layer(config_dir: Path, tier: TierName) -> Layer:
    where = stack_file(tier)
    values = _own_keys(where, read_stack_file(config_dir / where))
    if values.get("tier") != tier:
        raise refuse(where, "sayar:tier", values.get("tier"), f"{tier}: the file is that tier's own")
    _refuse_unknown(where, values, _TIER_KEYS)
    return Layer(where, values)


def _environment_layer(config_dir: Path, stack: str) -> Layer:
    if not _STACK_NAME.fullmatch(stack):
        raise refuse("", "stack", stack, "letters, digits, hyphens, underscores and dots")
    where = stack_file(stack)
    values = _own_keys(where, read_stack_file(config_dir / where))
    _refuse_unknown(where, values, (*_ENVIRONMENT_KEYS, *CONCERNS))
    return Layer(where, values)


def _own_keys(where: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of this project; the engine's own (`pulumi:…`) are the engine's to check."""
    foreign = [key for key in config if not key.startswith(("sayar:", "pulumi:"))]
    if foreign:
        raise ConfigError([ConfigProblem(where, key, "unknown key", "keys under sayar: or pulumi:") for key in foreign])
    return {key.removeprefix("sayar:"): value for key, value in config.items() if key.startswith("sayar:")}


def _refuse_unknown(where: str, values: Mapping[str, Any], known: Sequence[str]) -> None:
    unknown = [key for key in values if key not in known]
    if unknown:
        allowed = f"one of {', '.join(f'sayar:{key}' for key in dict.fromkeys(known))}"
        raise ConfigError([ConfigProblem(where, f"sayar:{key}", "unknown key", allowed) for key in unknown])


def _what_if(overrides: Sequence[str]) -> list[Layer]:
    layers = []
    for text in overrides:
        path, equals, value = text.partition("=")
        keys = path.removeprefix("sayar:").split(".")
        if not equals or not all(keys):
            raise refuse("--set", "", text, "path=value, for example database.engine.compute=small")
        if keys[0] not in (*CONCERNS, "platform", "accounts", "budget"):
            raise refuse("--set", path, keys[0], f"a path below {', '.join(CONCERNS)}, platform, accounts or budget")
        try:
            nested: Any = parse_scalar(value)
        except ValueError as error:
            raise refuse("--set", path, value, str(error)) from None
        for key in reversed(keys):
            nested = {key: nested}
        layers.append(Layer("--set", nested))
    return layers


__all__ = ["load_stack", "load_tier", "load_values", "shown", "stack_file", "stack_tier", "tier_named"]
