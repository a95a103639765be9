"""`sayar move back` over an engine that only pretends: what it asks for, and when it goes no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayar.engine.updates import LastUpdate
from sayar.history import history_file
from tests.cli.moving import BALANCER, GUARD, Make, place


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    return place(tmp_path, monkeypatch)


def test_a_step_back_where_requests_are_shifted_turns_balancer_and_guard_alone(make: Make) -> None:
    here = make("growth")
    here.ok("start", "--to", "scale")
    here.reaches("shift-50")
    here.up()
    here.engine.calls.clear()
    found = here.move("back")
    assert (found.code, here.transition["phase"], here.transition["weight"]) == (0, "shift-10", 10)
    assert here.engine.calls == ["checkpoint", "update_only"], "one read, and that is the checkpoint"
    assert here.engine.only == [(BALANCER, GUARD)]
    assert [line.split(":")[0] for line in found.err.splitlines()] == ["checkpoint", "updated", "done"]
    assert (
        found.out.splitlines()[-1]
        == "way back: sayar move back --stack prod (the weights of before, at once: every request passes the edge)"
    )
    here.up(whole=False)
    assert "of a part of the stack only" in here.move("next", "--gate-passed", "fine", "--by", "anna").err


def test_a_step_back_that_fails_is_tried_again_and_goes_no_further(make: Make) -> None:
    here = make("growth")
    here.ok("start", "--to", "scale")
    here.reaches("shift-50")
    here.up()
    here.engine.fails = "update_only"
    failed = here.move("back")
    assert (failed.code, here.transition["phase"]) == (6, "shift-10")
    assert failed.err.splitlines()[-1].endswith("`sayar move back --stack prod` tries the update again")
    here.engine.fails = ""
    for outputs in ("shift-50", "shift-10"):  # the engine may have written the new outputs before it was cut off
        here.engine.state["deployment"]["resources"][0]["outputs"]["move"]["phase"] = outputs
        here.engine.last = LastUpdate(False, False, here.now)
        again = here.move("back")
        assert (again.code, here.transition["phase"]) == (0, "shift-10")
        assert "was cut off: it is ended first" in again.err
        history = history_file(here.folder, "prod")
        history.write_text(history.read_text().rsplit("\n", 2)[0] + "\n")  # as if the engine had failed once more
    here.up()
    assert here.ok("back")["phase"]["name"] == "balance", "an update went through since: the step back is over"


def test_where_nothing_is_shifted_a_step_back_edits_the_file_and_names_the_update(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.reaches("expand")
    here.up()
    here.engine.calls.clear()
    found = here.move("back")
    assert (found.code, here.transition["phase"], here.engine.calls) == (0, "upgrade", ["export"])
    assert "next: `sayar up --stack prod` brings the platform there" in found.err
    further = here.move("back")
    assert (further.code, here.transition["phase"]) == (3, "upgrade"), "two phases at once are none that a move has"
    assert "the state of prod is at expand, the file at upgrade" in further.err


def test_without_an_update_nothing_is_asked_of_the_engine(make: Make) -> None:
    here = make("growth")
    here.ok("start", "--to", "scale")
    here.reaches("shift-10")
    here.engine.calls.clear()
    assert here.ok("back", "--no-update")["phase"]["name"] == "balance"
    assert here.engine.calls == []


def test_an_engine_that_cannot_be_asked_leaves_the_file_and_names_the_way_without_it(make: Make) -> None:
    here = make("growth")
    here.ok("start", "--to", "scale")
    here.reaches("shift-10")
    before = here.path.read_bytes()
    here.engine.fails = "checkpoint"
    found = here.move("back")
    assert (found.code, here.path.read_bytes()) == (6, before)
    assert found.err.splitlines()[-1].endswith("`sayar move back --stack prod --no-update` edits the file alone")


def test_there_is_no_way_back_over_a_phase_that_is_one_way(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from infra.moves import current

    here = make()
    here.ok("start", "--to", "growth")
    here.passes("")
    whole = current.phases_of
    monkeypatch.setattr(
        current, "phases_of", lambda old, new: tuple(replace(one, one_way=True) for one in whole(old, new))
    )
    found = here.move("back", "--no-update")
    assert (found.code, "no way back over prepare" in found.err, here.transition["phase"]) == (3, True, "prepare")
    assert here.move("status").out.splitlines()[-1].startswith("way back: none")


def test_the_example_is_never_turned_at_a_real_vendor(make: Make) -> None:
    here = make("growth", text="config:\n  sayar:tier: {tier}\n")
    here.ok("start", "--to", "scale")
    here.reaches("shift-10")
    found = here.move("back")
    assert (found.code, "a domain of your own" in found.err, here.transition["phase"]) == (2, True, "shift-10")
