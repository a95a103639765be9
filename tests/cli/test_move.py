"""The steps of `sayar move` forwards: which gate is closed, what opens it, what is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.config.load import load_stack
from infra.moves.phases import phases_of
from sayar.documents.history import HistoryLine
from sayar.documents.probe import MoveId
from sayar.history import append, history_file, read
from tests.cli.moving import Make, Place, place


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    return place(tmp_path, monkeypatch)


def test_a_move_begins_in_the_file_and_asks_no_engine(make: Make) -> None:
    here = make()
    found = here.ok("start", "--to", "growth")
    assert (here.tier, here.transition["phase"], here.transition["started"]) == ("growth", "plans", "2026-11-26")
    assert (found["number"], len(found["phases"]), found["next"]["name"]) == (1, 12, "prepare")
    assert here.engine.calls == []
    assert 'started: "2026-11-26"' in here.path.read_text(), "a plain date would be read as a time"
    assert load_stack(here.folder, "prod").environment.transition is not None


def test_every_phase_is_reached_and_none_is_skipped(make: Make) -> None:
    here = make("growth")
    here.ok("start", "--to", "scale")
    ends = [load_stack(here.folder, tier).platform for tier in ("growth", "scale")]
    seen = [(here.transition["phase"], here.transition.get("weight"))]
    while here.transition["phase"] != "settle":
        here.passes(here.transition["phase"])
        seen.append((here.transition["phase"], here.transition.get("weight")))
    assert seen == [(phase.name, phase.weight) for phase in phases_of(*ends)]
    last = here.move("next", "--gate-passed", "done", "--by", "anna")
    assert last.code == 2
    assert last.err == "settle is the last phase; `sayar move finish --stack prod` ends the move\n"


def test_a_gate_that_people_pass_is_refused_until_one_says_so_and_recorded(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    before = here.path.read_bytes()
    refused = here.move("next")
    assert (refused.code, refused.out, here.path.read_bytes()) == (3, "", before)
    assert refused.err.splitlines()[0] == "refused: prod stays in plans; nothing was changed"
    here.ok("next", "--gate-passed", "every plan is bought", "--by", "anna")
    (move,) = read(history_file(here.folder, "prod")).moves
    passed = move.passed["plans"]
    assert (passed.by, passed.looked_at, passed.at) == ("anna", "every plan is bought", "2026-11-26T12:00:00Z")
    assert set(move.begun) == {"plans", "prepare"}


def test_an_update_is_shown_by_the_state_and_by_how_it_ended(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.passes("")
    assert "phase:prepare: the state does not say that prepare is deployed" in here.move("next").err
    for options, words in (
        ({"ends": False}, "the last update did not go through"),
        ({"whole": False}, "the last update was of a part of the stack only"),
    ):
        here.up(**options)
        found = here.move("next")
        assert (found.code, words in found.err) == (3, True), "a failed update leaves its outputs in the state"
    here.engine.last = None
    assert "remembers no update" in here.move("next").err
    here.up()
    assert here.ok("next")["phase"]["name"] == "certificate"


def test_a_wait_counts_from_when_it_was_first_known_and_not_anew(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.reaches("shift-feed")
    here.up()
    said = ("--gate-passed", "no 5xx", "--by", "anna")
    here.now += timedelta(minutes=30)
    found = here.move("next", *said)
    assert (found.code, "1 h at least, of which 30 min are left" in found.err) == (3, True)
    assert here.ok("status")["phase"]["gate"]["left_s"] == 1800
    here.up()  # an update that changes nothing
    here.now += timedelta(minutes=29, seconds=59)
    assert "of which 1 s are left" in here.move("next", *said).err
    here.now += timedelta(seconds=1)
    assert here.ok("next", *said)["phase"]["name"] == "shift-webhook"


def test_a_wait_whose_begin_is_lost_counts_from_now(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.reaches("verify")
    history_file(here.folder, "prod").unlink()
    assert "nobody wrote down since when; it counts from now" in here.move("next").err
    here.now += timedelta(days=1)
    assert here.ok("next")["phase"]["name"] == "require"


def test_a_waiver_has_a_day_a_name_and_a_reason_and_stays_in_the_file(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    waive = ("--waive", "bought by hand", "--by", "anna")
    for more, words in (
        (waive, "--until DATE is needed"),
        (("--waive", "why not", "--until", "2026-12-01"), "--by NAME is needed"),
        ((*waive, "--until", "2026-11-25"), "2026-11-26 or later"),
        ((*waive, "--until", "20261201"), "a date such as"),
        (("--by", "anna"), "--by: only together with a reason"),
        (("--until", "2026-12-01"), "--until: only together with a reason"),
        (("--gate-passed", "ok", "--by", "anna"), "--gate-passed: at least 3"),
        (("--waive", "a\nb c", "--by", "anna", "--until", "2026-12-01"), "--waive: at least 3 printable"),
    ):
        found = here.move("next", *more)
        assert (found.code, words in found.err) == (2, True), found.err
    found = here.move("next", *waive, "--until", "2026-12-01")
    assert found.code == 0
    assert "waived: plans, by anna until 2026-12-01, although nobody has said yet" in found.err
    (row,) = here.transition["waivers"]
    assert row == {"gate": "plans", "by": "anna", "reason": "bought by hand", "until": "2026-12-01"}
    assert read(history_file(here.folder, "prod")).moves[0].passed["plans"].looked_at.startswith("waived until 2026")


def test_a_waiver_of_the_file_opens_its_gate_until_its_day(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    row = '\n    waivers: [{gate: plans, by: anna, reason: agreed, until: "2026-11-26"}]'
    here.path.write_text(here.path.read_text().replace('"2026-11-26"', f'"2026-11-26"{row}', 1))
    assert here.move("next", "--as-of", "2026-11-27").code == 3
    assert "(over)" in here.move("status", "--as-of", "2026-11-27").out
    found = here.move("next")
    assert (found.code, "waived: plans, by anna until 2026-11-26: agreed" in found.err) == (0, True)


def test_what_leaves_is_named_by_approvals_and_let_go_of_by_an_update(make: Make) -> None:
    here = make("scale")
    here.ok("start", "--to", "growth")
    assert here.transition["phase"] == "release"
    here.up()
    found = here.move("next")
    assert found.code == 3
    snippet = [line for line in found.err.splitlines() if line.startswith("    - {resource:")]
    assert snippet, "the rows are ready to be pasted"
    with here.path.open("a") as file:
        file.write("\n".join(["  sayar:approvals:", *snippet, ""]).replace("WHO", "anna").replace("WHY", "the move"))
    name = snippet[0].split('"')[1]
    here.up(protect=True)
    state = here.engine.state["deployment"]["resources"][3]
    state["urn"], state["type"] = f"urn:pulumi:prod::sayar::{name}", name.split("::")[0]
    assert f"still protected in the state: {name}" in here.move("next").err
    state["protect"] = False
    assert here.ok("next")["phase"]["name"] != "release"


def test_a_tier_that_changed_in_the_middle_is_noticed_explained_and_waived_under_its_name(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    tier = here.folder / "Pulumi.starter.yaml"
    tier.write_text(tier.read_text().replace("retention_days: ", "retention_days: 1", 1))
    said = ("--gate-passed", "every plan is bought", "--by", "anna")
    found = here.move("next", *said)
    assert found.code == 3, "the file was changed, or this test changes nothing"
    assert "base: Pulumi.starter.yaml, Pulumi.yaml or a leaf" in found.err
    assert here.move("back").code == 3, "the guard would refuse that update too"
    assert here.ok("status")["base_changed"] is True
    here.ok("next", *said, "--waive", "a comment only", "--until", "2026-12-01")
    assert [row["gate"] for row in here.transition["waivers"]] == ["base"]
    assert here.move("back", "--no-update").code == 0, "the waiver counts for the next step too"


def test_a_move_is_not_finished_while_phases_are_left(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    here.reaches("restrict")
    found = here.move("finish")
    assert (found.code, "restrict is not the last phase, 1 phase left: settle;" in found.err) == (2, True)
    here.passes("restrict")
    assert here.move("finish").code == 3, "its update is not there yet"


def jumped(here: Place) -> None:
    """A move that was made one of a single phase by hand, as docs/moves.md has it."""
    here.ok("start", "--to", "growth")
    waiver = "{gate: phases, by: anna and ben, reason: nobody is there yet, until: '2026-12-31'}"
    text = here.path.read_text().replace("phase: plans", f"phase: direct\n    waivers: [{waiver}]")
    here.path.write_text(text)
    assert load_stack(here.folder, "prod").environment.transition is not None


def test_a_jump_is_finished_once_its_update_is_there(make: Make) -> None:
    here = make()
    jumped(here)
    status = here.ok("status")
    assert (status["phase"]["name"], status["next"]) == ("direct", None)
    assert here.move("next").code == 2, "there is no phase after it"
    assert here.move("finish").code == 3, "its update is not there yet"
    here.up()
    here.ok("finish")
    assert (here.tier, here.transition) == ("growth", {})


def test_a_jump_is_taken_back_to_the_tier_of_before(make: Make) -> None:
    here = make()
    jumped(here)
    assert here.move("back", "--no-update").code == 0
    assert (here.tier, here.transition) == ("starter", {})


def counted(folder: Path, *businesses: float) -> str:
    """Active businesses of days, the last of which ends on 2026-11-26."""
    end = datetime(2026, 11, 26, tzinfo=UTC)
    rows = [
        f"active_businesses,{(end - timedelta(days=len(businesses) - 1 - place)).isoformat()},{value}\n"
        for place, value in enumerate(businesses)
    ]
    path = folder / "metrics.csv"
    path.write_text("series,timestamp,value\n" + "".join(rows))
    return str(path)


def triggered(here: Place) -> str | None:
    (move,) = read(history_file(here.folder, "prod")).moves
    return move.triggered


def test_the_day_on_which_a_move_came_to_be_due_is_kept_in_the_history(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth", "--triggered", "2026-11-02")
    assert triggered(here) == "2026-11-02"
    (move,) = read(history_file(here.folder, "prod")).moves
    assert move.begun == {"plans": "2026-11-26T12:00:00Z"}, "one line, with everything that is known at the begin"


def test_metrics_show_since_when_a_move_is_due(make: Make) -> None:
    here = make()
    # From 2026-11-20 on there are fifty businesses; the third day in a row is 2026-11-22.
    found = here.move("start", "--to", "growth", "--metrics", counted(here.folder, 40, 40, 50, 50, 50, 55, 55, 55, 60))
    assert (found.code, found.err) == (0, "triggered: 2026-11-22, the first day of businesses\n")
    assert triggered(here) == "2026-11-22"


def test_metrics_that_show_no_trigger_leave_the_day_unknown_and_the_move_begins(make: Make) -> None:
    here = make()
    found = here.move("start", "--to", "growth", "--metrics", counted(here.folder, 40, 40, 40))
    assert (found.code, triggered(here)) == (0, None)
    assert found.err == "triggered: nobody knows: no trigger of starter was met in a year of metrics.csv\n"


def test_without_either_the_day_stays_unknown(make: Make) -> None:
    here = make()
    here.ok("start", "--to", "growth")
    assert triggered(here) is None


def test_what_was_met_before_the_stack_came_to_its_tier_is_of_the_tier_before(make: Make) -> None:
    here = make("growth")
    came = MoveId(origin="starter", to="growth", started="2026-11-01")
    append(history_file(here.folder, "prod"), HistoryLine(move=came, finished="2026-11-23T09:00:00Z"))
    here.ok("start", "--to", "scale", "--metrics", counted(here.folder, *[210.0] * 20))
    _, move = read(history_file(here.folder, "prod")).moves
    assert move.triggered == "2026-11-24", "the first day that was judged in Growth"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--triggered", "2026-11-27"), "--triggered: 2026-11-27: 2026-11-26 or earlier"),
        (("--triggered", "2026-11-20", "--started", "2026-11-19"), "--triggered: 2026-11-20: 2026-11-19 or earlier"),
        (("--triggered", "soon"), "--triggered: soon: a date such as 2026-11-24"),
        (("--triggered", "2026-11-20", "--metrics", "FILE"), "one of --triggered DATE and --metrics FILE"),
        (("--metrics", "none.csv"), "none.csv: No such file or directory"),
        (("--to", "starter", "--triggered", "2026-11-20"), "--triggered: only with a move up"),
        (("--to", "starter", "--metrics", "FILE"), "--metrics: only with a move up"),
        (("--to", "team", "--triggered", "2026-11-20"), "tier: "),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_begins(make: Make, arguments: tuple[str, ...], says: str) -> None:
    here = make("growth")
    path, before = counted(here.folder, 210, 210, 210), here.path.read_bytes()
    given = [path if word == "FILE" else word for word in arguments]
    found = here.move("start", *(("--to", "scale") if "--to" not in arguments else ()), *given)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert says in found.err
    assert here.path.read_bytes() == before
    assert not history_file(here.folder, "prod").exists()
