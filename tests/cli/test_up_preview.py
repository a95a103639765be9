"""`sayar up` and `sayar preview` over an engine that only pretends: what it is asked for, in which order."""

from __future__ import annotations

import io
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sayar.engine.errors import EngineMissingError
from tests.cli.engines import FakeLive, digest_of
from tests.cli.ran import PROD, deployed, encrypted, export, sayar
from tests.infra.projects import project

Make = Callable[..., FakeLive]
EMPTY = {"version": 3, "deployment": None}
PROTECTED = deployed("starter", "old-orders", "supabase:index:Project", protect=True)
FOREIGN = "vendor:index:Thing"
IN_THE_ZONE = deployed("starter", "extra", FOREIGN, urn=f"urn:pulumi:prod::sayar::sayar:edge:Zone${FOREIGN}::extra")
"""Of a type that no fact knows, where every surface stands: nobody can say what its leaving does."""


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The state of prod before its file named the next tier.

    Without the guard, which would refuse the jump: these tests are about what comes before the guard and after it.
    """
    state = export("starter", folder=project(tmp_path_factory.mktemp("was"), prod=PROD.format(tier="starter")))
    rows = [row for row in state["deployment"]["resources"] if row["type"] != "guard:index:Move"]
    return {**state, "deployment": {"resources": rows}}


@pytest.fixture(scope="module")
def doubtful(starter: dict[str, Any]) -> dict[str, Any]:
    """The same with something that nobody knows, which leaves."""
    return with_(starter, IN_THE_ZONE)


def with_(state: dict[str, Any], *more: dict[str, Any]) -> dict[str, Any]:
    """A state with further resources."""
    return {**state, "deployment": {"resources": [*state["deployment"]["resources"], *more]}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, prod=PROD.format(tier="growth"))


@pytest.fixture
def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Put a stand-in in the engine's place."""

    def fake(state: Any = EMPTY, **options: Any) -> FakeLive:
        kept = folder / "checkpoints"
        kept.mkdir(exist_ok=True)
        engine = FakeLive(state, kept, **options)
        monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: engine)
        return engine

    return fake


def on_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))


def test_what_hurts_nobody_is_updated_after_a_checkpoint(make: Make, folder: Path) -> None:
    engine = make()
    found = sayar("up", "--stack", "prod", "--yes", "--format", "json", folder=folder)
    assert found.code == 0
    assert engine.calls == ["export", "checkpoint", "update"]
    assert (found.json["verdict"], found.json["source"]) == ("ok", "state")
    assert [path.name for path in engine.folder.iterdir()] == ["prod.checkpoint.json"], "nothing had to be accepted"


def test_progress_goes_to_standard_error_and_can_be_silenced(make: Make, folder: Path) -> None:
    make()
    loud = sayar("up", "--stack", "prod", "--yes", folder=folder)
    assert [line.split(":")[0] for line in loud.err.splitlines()] == [
        "reading the state of prod",
        "checkpoint",
        "created",
        "done",
    ]
    quiet = sayar("up", "--stack", "prod", "--yes", "--quiet", folder=folder)
    assert (quiet.code, quiet.err, quiet.out) == (0, "", loud.out)


def test_an_unknown_effect_stops_until_somebody_takes_the_risk(
    make: Make, folder: Path, doubtful: dict[str, Any]
) -> None:
    engine = make(doubtful)
    found = sayar("up", "--stack", "prod", "--yes", folder=folder)
    assert (found.code, engine.calls) == (4, ["export"])
    assert "--accept-risk" in found.err
    assert found.err.splitlines()[-1].endswith("nothing was changed")
    assert "verdict   UNKNOWN" in found.out, "the forecast is printed before the gate closes"


def test_an_accepted_risk_is_recorded_beside_the_checkpoint_for_its_owner_alone(
    make: Make, folder: Path, doubtful: dict[str, Any]
) -> None:
    engine = make(doubtful)
    asked = ("up", "--stack", "prod", "--yes", "--accept-risk", "  Sunday night, agreed with ops ", "--format", "json")
    found = sayar(*asked, folder=folder)
    assert (found.code, engine.calls) == (0, ["export", "checkpoint", "update"])
    (record,) = engine.folder.glob("*.accepted")
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    said = json.loads(record.read_text())
    assert (said["reason"], said["verdict"]) == ("Sunday night, agreed with ops", "unknown")
    unknown = [one["urn"] for one in found.json["direct"]["changes"] if one["effect"] == "unknown"]
    assert said["unknown"] == unknown == [IN_THE_ZONE["urn"]]


