"""The whole platform under the real engine: a sandbox project with an environment `prod` of some tier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from sayar.engine import commands
from sayar.engine.process import Engine
from sayar.engine.sandbox.project import SandboxProject
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.diff import covers
from sayar.graph.load import graph_of
from sayar.graph.model import Comparison
from sayar.graph.preview import read_preview
from sayar.platform import platform_graph
from tests.support.engine import MakeSandbox

ROOT = Path(__file__).resolve().parents[2]
PROD = "prod"
QUICK = ROOT / "tests" / "engine" / "programs" / "quick"
"""The shipped program with its SDKs loaded lazily."""
KEPT_BY_ALL = (  # what holds data, names or secrets that nobody can bring back
    "cloudflare:index/zone:Zone",
    "railway:index:Project",
    "supabase:index:Project",
    "random:index/randomPassword:RandomPassword",
)


class Platform:
    """An environment whose tier is one line of its file, as a user would write it."""

    def __init__(
        self, make_sandbox: MakeSandbox, tier: str, *, name: str = "platform", program: Path | None = QUICK
    ) -> None:
        # No run of these is killed, and a large tier takes most of its time for writing its state down.
        self.project: SandboxProject = make_sandbox(ROOT, program=program, name=name, stack=PROD, checkpoints=False)
        self.engine: Engine = make_sandbox.attached(self.project)
        self.move_to(tier)

    @property
    def file(self) -> Path:
        return self.project.folder / f"Pulumi.{PROD}.yaml"

    def move_to(self, tier: str, **keys: object) -> None:
        """Change the one line; what the engine wrote into the file (its salt) stays."""
        said = yaml.safe_load(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        said["config"] = {"sayar:tier": tier, **{f"sayar:{key}": value for key, value in keys.items()}}
        self.file.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")

    def preview(self) -> Comparison:
        """What the engine says that an update would do."""
        return read_preview(commands.preview(self.engine, PROD), load_facts())

    def up(self) -> Mapping[str, int]:
        """Update, and how many steps of each kind were done."""
        return commands.up(self.engine, PROD).counts

    def forecast(self, tier: str) -> Comparison:
        """What the tool says of the move from the real state to a tier."""
        state = graph_of(commands.export_stack(self.engine, PROD))
        target = platform_graph(tier, config_dir=self.project.folder, stack=PROD, own_file=True)
        return compare(state, target.graph, load_facts())


def offline(origin: str, to: str) -> Comparison:
    """What the tool says of a move with nothing but the stack files."""
    before, after = (platform_graph(tier, config_dir=ROOT).graph for tier in (origin, to))
    return compare(before, after, load_facts())


def operations(comparison: Comparison) -> dict[str, tuple[str, str | None]]:
    """Operation and order of every resource that changes."""
    return {change.urn: (change.op, change.order) for change in comparison.changes}


def assert_agrees(forecast: Comparison, engine: Comparison) -> None:
    """Every operation is the same, and no property changes that the forecast did not name.

    A list that is not known yet is named as a whole, where the engine names the items that are in the state. The job's
    connection string is made of what the pooler tells, and whether an update of the pooler changes that nobody can
    tell offline: the forecast says so and calls it assumed.
    """
    told, said = operations(forecast), operations(engine)
    assumed = {change.urn for change in forecast.changes if change.assumed and change.name == "dumps-instance"}
    assert {urn: op for urn, op in told.items() if urn in said or urn not in assumed} == said
    told = {change.urn: change.properties for change in forecast.changes}
    for change in engine.changes:
        untold = [path for path in change.properties if not covers(told[change.urn], path)]
        assert not untold, change.urn
