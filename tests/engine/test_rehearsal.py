"""Rehearsals: what is compared, what they make of an engine that fails, and one whole move on the real one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from infra.config.load import load_tier
from infra.moves.phases import phases_of
from sayar.engine.rehearsal_project import own_keys, prepare
from sayar.engine.rehearsal_stops import FINISH, FIRST
from sayar.engine.rehearsal_update import Before, Place, rehearsed
from sayar.facts.replacement import load_facts
from tests.cli.ran import sayar
from tests.infra.projects import project
from tests.support.fake_engine import calls, fake_engine
from tests.support.shop import CANARY, OWN, Shop
from tests.support.shop import shop as shop

ROOT = Path(__file__).resolve().parents[2]


# What is compared

_DOES_NOTHING = """
if args[:2] == ["stack", "export"]:
    print('{"version": 3, "deployment": {"resources": []}}')
elif args[0] == "up":
    print('{"sequence": 0, "timestamp": 1, "preludeEvent": {"config": {}}}')
elif args[0] == "preview":
    urn = "urn:pulumi:shop::sayar::vendor:index:Thing::restless"
    state = '{"urn": "' + urn + '", "type": "vendor:index:Thing", "custom": true}'
    step = '{"op": "update", "urn": "' + urn + '", "oldState": ' + state + ', "newState": ' + state + '}'
    print('{"steps": [' + (step if os.path.exists("restless") else "") + '], "changeSummary": {}}')
"""


@pytest.mark.parametrize("quick", [True, False])
def test_an_engine_that_does_something_else_than_forecast_is_found_out_in_both_ways(
    shop: Shop, tmp_path: Path, quick: bool
) -> None:
    folder, _, todo = shop
    engine = replace(fake_engine(tmp_path, _DOES_NOTHING), folder=folder)
    found = rehearsed(Place(engine, "shop", load_facts(), quick), Before(), todo[0])
    told = found.rehearsed
    assert told.forecast == told.offline
    assert told.forecast.create > 50
    assert told.engine.create == 0
    assert len(told.differences) == told.forecast.create, "both forecasts say the same, which is one difference each"
    assert {(row.against, row.forecast, row.engine, row.reason) for row in told.differences} == {
        (("state", "offline"), "create", "same", None)
    }
    words = [call.split()[0] for call in (tmp_path / "calls").read_text(encoding="utf-8").splitlines()]
    assert words == (["stack", "up"] if quick else ["stack", "preview", "up", "preview"])


def test_what_an_update_leaves_to_do_is_a_difference_without_a_reason(shop: Shop, tmp_path: Path) -> None:
    todo, folder = shop[2], tmp_path / "own"
    shutil.copytree(shop[0], folder)
    (folder / "restless").touch()
    engine = replace(fake_engine(tmp_path, _DOES_NOTHING), folder=folder)
    found = rehearsed(Place(engine, "shop", load_facts(), quick=True), Before(), replace(todo[0], phase=FINISH))
    (again,) = [row for row in found.rehearsed.differences if row.against == ("again",)]
    assert (again.urn.rpartition("::")[2], again.engine, again.reason) == ("restless", "update", None)


# An engine that fails, and one that is interrupted

_ENDS_BADLY = """
if args[:2] == ["stack", "export"]:
    print('{"version": 3, "deployment": {"resources": []}}')
elif args[0] == "up":
    print('{"diagnosticEvent": {"severity": "error", "message": "the vendor said no"}}')
    sys.exit(255)
"""
_HANGS = """
if args[:2] == ["stack", "export"]:
    print('{"version": 3, "deployment": {"resources": []}}')
