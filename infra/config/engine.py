"""Reads the stack's config when the engine runs the program, so that `pulumi config set` and `-c` work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.config import get_config_env

from infra.config.errors import ConfigError, ConfigProblem, shown
from infra.config.load import load_values, stack_file
from infra.config.stack import StackConfig

_TEXT_KEYS = frozenset({"tier"})


def from_engine() -> StackConfig:
    """The config of the stack that is being run. The tier's file is read from the folder of Pulumi.yaml.

    Raises ConfigError before any resource is registered.
    """
    stack = pulumi.get_stack()
    values: dict[str, Any] = {}
    problems: list[ConfigProblem] = []
    for key, text in get_config_env().items():
        project, _, name = key.partition(":")
        if project != pulumi.get_project():
            continue
        try:
            values[name] = text if name in _TEXT_KEYS else json.loads(text)
        except ValueError:
            problems.append(ConfigProblem(stack_file(stack), key, shown(text), "an object or a list"))
    if problems:
        raise ConfigError(problems)
    # Hosts of older SDKs do not tell it; they run a program in its own folder.
    return load_values(Path(pulumi.get_root_directory() or "."), stack, values)