def test_a_worst_case_over_the_budget_stops_until_somebody_takes_the_risk(
    make: Make, folder: Path, starter: dict[str, Any]
) -> None:
    """All facts are there: the restart of the database takes 690 s at worst, and 300 are promised."""
    engine = make(starter)
    found = sayar("up", "--stack", "prod", "--yes", folder=folder)
    assert (found.code, engine.calls) == (4, ["export"])
    last = "the verdict is at_risk: --accept-risk REASON goes on and records why; nothing was changed"
    assert found.err.splitlines()[-1] == last
    assert "verdict   AT RISK" in found.out
    engine = make(starter)
    taken = sayar("up", "--stack", "prod", "--yes", "--accept-risk", "agreed with ops", folder=folder)
    assert (taken.code, engine.calls) == (0, ["export", "checkpoint", "update"])
    (record,) = engine.folder.glob("*.accepted")
    assert json.loads(record.read_text()) == {"reason": "agreed with ops", "verdict": "at_risk", "unknown": []}


def test_a_risk_that_nobody_runs_is_not_recorded(make: Make, folder: Path) -> None:
    engine = make()
    assert sayar("up", "--stack", "prod", "--yes", "--accept-risk", "to be sure", folder=folder).code == 0
    assert list(engine.folder.glob("*.accepted")) == []


@pytest.mark.parametrize("more", [(), ("--accept-risk", "I know what I do")])
def test_what_is_blocked_is_refused_and_no_reason_opens_it(
    make: Make, folder: Path, starter: dict[str, Any], more: tuple[str, ...]
) -> None:
    engine = make(with_(starter, PROTECTED))
    found = sayar("up", "--stack", "prod", "--yes", *more, folder=folder)
    assert (found.code, engine.calls) == (3, ["export"])
    assert found.err.splitlines()[-1] == "refused: the verdict is blocked; nothing was changed"


@pytest.mark.parametrize("more", [(), ("--accept-risk", "I know what I do")])
def test_a_month_over_the_budget_is_refused_until_its_owner_waives_it(
    make: Make, folder: Path, more: tuple[str, ...]
) -> None:
    """Growth costs 201 USD a month; a reason of whoever runs the update is no waiver of whoever pays."""
    file, text = folder / "Pulumi.prod.yaml", PROD.format(tier="growth")
    held = "  sayar:budget: {monthly_usd: 150, owner: the founders"
    file.write_text(f"{text}{held}}}\n", encoding="utf-8")
    engine = make()
    found = sayar("up", "--stack", "prod", "--yes", *more, folder=folder)
    assert (found.code, engine.calls) == (3, ["export"])
    assert found.err.splitlines()[-1] == "refused: the verdict is breach; nothing was changed"
    assert "The budget of the founders is 150.00 USD a month" in " ".join(found.out.split())

    waiver = "{gate: budget, by: the founders, reason: a campaign, until: '2099-12-31'}"
    file.write_text(f"{text}{held}, waiver: {waiver}}}\n", encoding="utf-8")
    assert sayar("up", "--stack", "prod", "--yes", folder=folder).code == 0


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_risk_without_a_reason_is_refused_before_anything_is_read(make: Make, folder: Path, reason: str) -> None:
    engine = make()
    found = sayar("up", "--stack", "prod", "--yes", "--accept-risk", reason, folder=folder)
    assert (found.code, found.out, engine.calls) == (2, "", [])


def test_the_example_domain_never_reaches_a_real_vendor(make: Make, folder: Path) -> None:
    engine = make()
    found = sayar("up", "--stack", "growth", "--yes", folder=folder)
    assert (found.code, found.out, engine.calls) == (2, "", [])
    assert found.err.startswith('Pulumi.growth.yaml: sayar:platform.domain: "sayar.example": ')


