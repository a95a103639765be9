"""Puts pairs of graphs through the real engine and the comparison, many in one stack."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from sayar.engine import commands
from sayar.engine.process import Engine
from sayar.engine.sandbox.project import SandboxProject
from sayar.engine.sandbox.settings import UNKNOWN_ON_UPDATE
from sayar.facts.replacement import ReplacementFacts
from sayar.graph.compare import compare
from sayar.graph.load import graph_of
from sayar.graph.model import Comparison
from sayar.graph.model import Graph as ResourceGraph
from sayar.graph.preview import read_preview
from sayar.graph.record import record
from sayar.reconcile import reconcile
from tests.engine.agreement.pairs import Graph, pair

HERE = Path(__file__).parent
STACK = "prod"
PROJECT = "agreement"
FACTS = ReplacementFacts(HERE / "facts")
Operations = dict[str, tuple[str, str | None]]


class Batch:
    """A stack with many pairs, brought from their old sides to their new ones by the engine."""

    def __init__(self, folder: Path, pulumi: Path, seeds: Sequence[int]) -> None:
        self.pairs = {seed: pair(seed) for seed in seeds}
        self.state = ResourceGraph(())
        self._program = folder / "program"
        shutil.copytree(HERE / "program", self._program)
        self._write(0)
        project = SandboxProject(
            folder / "project", self._program, schemas=HERE / "schemas", options=frozenset({UNKNOWN_ON_UPDATE})
        )
        self._engine = Engine(pulumi, project.folder, project.environment)
        commands.stack_init(self._engine, STACK)

    def run(self) -> tuple[Comparison, Comparison, Comparison]:
        """What the engine says, what the comparison of two recordings says, and that of the state and a recording."""
        commands.up(self._engine, STACK)
        self._write(1)
        engine = read_preview(commands.preview(self._engine, STACK))
        old, new = (recorded(self._rows(side)) for side in (0, 1))
        self.state = graph_of(commands.export_stack(self._engine, STACK))
        return engine, compare(old, new, FACTS), compare(self.state, new, FACTS)

    def _rows(self, side: int) -> Graph:
        return [row for both in self.pairs.values() for row in both[side]]

    def _write(self, side: int) -> None:
        (self._program / "graph.json").write_text(json.dumps(self._rows(side)), encoding="utf-8")


def recorded(rows: Graph) -> ResourceGraph:
    """The graph that the program registers, without an engine."""
    return record(lambda: _program().build(rows), project=PROJECT, stack=STACK)


def _program() -> Any:
    spec = spec_from_file_location("agreement_program", HERE / "program" / "__main__.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def operations(comparison: Comparison) -> Operations:
    """Operation and order of every change."""
    return {change.urn: (change.op, change.order) for change in comparison.changes}


def differences(batch: Batch, told: Comparison, engine: Comparison) -> list[str]:
    """Each resource of which one says something else than the other, with its pair."""
    one, other = operations(told), operations(engine)
    open_ones = undecided(told)
    return [
        f"{_pair(batch, urn)}told {one.get(urn)}, engine {other.get(urn)}"
        for urn in sorted(one.keys() | other.keys())
        if one.get(urn) != other.get(urn) and _seed(urn) not in open_ones
    ]


def undecided(told: Comparison) -> set[int]:
    """Pairs with an update of which the comparison itself says that it may replace: an edit of what a vendor makes."""
    return {_seed(change.urn) for change in told.changes if change.may_replace}


def unexplained(batch: Batch, told: Comparison, engine: Comparison) -> list[str]:
    """Each difference for which there is no reason: a state holds secrets encrypted, so some things are assumed."""
    found = reconcile(told, engine, batch.state)
    return [f"{_pair(batch, each.urn)}{each}" for each in found if each.reason is None]


def _pair(batch: Batch, urn: str) -> str:
    seed = _seed(urn)
    return f"seed {seed}: {batch.pairs[seed]}\n  {_name(urn)}: "


def _seed(urn: str) -> int:
    """The number of the pair that a resource belongs to; -1 for what all share."""
    number = _name(urn).removeprefix("p").partition("-")[0]
    return int(number) if number.isdecimal() else -1


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]
