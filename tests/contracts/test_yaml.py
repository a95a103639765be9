"""Every YAML file of the project: a key that stands twice would silently drop what the first one says."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
import yaml

from sayar.facts.rows import UniqueKeyLoader

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("components", "docs", "infra", "jobs", "loadtest", "providers", "sayar", "tools", ".github")
FILES = sorted(chain(ROOT.glob("*.yaml"), *((ROOT / room).rglob("*.yaml") for room in ROOMS)))


def test_there_are_files_to_look_at() -> None:
    names = {path.name for path in FILES}
    assert {"Pulumi.yaml", "timings.yaml", "checklists.yaml", "links.yaml", "waits.yaml", "promises.yaml"} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_key_stands_twice(path: Path) -> None:
    yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader


def test_a_key_that_stands_twice_is_seen() -> None:
    with pytest.raises(yaml.YAMLError):
        yaml.load("a: {b: 1, b: 2}", Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader
