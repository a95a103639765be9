"""`sayar up` and the sum that a stack may cost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.engines import FakeLive
from tests.cli.ran import PROD, export, sayar
from tests.infra.projects import project


def _folder(under: Path, name: str) -> Path:
    (under / name).mkdir()
    return under / name


@pytest.mark.parametrize(("today", "code"), [("2026-12-31", 0), ("2027-01-01", 3)])
def test_the_waiver_of_a_budget_opens_no_update_after_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str, code: int
) -> None:
    """A forecast is as of its newest fact: by that day the waiver would hold for as long as facts stay as they are."""
    waiver = "{gate: budget, by: the founders, reason: a campaign, until: '2026-12-31'}"
    own = f"  sayar:budget: {{monthly_usd: 8, owner: the founders, waiver: {waiver}}}\n"
    was = export("starter", folder=project(_folder(tmp_path, "was"), prod=PROD.format(tier="starter")))
    kept = _folder(tmp_path, "kept")
    engine = FakeLive(was, kept)
    folder = project(_folder(tmp_path, "now"), prod=PROD.format(tier="growth") + own)
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: engine)
    monkeypatch.setattr("sayar.cli.up_guard.refuse_illegal", lambda state, graph: None)  # a jump without phases
    monkeypatch.setattr("sayar.cli.move.now", lambda: datetime.fromisoformat(f"{today}T12:00:00+00:00"))
    ran = sayar("up", "--stack", "prod", "--yes", "--accept-risk", "a test", folder=folder)
    assert (ran.code, "update" in engine.calls) == (code, code == 0), ran.err