elif args[0] == "up":
    signal.signal(signal.SIGINT, lambda *_: sys.exit(1))
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made, so that one which stays is seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_an_engine_that_fails_is_told_with_the_phase_what_was_done_and_what_was_not_and_the_folder_stays(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fake_engine(tmp_path, _ENDS_BADLY)
    monkeypatch.setenv("SAYAR_ENGINE", str(engine.pulumi))
    found = sayar("rehearse", "--from", "starter", "--to", "growth", "--quick", "--format", "json")
    assert found.code == 6
    assert [call.split(" --")[0] for call in calls(engine)] == ["stack init", "stack export", "up"]
    failed, (folder,) = found.json["failed"], temporary.iterdir()
    assert (failed["phase"], found.json["folder"], found.json["exit_code"]) == (FIRST, str(folder.resolve()), 6)
    assert "the vendor said no" in failed["said"]
    assert len(failed["not_rehearsed"]) == found.json["totals"]["planned"] - 1
    assert "the vendor said no" in found.err
    assert f"the folder is kept: {folder.resolve()}" in found.err


def test_an_interrupt_ends_the_rehearsal_and_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, _HANGS)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "sayar.cli.main", "rehearse", "--from", "starter", "--to", "growth", "--quick"],
        cwd=ROOT,
        env={**os.environ, "SAYAR_ENGINE": str(engine.pulumi), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + 60
        while not any(call.startswith("up") for call in calls(engine)):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        assert list(temporary.iterdir()), "it is under way"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "growth", "--to", "growth"), "another tier than --from growth"),
        (("--from", "small", "--to", "growth"), "one of starter"),
        (("--from", "starter", "--to", "growth", "--stack", "scale"), "an environment with a file of its own"),
        (("--from", "starter", "--to", "growth", "--stack", "nowhere"), "Pulumi.nowhere.yaml"),
        (("--from", "starter", "--to", "growth", "--out", "/nowhere/at/all.json"), "there is no such folder"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_in_one_line_before_any_engine_runs(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    engine = fake_engine(tmp_path, _ENDS_BADLY)
    monkeypatch.setenv("SAYAR_ENGINE", str(engine.pulumi))
    found = sayar("rehearse", *arguments)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert words in found.err
    assert calls(engine) == []
    assert list(temporary.iterdir()) == []


def test_no_other_stack_is_in_the_project_of_a_rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = fake_engine(tmp_path, _ENDS_BADLY)
    monkeypatch.setenv("SAYAR_ENGINE", str(engine.pulumi))
    (tmp_path / "source").mkdir()
    source = project(tmp_path / "source", shop=OWN, other=OWN)
    made = prepare(tmp_path / "made", source, own_keys(source, "shop"), "shop", "growth", lazy=True)
    assert sorted(path.name for path in made.folder.glob("Pulumi.*.yaml")) == [
        *("Pulumi.enterprise.yaml", "Pulumi.growth.yaml", "Pulumi.scale.yaml", "Pulumi.shop.yaml"),
        "Pulumi.starter.yaml",
    ]
    written = [path for path in made.folder.rglob("*") if path.is_file()]
    assert not [path for path in written if CANARY.encode() in path.read_bytes()]
    providers = yaml.safe_load((made.folder / "Pulumi.yaml").read_text(encoding="utf-8"))["plugins"]["providers"]
    paths = {row["name"]: row["path"] for row in providers}
    assert paths.pop("guard") == str(ROOT / "providers" / "guard")
    assert all(path.startswith(str(made.folder.resolve())) for path in paths.values()), "stand-ins for everybody else"


# One whole move


def entries(folder: Path) -> set[str]:
    """What lies in a folder, without the byte-code that Python writes while other tests run."""
    return {path.name for path in folder.iterdir()} - {"__pycache__"}


@pytest.mark.engine
@pytest.mark.usefixtures("pulumi")
def test_starter_to_growth_and_back_is_as_forecast_in_every_phase_and_reaches_nothing_real(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes, called = tmp_path / "fakes", tmp_path / "called"
    fakes.mkdir()
    for package in ("cloudflare", "railway", "guard"):
        fake = fakes / f"pulumi-resource-{package}"
        fake.write_text(f"#!/bin/sh\necho {package} >> {called}\nexit 1\n", encoding="utf-8")
        fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fakes}{os.pathsep}{os.environ['PATH']}")
    for name in ("CLOUDFLARE_API_TOKEN", "RAILWAY_API_TOKEN", "AWS_SECRET_ACCESS_KEY", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, CANARY)
    before = entries(ROOT)

    found = sayar("rehearse", "--from", "starter", "--to", "growth", "--quick", "--keep", "--format", "json")

    assert found.code == 0, found.err
    told = found.json
    assert told["totals"]["updates"] == told["totals"]["planned"] == len(told["updates"])
    assert told["totals"]["unexplained"] == 0
    ways = [(one["way"], one["phase"]) for one in told["updates"]]
    assert ways[0] == ("there", FIRST)
    assert ways.count(("there", FINISH)) == ways.count(("back", FINISH)) == 1
    config = {tier: load_tier(ROOT, tier).platform for tier in ("starter", "growth")}
    for way, origin, to in (("there", "starter", "growth"), ("back", "growth", "starter")):
        phases = [phase.name for phase in phases_of(config[origin], config[to])]
        assert [name for one, name in ways if one == way and name != FIRST] == [*phases, FINISH]
    for one in told["updates"]:
        if not one["differences"]:
            assert one["engine"] == one["forecast"] == one["offline"], one["phase"]
        assert one["kind"] == "config" or sum(one["engine"].values()) <= 1, "people change nothing but the guard"
        assert one["ran"] or one["kind"] != "config"
    assert {row["reason"] for one in told["updates"] for row in one["differences"]} <= {"assumed_change"}
    assert not [one["phase"] for one in told["updates"] if one["engine"]["replace"]], "nothing live is replaced"
    assert len(told["not_proven"]) == 4
    assert found.err.count(" of ") >= told["totals"]["planned"], "each update is told as it comes"

    assert not called.exists(), "no plugin of the caller was started"
    (folder,) = temporary.iterdir()
    assert told["folder"] == str(folder.resolve())
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in written if "stacks" in path.parts], "the state is among what is read here"
    assert not [path for path in written if CANARY.encode() in path.read_bytes()]
    assert CANARY not in found.out + found.err
    assert entries(ROOT) == before, "the project's own folder is never used"
    world = [json.loads(line) for line in (folder / "world.json").read_text(encoding="utf-8").splitlines()]
    assert world, "the stand-ins have done it"
