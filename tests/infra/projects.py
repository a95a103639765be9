"""Stack configs for tests: the shipped files in a folder of their own, or a shipped tier with single leaves changed."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.config.check import resolve
from infra.config.errors import ConfigError
from infra.config.layers import Layer
from infra.config.platform import TIERS
from infra.config.stack import StackConfig
from infra.config.stack_file import read_document, read_stack_file

ROOT = Path(__file__).resolve().parents[2]
_STEP = re.compile(r"[^.\[\]]+")


def project(folder: Path, **files: str | bytes) -> Path:
    """A folder with the shipped stack files and, by stack name, further ones or other ones in their place."""
    for name in ("", *(f".{tier}" for tier in TIERS)):
        shutil.copy(ROOT / f"Pulumi{name}.yaml", folder)
    for stack, text in files.items():
        path = folder / f"Pulumi.{stack}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def tier_text(tier: str) -> str:
    """The text of a shipped tier file."""
    return (ROOT / f"Pulumi.{tier}.yaml").read_text(encoding="utf-8")


def values(tier: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the files say of a tier, by concern, with the leaves at some paths changed."""
    found = copy.deepcopy(_read(tier))
    for path, value in (changes or {}).items():
        *steps, last = [int(step) if step.isdigit() else step for step in _STEP.findall(path)]
        here: Any = found
        for step in steps:
            here = here[step]
        assert isinstance(here, list) or last in here, f"{path} is no field of {tier}"
        here[last] = value
    return found


def config(tier: str, changes: Mapping[str, Any] | None = None) -> StackConfig:
    """A tier with changed leaves, which must be allowed."""
    return resolve("prod", tier, [Layer("file", values(tier, changes))])  # type: ignore[arg-type]


def refused(tier: str, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Path and what is allowed of every problem of a tier with changed leaves."""
    with pytest.raises(ConfigError) as caught:
        config(tier, changes)
    return [(problem.path.removeprefix("sayar:"), problem.allowed) for problem in caught.value.problems]


@cache
def _read(tier: str) -> dict[str, Any]:
    shared = read_document(ROOT / "Pulumi.yaml")["config"]
    said = {key: row["default"] for key, row in shared.items() if "default" in row}
    said |= read_stack_file(ROOT / f"Pulumi.{tier}.yaml")
    return {key.removeprefix("sayar:"): value for key, value in said.items()}
