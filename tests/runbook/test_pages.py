"""docs/moves holds a page for every move that has phases, and each is what the stack files make."""

from __future__ import annotations

import re

import pytest

from infra.moves.phases import phases_of
from sayar.runbook.between import moves_with_phases
from sayar.runbook.rows import duties_of
from tests.infra.projects import ROOT, config
from tools.generate import move_page

PAGES = ROOT / "docs" / "moves"
MOVES = moves_with_phases(ROOT)


def test_there_is_a_page_for_every_move_that_has_phases_and_no_other() -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == sorted(f"{origin}-to-{to}.md" for origin, to in MOVES)
    assert {("starter", "growth"), ("growth", "starter"), ("growth", "scale"), ("scale", "growth")} <= set(MOVES)


@pytest.mark.parametrize(("origin", "to"), MOVES, ids=["-".join(move) for move in MOVES])
def test_a_page_has_the_phases_and_the_duties_of_its_move(origin: str, to: str) -> None:
    page = (PAGES / f"{origin}-to-{to}.md").read_text(encoding="utf-8")
    phases = phases_of(config(origin).platform, config(to).platform)
    assert re.findall(r"^## \d+\. `(.*?)`", page, re.MULTILINE) == [one.name for one in phases]
    assert [duty.id for duty in duties_of(origin, to) if f"- [ ] {duty.text}." not in page] == []
    assert not re.findall(r"/work\b|/tmp\b|/home\b|\b(?:sayar|infra|components|tests)/|\.py\b", page)


def test_a_page_is_fresh() -> None:
    """One of them here; `make drift` holds every page."""
    page = (PAGES / "starter-to-growth.md").read_text(encoding="utf-8")
    assert page == move_page("starter", "growth")
