"""`sayar up` asks the rules of the guard before the engine does anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infra.config.load import load_tier
from infra.config.stack import Waiver
from infra.moves.current import DIRECT, spec_hash
from sayar.move import editing
from tests.cli.failing import UP, Case, engine
from tests.cli.failing import case as case
from tests.cli.failing import made as made
from tests.cli.ran import PROD, sayar


def jump(text: str) -> str:
    return PROD.format(tier="growth")


def skip(text: str) -> str:
    return editing.in_phase(text, "settle", None)


def edited(text: str) -> str:
    return text.replace("2026-11-26", "2026-11-27")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (jump, "transition: the move ends at the phase upgrade: expand is skipped"),
        (skip, "transition.phase: from the phase upgrade to settle: expand is skipped"),
        (edited, "transition.started: started was 2026-11-26 and is 2026-11-27"),
    ],
)
def test_a_step_that_no_move_has_is_refused_before_the_engine_does_anything(
    case: Case, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], words: str
) -> None:
    file = case.folder / "Pulumi.prod.yaml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    fake = engine(case, monkeypatch, breaks=False)
    found = sayar(*UP, folder=case.folder)
    assert (found.code, fake.calls) == (3, ["export"])
    assert f"refused by the guard: {words}" in found.err
    assert found.err.splitlines()[-1] == "nothing was changed"


def test_a_tier_at_once_is_refused_from_a_state_outside_of_a_move_too(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case.folder / "Pulumi.prod.yaml").write_text(PROD.format(tier="starter"), encoding="utf-8")
    fake = engine(case, monkeypatch, breaks=False, state=case.settled)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 3
    assert "checkpoint" not in fake.calls
    assert "from growth to starter at once" in found.err


def test_a_dated_waiver_that_says_who_answers_for_it_opens_what_the_guard_closes(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PROD.format(tier="starter")
    base = spec_hash(load_tier(case.folder, "growth", stack="prod").platform)
    text = editing.begun(text, "starter", {"from": "growth", "phase": DIRECT, "base": base, "started": "2026-11-26"})
    waiver = Waiver(gate="phases", by="the owner", reason="nobody uses it yet", until="9999-12-31")
    (case.folder / "Pulumi.prod.yaml").write_text(editing.with_waiver(text, waiver), encoding="utf-8")
    fake = engine(case, monkeypatch, breaks=False, state=case.settled)
    found = sayar(*UP, folder=case.folder)
    assert (found.code, fake.calls) == (0, ["export", "checkpoint", "update"]), found.err