def test_the_example_domain_is_fine_in_a_rehearsal_and_in_a_preview(make: Make, folder: Path) -> None:
    engine = make(stands_in=True)
    assert sayar("up", "--stack", "growth", "--yes", folder=folder).code == 0
    assert engine.calls == ["export", "checkpoint", "update"]
    engine = make(digest=digest_of(plan(folder, EMPTY, stack="growth")))
    assert sayar("preview", "--stack", "growth", folder=folder).code == 0
    assert engine.calls == ["export", "preview"]


def test_a_wrong_stack_file_is_refused_before_the_engine_is_looked_for(make: Make, folder: Path) -> None:
    engine = make()
    (folder / "Pulumi.prod.yaml").write_text(PROD.format(tier="growth") + "  sayar:edge: {mode: fast}\n")
    for command in (("up", "--yes"), ("preview",)):
        found = sayar(*command, "--stack", "prod", folder=folder)
        assert (found.code, found.out, engine.calls) == (2, "", [])
        assert found.err.startswith("Pulumi.prod.yaml: sayar:edge.mode: ")


def test_without_a_terminal_and_without_yes_nothing_happens(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    engine = make()
    found = sayar("up", "--stack", "prod", folder=folder)
    assert (found.code, engine.calls) == (2, ["export"])
    assert "--yes" in found.err


@pytest.mark.parametrize(("answer", "calls"), [("y\n", ["export", "checkpoint", "update"]), ("n\n", ["export"])])
def test_a_person_is_asked_on_standard_error_and_only_yes_goes_on(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str, calls: list[str]
) -> None:
    on_terminal(monkeypatch, answer)
    engine = make()
    found = sayar("up", "--stack", "prod", folder=folder)
    assert (engine.calls, found.code == 0) == (calls, len(calls) == 3)
    assert "Update prod?" in found.err
    assert "Update prod?" not in found.out


def test_an_end_of_input_instead_of_an_answer_changes_nothing(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch, "")
    engine = make()
    assert sayar("up", "--stack", "prod", folder=folder).code not in (0, 1)
    assert engine.calls == ["export"]


@pytest.mark.parametrize("method", ["export", "checkpoint", "update"])
def test_an_engine_that_fails_ends_with_code_6_and_says_what_was_done(make: Make, folder: Path, method: str) -> None:
    engine = make(fails=method)
    found = sayar("up", "--stack", "prod", "--yes", folder=folder)
    order = ["export", "checkpoint", "update"]
    assert (found.code, engine.calls) == (6, order[: order.index(method) + 1])
    said = [
        f"pulumi {method} ended with exit code 255",
        "1 of 2 steps was done",
        "error: the vendor said no",
    ]
    lines = found.err.splitlines()
    at = lines.index(said[0])
    assert lines[at : at + len(said)] == said
    # After an update people need more: what users have now, and both ways from here (test_up_fails).
    assert (len(lines) > at + len(said)) == (method == "update")


def test_a_missing_engine_is_code_6(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(config_dir: Path, stack: str) -> None:
        raise EngineMissingError("no pulumi found")

    monkeypatch.setattr("sayar.cli.live.live", missing)
    for command in (("up", "--yes"), ("preview",)):
        found = sayar(*command, "--stack", "prod", folder=folder)
        assert (found.code, found.out, found.err) == (6, "", "no pulumi found\n")


def test_a_state_of_another_project_is_never_updated(make: Make, folder: Path) -> None:
    other = {"urn": "urn:pulumi:prod::shop::a:index:B::c", "type": "a:index:B", "custom": True}
    engine = make({"version": 3, "deployment": {"resources": [other]}})
    found = sayar("up", "--stack", "prod", "--yes", folder=folder)
    assert (found.code, found.out, engine.calls) == (2, "", ["export"])


def test_a_document_that_cannot_be_written_stops_the_update(make: Make, folder: Path) -> None:
    engine = make()
    found = sayar("up", "--stack", "prod", "--yes", "--out", str(folder / "no" / "plan.txt"), folder=folder)
    assert (found.code, engine.calls) == (2, ["export"])


def test_no_secret_of_the_state_is_told_by_up(make: Make, folder: Path, starter: dict[str, Any]) -> None:
    more = deployed("starter", "a", inputs={"key": encrypted("canary-4711")})
    make(with_(starter, more))
    for form in ("text", "json", "markdown"):
        found = sayar("up", "--stack", "prod", "--yes", "--accept-risk", "trial", "--format", form, folder=folder)
        assert found.code == 0
        assert "canary-4711" not in found.out + found.err


def plan(folder: Path, state: Any, stack: str = "prod") -> Any:
    """The forecast that the command should come to."""
    path = folder / "state.json"
    path.write_text(json.dumps(state))
    asked = ("plan", "--state", str(path), "--to", "growth", "--stack", stack, "--format", "json")
    return sayar(*asked, folder=folder).json


def test_an_engine_that_agrees_leaves_the_verdict_of_the_forecast(
    make: Make, folder: Path, starter: dict[str, Any]
) -> None:
    wanted = plan(folder, starter)
    engine = make(starter, digest=digest_of(wanted))
    found = sayar("preview", "--stack", "prod", "--format", "json", folder=folder)
    assert (found.code, engine.calls) == (4, ["export", "preview"])
    # The engine previews one update: the phases of the whole move are no part of it.
    assert (found.json["phases"], found.json["manual_steps"]) == ([], [])
    assert wanted["phases"]
    assert found.json["direct"] == wanted["direct"]
    assert found.json["downtime"]["surfaces"] == wanted["direct"]["downtime"]["surfaces"]
    assert found.err.splitlines()[-1].startswith("the engine agrees: ")
    make(EMPTY, digest=digest_of(plan(folder, EMPTY)))
    assert sayar("preview", "--stack", "prod", folder=folder).code == 0


def test_an_engine_that_disagrees_without_a_reason_is_code_5_even_when_quiet(
    make: Make, folder: Path, starter: dict[str, Any]
) -> None:
    make(starter, digest=digest_of(plan(folder, starter), subscription="same"))
    found = sayar("preview", "--stack", "prod", "--quiet", "--format", "json", folder=folder)
    assert found.code == 5
    (line,) = found.err.splitlines()
    assert line.endswith("::subscription: forecast create, engine same: NO REASON")
    assert found.json["verdict"] == "at_risk", "the document is printed all the same"


def test_a_difference_with_a_reason_is_told_and_is_no_disagreement(
    make: Make, folder: Path, starter: dict[str, Any]
) -> None:
    """What the comparison took for a change without being sure; facts that are assumed are no such reason."""
    wanted = plan(folder, starter)
    assumed = [
        one["name"] for one in wanted["direct"]["changes"] if one["op"] == "update" and "counts as" in one["source"]
    ]
    assert assumed, "without an assumption this test would say nothing"
    make(starter, digest=digest_of(wanted, **{assumed[0]: "same"}))
    found = sayar("preview", "--stack", "prod", "--quiet", folder=folder)
    assert found.code == 4
    assert found.err.endswith("forecast update, engine same: assumed_change\n")


@pytest.mark.parametrize("method", ["preview", "export"])
def test_an_engine_that_fails_in_a_preview_is_code_6_without_a_document(make: Make, folder: Path, method: str) -> None:
    make(fails=method)
    found = sayar("preview", "--stack", "prod", folder=folder)
    assert (found.code, found.out) == (6, "")


def test_a_preview_never_updates_and_leaves_nothing_behind(make: Make, folder: Path) -> None:
    engine = make(EMPTY, digest=digest_of(plan(folder, EMPTY)))
    before = sorted(path.name for path in folder.rglob("*"))
    sayar("preview", "--stack", "prod", folder=folder)
    assert not {"update", "checkpoint"} & set(engine.calls)
    assert sorted(path.name for path in folder.rglob("*")) == before


@pytest.mark.parametrize("command", [("up",), ("preview",), ("up", "--stack"), ("preview", "--stack", "x", "--yes")])
def test_a_command_without_its_stack_or_with_a_word_too_many_is_refused(command: tuple[str, ...]) -> None:
    found = sayar(*command, folder=None)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
