"""`sayar move` and the stack's file: what may begin and end, and what is never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayar.move import editing
from tests.cli.moving import Make, place
from tests.cli.ran import PROD, sayar


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    return place(tmp_path, monkeypatch)


def test_a_move_ends_where_it_began_or_where_it_led_and_the_file_is_as_before(make: Make) -> None:
    here = make(text=PROD + "  # ours\n  sayar:budget: {{monthly_usd: 40, owner: who}}  # agreed")
    before = here.path.read_text()
    here.ok("start", "--to", "growth")
    assert here.ok("back") is None
    assert here.path.read_text() == before
    here.ok("start", "--to", "growth")
    here.reaches("settle")
    here.up()
    assert here.ok("finish") is None
    assert here.path.read_text() == before.replace("starter", "growth")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--to", "scale"), "a neighbour of starter; through growth: sayar move start --stack prod --to growth, then"),
        (("--to", "starter"), "another tier than sayar:tier"),
        (("--to", "huge"), "one of starter, growth, scale, enterprise"),
        (("--to", "growth", "--started", "26.11.2026"), "--started: 26.11.2026: a date such as"),
    ],
)
def test_a_move_that_cannot_begin_says_what_can(make: Make, more: tuple[str, ...], words: str) -> None:
    here = make()
    before = here.path.read_bytes()
    found = here.move("start", *more)
    assert (found.code, len(found.err.splitlines()), words in found.err) == (2, 1, True), found.err
    assert here.path.read_bytes() == before


def test_two_moves_at_once_and_files_of_tiers_are_refused(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    assert "one move at a time" in here.move("start", "--to", "scale").err
    tier = sayar("move", "start", "--stack", "starter", "--to", "growth", folder=here.folder)
    assert (tier.code, "no move edits a tier's own file" in tier.err) == (2, True)
    nobody = sayar("move", "start", "--stack", "nobody", "--to", "growth", folder=here.folder)
    assert (nobody.code, "Pulumi.nobody.yaml" in nobody.err) == (2, True)


def test_a_target_that_would_not_load_is_refused_before_anything_is_written(make: Make) -> None:
    # A leaf that starter allows and growth does not: the environment pins the example's plan of the zone.
    here = make(text=PROD + "  sayar:edge: {{plan: free}}\n")
    before = here.path.read_bytes()
    found = here.move("start", "--to", "growth")
    assert (found.code, here.path.read_bytes()) == (2, before)
    assert "sayar:edge" in found.err


@pytest.mark.parametrize("word", ["next", "back", "finish"])
def test_where_no_move_is_under_way_there_is_no_step(make: Make, word: str) -> None:
    found = make().move(word)
    assert (found.code, found.err) == (
        2,
        "prod: no move is under way; `sayar move start --stack prod --to TIER` begins one\n",
    )


def test_somebody_who_was_faster_is_not_overwritten(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from sayar.move.file import StackFile

    here = make()
    here.ok("start", "--to", "growth")
    checked = StackFile.checked

    def meanwhile(self: StackFile, text: str) -> Any:
        here.path.write_text(here.path.read_text() + "# theirs\n")
        return checked(self, text)

    monkeypatch.setattr(StackFile, "checked", meanwhile)
    found = here.move("next", "--gate-passed", "all bought", "--by", "anna")
    assert (found.code, "changed by somebody else meanwhile" in found.err) == (3, True)
    assert (here.transition["phase"], here.path.read_text().endswith("# theirs\n")) == ("plans", True)


def test_an_edit_that_would_say_something_else_as_well_is_not_written(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make()
    before = here.path.read_bytes()
    begun = editing.begun
    for wrong in (("shop.dev", "shop.test"), ("phase: plans", "phase: prepare")):
        monkeypatch.setattr(editing, "begun", lambda *said, wrong=wrong: begun(*said).replace(*wrong))
        found = here.move("start", "--to", "growth")
        assert (found.code, "cannot be edited as it is written" in found.err) == (2, True)
        assert here.path.read_bytes() == before


def test_a_history_that_cannot_be_written_stops_no_step(make: Make) -> None:
    here = make()
    (here.folder / "history").write_text("a file where the folder belongs")
    found = here.move("start", "--to", "growth")
    assert (found.code, "the step is not in the history" in found.err) == (0, True)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_status_says_where_the_stack_is_in_every_form(make: Make, form: str) -> None:
    here = make()
    assert "no move is under way" in here.move("status").out
    here.ok("start", "--to", "growth")
    found = here.move("status", "--as-of", "2026-11-28", "--format", form)
    assert (found.code, found.err) == (0, "")
    for word in ("plans", "starter", "Railway: plan pro", "sayar doctor --stack prod", "sayar move back --stack prod"):
        assert word in found.out
    if form == "json":
        assert (found.json["as_of"], found.json["format"]) == ("2026-11-28", "sayar.move/1")
        assert json.dumps(found.json).count("NAME") == 0


def test_a_transition_that_somebody_broke_is_explained_by_every_word(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.path.write_text(here.path.read_text().replace("phase: plans", "phase: plan"))
    for word in ("status", "next", "back", "finish"):
        found = here.move(word)
        assert (found.code, 'sayar:transition.phase: "plan": a phase of this move' in found.err) == (2, True)
