"""A stack in the middle of a move, and an engine that fails in its update when it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from infra.config.load import load_stack, load_tier
from infra.moves.phases import phases_of
from sayar.engine.errors import EngineRunError
from sayar.engine.events import Outcome, Step
from sayar.engine.rehearsal_stops import transition
from sayar.move import editing
from sayar.platform import record_config
from tests.cli.engines import FakeLive
from tests.cli.ran import PROD, export
from tests.infra.projects import project

UP = ("up", "--stack", "prod", "--yes", "--accept-risk", "it is a test")
INSTANCE = "railway:index:ServiceInstance"
GUARD = "guard:index:Move"


@dataclass
class Failing(FakeLive):
    """An engine that fails after some steps: each is the engine's word, a resource's name and how far it came."""

    steps: tuple[tuple[str, str, Outcome], ...] = ()
    code: int = 255
    breaks: bool = True

    def update(self, tell: Callable[[str], None]) -> str:
        """Fail, if it is to."""
        if not self.breaks:
            return super().update(tell)
        self.calls.append("update")
        made = tuple(Step(op, urn_of(self.state, name), "", outcome) for op, name, outcome in self.steps)
        raise EngineRunError("up", self.code, ("the vendor said no",), "done: 1 x update", steps=made)


def urn_of(state: Any, name: str) -> str:
    """The URN of a resource instance in a state."""
    return next(
        str(one["urn"])
        for one in state["deployment"]["resources"]
        if one["urn"].endswith(f"::{name}") and one["type"] == INSTANCE
    )


@dataclass(frozen=True)
class Case:
    """A project whose prod is in the phase `expand` of its move to Growth, and a state of the phase before.

    `through` is a state in which nothing but the guard is left to do, `settled` one outside of any move.
    """

    folder: Path
    state: Any
    through: Any
    settled: Any
    phases: tuple[str, ...]
    rollback: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Case]:
    folder = project(tmp_path_factory.mktemp("made"), prod=PROD.format(tier="starter"))
    file = folder / "Pulumi.prod.yaml"
    origin, target = (load_tier(folder, tier, stack="prod") for tier in ("starter", "growth"))
    before, after, settled = (export(tier, folder=folder) for tier in ("starter", "growth", "growth"))
    phases = phases_of(origin.platform, target.platform)
    at = [phase.name for phase in phases].index("expand")
    text = editing.begun(
        file.read_text(encoding="utf-8"), "growth", transition("starter", phases[0], origin.platform, "2026-11-26")
    )
    file.write_text(editing.in_phase(text, phases[at - 1].name, None), encoding="utf-8")
    guard = next(
        one.inputs
        for one in record_config(load_stack(folder, "prod"), stack="prod").graph.resources
        if one.type == GUARD
    )
    for state in (before, after):
        (row,) = [one for one in state["deployment"]["resources"] if one["type"] == GUARD]
        row["inputs"] = json.loads(json.dumps(guard, default=dict))
    file.write_text(editing.in_phase(text, "expand", None), encoding="utf-8")
    return folder, Case(folder, before, after, settled, tuple(one.name for one in phases), phases[at].rollback)


@pytest.fixture
def case(tmp_path: Path, made: tuple[Path, Case]) -> Case:
    folder, found = made
    return replace(found, folder=project(tmp_path, prod=(folder / "Pulumi.prod.yaml").read_text(encoding="utf-8")))


def engine(case: Case, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Failing:
    kept = case.folder / "checkpoints"
    kept.mkdir(exist_ok=True)
    fake = Failing(options.pop("state", case.state), kept, **options)
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: fake)
    return fake


def pending(state: Any, op: str) -> Any:
    mark = {"type": op, "resource": {"urn": urn_of(state, "api-instance"), "type": INSTANCE, "custom": True}}
    return {**state, "deployment": {**state["deployment"], "pending_operations": [mark]}}
