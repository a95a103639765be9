"""docs/moves.md shows the phases that there are, the gates that the guard knows, and what the commands say."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from infra.moves.current import DIRECT
from providers.guard import steps, surfaces
from sayar.move.editing import in_phase
from tests.infra.projects import project
from tools.generate import moves_page
from tools.moves_tables import OWN

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "moves.md").read_text(encoding="utf-8")
JUMP = """\
  sayar:transition:
    from: starter
    phase: direct
"""


def test_the_generated_parts_are_fresh() -> None:
    assert moves_page(PAGE) == PAGE


def test_the_table_of_gates_has_every_gate_of_the_guard_and_no_other() -> None:
    section = PAGE.partition("## What the guard refuses")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    gates = {steps.PHASES, steps.gate_of("NAME"), surfaces.BASE, surfaces.DRAIN, surfaces.WEIGHT, surfaces.TLS}
    assert set(told) == gates | {surfaces.REPLICAS}
    assert len(told) == len(set(told))


def test_the_guard_has_no_gate_that_the_table_does_not_know() -> None:
    """A refusal's second argument is its gate: None, a constant, or the gate of a skipped phase."""
    given: set[str] = set()
    for module in (steps, surfaces):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                given.add(ast.unparse(node.args[1]))
    assert given == {"None", "PHASES", "gate", "gate_of(name)", "BASE", "DRAIN", "WEIGHT", "TLS", "REPLICAS"}


def test_the_jump_on_the_page_is_one_that_the_commands_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sayar.cli.main import run

    folder = project(tmp_path, prod=OWN)
    where = ["--stack", "prod", "--config-dir", str(folder)]
    assert run(["move", "start", *where, "--to", "growth", "--started", "2026-12-01"]) == 0
    file = folder / "Pulumi.prod.yaml"
    text = in_phase(file.read_text(encoding="utf-8"), DIRECT, None)
    (waivers,) = re.findall(r"```yaml\n  sayar:transition:\n(?:    .*\n)*?(    waivers:\n      .*\n)```", PAGE)
    assert JUMP in text
    assert JUMP in PAGE
    file.write_text(re.sub(r"(    started: .*\n)", rf"\1{waivers}", text), encoding="utf-8")
    capsys.readouterr()
    assert run(["move", "status", *where, "--as-of", "2026-12-02"]) == 0
    told = capsys.readouterr().out
    assert "phase 1 of 1: direct" in told
    assert "waiver: phases, by both owners until 2026-12-31: nobody is there yet" in told


def test_what_a_rehearsal_does_not_prove_is_on_the_page() -> None:
    from sayar.engine.rehearsal import NOT_PROVEN

    section = PAGE.partition("## Rehearse")[2].partition("\n## ")[0]
    assert len(NOT_PROVEN) == 4
    assert all(words in section for words in ("how a vendor behaves", "limits", "real times", "gates"))


def test_every_runbook_is_linked() -> None:
    pages = sorted(path.name for path in (ROOT / "docs" / "moves").glob("*.md"))
    assert sorted(re.findall(r"\(moves/([a-z-]+\.md)\)", PAGE)) == pages
