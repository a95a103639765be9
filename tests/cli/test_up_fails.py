"""`sayar up` after a former one was broken off, in a move, and when the engine fails half-way."""

from __future__ import annotations

import pytest

from sayar.engine.events import Outcome
from sayar.history import history_file, read
from tests.cli.failing import INSTANCE, UP, Case, engine, pending
from tests.cli.failing import case as case
from tests.cli.failing import made as made
from tests.cli.ran import PROD, sayar

# What a former update has left


def test_creates_that_are_pending_close_the_gate_with_the_command_that_settles_them(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = engine(case, monkeypatch, breaks=False)
    fake.state = pending(case.state, "creating")
    found = sayar(*UP, folder=case.folder)
    assert (found.code, found.out, fake.calls) == (3, "", ["export"])
    assert found.err.splitlines()[-1] == (
        f"refused: an update was broken off while creating {INSTANCE} api-instance: "
        "see `sayar recover --stack prod`; nothing was changed"
    )


@pytest.mark.parametrize("op", ["updating", "deleting"])
def test_what_the_engine_finds_out_by_itself_closes_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch, op: str
) -> None:
    fake = engine(case, monkeypatch, breaks=False)
    fake.state = pending(case.state, op)
    assert sayar(*UP, folder=case.folder).code == 0
    assert fake.calls[-1] == "update"


# In a move


def test_in_a_move_the_phase_is_said_and_the_last_line_is_the_way_back(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(case, monkeypatch, breaks=False)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 0
    number, many = case.phases.index("expand") + 1, len(case.phases)
    said = found.err.splitlines()
    assert any(
        line.startswith(f"phase expand ({number} of {many}) of the move from starter to growth: ") for line in said
    )
    assert said[-1] == f"way back: sayar move back --stack prod ({case.rollback})"
    assert sayar(*UP, "--quiet", folder=case.folder).err == ""


def test_outside_of_a_move_neither_is_said_and_nothing_goes_into_the_history(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case.folder / "Pulumi.prod.yaml").write_text(PROD.format(tier="growth"), encoding="utf-8")
    engine(case, monkeypatch, breaks=False, state=case.settled)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 0
    assert "way back" not in found.err
    assert "phase" not in found.err
    assert not history_file(case.folder, "prod").exists()


def test_a_phase_that_is_through_is_noted_with_its_forecast_once(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(case, monkeypatch, breaks=False)
    first = sayar(*UP, "--format", "json", folder=case.folder)
    (move,) = read(history_file(case.folder, "prod")).moves
    assert (move.move.origin, move.move.to, move.move.started) == ("starter", "growth", "2026-11-26")
    surfaces = first.json["direct"]["downtime"]["surfaces"]
    assert {name: (one.typical, one.worst) for name, one in move.forecast["expand"].items()} == {
        name: (one["down_s"]["typical"], one["down_s"]["worst"]) for name, one in surfaces.items()
    }
    assert set(surfaces) == {"api", "web", "webhook", "csv"}
    assert list(move.applied) == ["expand"]
    before = history_file(case.folder, "prod").read_bytes()
    assert sayar(*UP, folder=case.folder).code == 0
    assert history_file(case.folder, "prod").read_bytes() == before, "a rerun begins no wait anew"


def test_a_history_that_cannot_be_written_does_not_fail_an_update_that_went_through(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(case, monkeypatch, breaks=False)
    history_file(case.folder, "prod").mkdir(parents=True)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 0
    assert "warning: " in found.err
    assert "the history of the move misses this update" in found.err


# The engine fails


def test_a_failed_update_says_what_is_served_and_both_ways_from_here(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: tuple[tuple[str, str, Outcome], ...] = (
        ("update", "feed-instance", "done"),
        ("update", "api-instance", "failed"),
    )
    engine(case, monkeypatch, steps=steps)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 6
    said = found.err.splitlines()
    at = said.index("pulumi up ended with exit code 255")
    assert said[at + 1 : at + 3] == ["done: 1 x update", "the vendor said no"], "the engine's own account first"
    lines = dict(line.split(": ", 1) for line in said[at + 3 : -2])
    assert lines["api"] == f"not known, because of update {INSTANCE} api-instance: run `sayar probe --stack prod`"
    assert set(lines) == {"api", "web", "webhook", "csv"}
    assert not lines["webhook"].startswith("not known"), "it has an instance of its own, that was not begun"
    assert said[-2:] == [
        "go on: `sayar up --stack prod`",
        f"way back: sayar move back --stack prod ({case.rollback})",
    ]


@pytest.mark.parametrize(("code", "op"), [(255, "create"), (-9, "update")])
def test_where_a_create_may_be_pending_recover_comes_first(
    case: Case, monkeypatch: pytest.MonkeyPatch, code: int, op: str
) -> None:
    engine(case, monkeypatch, steps=((op, "api-instance", "begun"),), code=code)
    found = sayar(*UP, folder=case.folder)
    assert found.code == 6
    assert found.err.splitlines()[-2] == "go on: `sayar recover --stack prod`, then `sayar up --stack prod`"


def test_outside_of_a_move_the_way_back_is_the_file_and_the_checkpoint_is_named(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case.folder / "Pulumi.prod.yaml").write_text(PROD.format(tier="growth"), encoding="utf-8")
    fake = engine(case, monkeypatch, state=case.settled)
    found = sayar(*UP, folder=case.folder)
    kept = fake.folder / "prod.checkpoint.json"
    assert found.code == 6
    assert found.err.splitlines()[-1] == (
        "way back: Pulumi.prod.yaml as it was before, then `sayar up --stack prod`; "
        f"the state of before is kept in {kept}"
    )


def test_the_forecast_of_a_try_that_failed_stays_that_of_the_phase(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = engine(case, monkeypatch)
    assert sayar(*UP, folder=case.folder).code == 6
    (tried,) = read(history_file(case.folder, "prod")).moves
    assert (list(tried.forecast), tried.applied) == (["expand"], {})
    fake.breaks = False
    # The rerun's own forecast is of what is left: here of hardly anything.
    fake.state = case.through
    assert sayar(*UP, folder=case.folder).code == 0
    (through,) = read(history_file(case.folder, "prod")).moves
    assert through.forecast == tried.forecast
    assert list(through.applied) == ["expand"]
