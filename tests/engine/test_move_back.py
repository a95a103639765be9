"""`sayar move back` on the real engine while every other vendor is out of order: one stack, step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.config.load import load_stack
from infra.moves.current import spec_hash
from sayar.cli.live import PulumiStack
from sayar.engine.commands import stack_init
from sayar.engine.sandbox.faults import Fault
from sayar.engine.sandbox.project import SandboxProject
from sayar.move import editing
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project
from tests.support.burning import MESSAGE, burn
from tests.support.engine import engine_of

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "programs" / "steered"
BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
OTHERS = ("vercel", "random", "railway", "supabase", "aws", "kubernetes", "tls", "grafana")


class Stack:
    """The stack `prod` of a sandbox, in the phase shift-50 of a move from Growth to Scale."""

    def __init__(self, folder: Path, pulumi: Path) -> None:
        source = folder / "source"
        source.mkdir()
        file = project(source, prod=PROD.format(tier="growth")) / "Pulumi.prod.yaml"
        base = spec_hash(load_stack(source, "prod").platform)
        leaves: dict[str, str | int] = {"from": "growth", "phase": "shift-50", "weight": 50}
        leaves |= {"base": base, "started": "2026-11-26"}
        file.write_text(editing.begun(file.read_text(), "scale", leaves))
        self.sandbox = SandboxProject(folder / "sandbox", source, program=PROGRAM)
        engine = engine_of(self.sandbox, pulumi)
        stack_init(engine, "prod")
        self.live = PulumiStack(engine, "prod")

    def back(self) -> Ran:
        return sayar("move", "back", "--stack", "prod", folder=self.sandbox.folder)

    def shares(self) -> set[float]:
        (balancer,) = self.sandbox.world().things(BALANCER)
        return set(balancer.properties["randomSteering"]["poolWeights"].values())

    def phase(self) -> tuple[str, str]:
        """As the file has it, and as the state has it."""
        transition = load_stack(self.sandbox.folder, "prod").environment.transition
        assert transition is not None
        # Where the engine keeps the state: it would take a second to tell what is read here at once.
        (file,) = (self.sandbox.folder / "state").glob(".pulumi/stacks/*/prod.json")
        latest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"]
        return transition.phase, latest["resources"][0]["outputs"]["move"]["phase"]


@pytest.fixture
def stack(tmp_path: Path, pulumi: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    found = Stack(tmp_path, pulumi)
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: found.live)
    return found


def silent(line: str) -> None:
    """Progress that nobody reads."""


def test_requests_go_back_while_every_other_vendor_is_out_of_order(stack: Stack) -> None:
    stack.live.update(silent)
    assert (stack.shares(), stack.phase()) == ({0.5}, ("shift-50", "shift-50"))
    others = {thing.id: thing.properties for thing in stack.sandbox.world().things() if thing.type != BALANCER}

    burn(stack.sandbox, *OTHERS)
    # What the edge's own vendor does not do must not be asked of it either, and the balancer fails once.
    pools = Fault("update", "*LoadBalancerPool*", times=None, message=MESSAGE)
    stack.sandbox.inject([pools, Fault("update", BALANCER, message="one bad moment")])
    failed = stack.back()
    assert (failed.code, stack.shares()) == (6, {0.5})
    assert "one bad moment" in failed.err
    # The engine keeps the outputs of an update that failed, so they alone prove nothing.
    assert stack.phase() == ("shift-10", "shift-10")
    assert failed.err.splitlines()[-1].endswith("`sayar move back --stack prod` tries the update again")

    again = stack.back()
    assert again.code == 0, again.err
    assert "the step back from shift-50 to shift-10 was cut off: it is ended first" in again.err
    assert (stack.shares(), stack.phase()) == ({0.9, 0.1}, ("shift-10", "shift-10"))
    steps = [line for line in again.err.splitlines() if line.startswith(("begun", "done: update"))]
    assert {line.rpartition(" ")[2] for line in steps if line.startswith("begun")} <= {"api", "move"}
    things = stack.sandbox.world().things()
    assert {thing.id for thing in things if thing.type != BALANCER} == set(others), "nothing is made and nothing goes"
    changed = {thing.type for thing in things if thing.type != BALANCER and thing.properties != others[thing.id]}
    assert changed == {"guard:index:Move"}

    after = stack.live.last_update()
    assert after is not None
    assert (after.succeeded, after.whole) == (True, False), "so nobody takes it for the whole phase"
