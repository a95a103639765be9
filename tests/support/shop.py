"""An environment of somebody, in a project of its own, and what a rehearsal of its moves consists of."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayar.engine.rehearsal_project import own_keys
from sayar.engine.rehearsal_stops import Leg, Stop, environment, legs, stops, with_config
from tests.infra.projects import project

CANARY = "canary-52d0c1"
STARTED = "2026-11-26"
OWN = """config:
  sayar:tier: growth
  sayar:platform: {domain: shop.dev}
  sayar:secrets: {telemetry: {secure: "v1:canary-52d0c1:sealed"}}
  sayar:approvals:
    - {resource: "a:b:C::d", action: release, by: somebody, reason: long ago, until: "2020-01-01"}
encryptionsalt: v1:canary-52d0c1
"""
"""What somebody's file says: a sealed secret, an approval of long ago, and the engine's salt."""
Shop = tuple[Path, tuple[Leg, ...], tuple[Stop, ...]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Leg, ...], tuple[Stop, ...]]:
    """An environment of somebody, its moves from Growth to Scale and back, and every update of their rehearsal."""
    folder = project(tmp_path_factory.mktemp("shop"), shop=OWN)
    path = folder / "Pulumi.shop.yaml"
    path.write_text(with_config("", environment(own_keys(folder, "shop"), "growth")), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    moves = legs(folder, "shop", "growth", "scale")
    return folder, moves, tuple(stops(text, moves, STARTED))
