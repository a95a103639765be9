"""An engine that is killed in a phase, and a resource that fails in one: what is left, and that a rerun converges."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from sayar.engine.rehearsal_stops import Stop
from sayar.engine.sandbox.faults import Fault
from tests.cli.ran import sayar
from tests.support.moving import PROD, Moving, points, recovered
from tests.support.shared import made_once

pytestmark = pytest.mark.engine

PREPARE: Final = "prepare"
SHIFT: Final = "shift-feed"
STEPS: Final = {PREPARE: 9, SHIFT: 17}
"""What each of the phases does at the vendors and in the state, so that points are spread over all of it."""
POINTS: Final = [(phase, *at) for phase, seed in ((PREPARE, 11), (SHIFT, 12)) for at in points(seed, STEPS[phase], 6)]
_SETTING: Final = "cloudflare:index/zoneSetting:ZoneSetting"


@dataclass(frozen=True)
class Undisturbed:
    """A phase that nobody disturbed: the stack before it and after it."""

    stop: Stop
    before: Moving
    after: Moving


@pytest.fixture(scope="module")
def servers() -> Iterator[ExitStack]:
    """Where stand-ins are served until the last test of this file."""
    with ExitStack() as found:
        yield found


@pytest.fixture(scope="module")
def phases(tmp_path_factory: pytest.TempPathFactory, pulumi: Path, servers: ExitStack) -> dict[str, Undisturbed]:
    """A stack that went from nothing to where the first host passes the edge, kept around two of the phases."""
    folder = made_once(tmp_path_factory, "moving", undisturbed)
    kept = pickle.loads((folder / "stops").read_bytes())  # noqa: S301 - this run wrote it
    ends = ("before", "after")
    return {
        phase: Undisturbed(stop, *(Moving.opened(folder / f"{end}-{phase}", servers) for end in ends))
        for phase, stop in kept.items()
    }


def undisturbed(folder: Path) -> None:
    """Bring the stack there, with a copy before and after each of the phases."""
    kept: dict[str, Stop] = {}
    with ExitStack() as servers:
        moving, stops = Moving.begin(folder / "stack", "starter", "growth", servers)
        for stop in stops:
            if stop.phase in STEPS:
                moving.copy(folder / f"before-{stop.phase}")
            done = moving.step(stop)
            if stop.phase in STEPS:
                assert sum(done.values()) == STEPS[stop.phase], "the points lie in what the phase does"
                moving.copy(folder / f"after-{stop.phase}")
                kept[stop.phase] = stop
            if stop.phase == SHIFT:
                break
    (folder / "stops").write_bytes(pickle.dumps(kept))


@pytest.mark.parametrize(("phase", "events", "pause_s"), POINTS)
def test_a_phase_whose_engine_was_killed_is_finished_and_the_world_is_as_if_nothing_had_happened(
    phases: dict[str, Undisturbed],
    phase: str,
    events: int,
    pause_s: float,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = phases[phase]
    moving = whole.before.copy(tmp_path / "stack")
    recovered(moving, whole.stop, (events, pause_s), monkeypatch)
    assert moving.world() == whole.after.world()
    # That the engine says the same as the tool, which takes a run of it, is seen at the first points of each phase.
    first = (phase, events, pause_s) in (POINTS[0], POINTS[6])
    assert (moving.preview() if first else moving.left(whole.stop)).changes == ()


def test_a_resource_that_fails_half_way_is_told_with_what_is_served_and_a_rerun_converges(
    phases: dict[str, Undisturbed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = phases[PREPARE]
    moving = whole.before.copy(tmp_path / "stack")
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: moving.live)
    moving.file.write_text(whole.stop.text, encoding="utf-8")
    up = ("up", "--stack", PROD, "--yes", "--accept-risk", "tried on stand-ins")
    moving.project.inject([Fault("create", f"*{_SETTING}::*", message="the vendor is out of order")])

    failed = sayar(*up, "--format", "json", folder=moving.project.folder)
    assert failed.code == 6, failed.err
    said = failed.err.splitlines()
    assert "the vendor is out of order" in failed.err
    assert any(line.startswith("done: ") and "failed: create" in line for line in said), "what was and was not done"
    surfaces = failed.json["direct"]["downtime"]["surfaces"]
    assert {line.split(": ")[0] for line in said} >= set(surfaces), "each surface is judged"
    assert said[-2] == f"go on: `sayar up --stack {PROD}`"
    assert said[-1].startswith(f"way back: sayar move back --stack {PROD} (")
    assert moving.world() != whole.after.world()

    moving.project.inject([])
    again = sayar(*up, folder=moving.project.folder)
    assert again.code == 0, again.err
    assert again.err.splitlines()[-1].startswith(f"way back: sayar move back --stack {PROD} (")
    assert moving.world() == whole.after.world()
    assert moving.left(whole.stop).changes == ()

    # The forecast is that of the first try; the phase counts as applied from the second one on.
    lines = [
        json.loads(line) for line in (moving.project.folder / "history" / f"{PROD}.jsonl").read_text().splitlines()
    ]
    assert [(bool(line["forecast"]), bool(line["applied"])) for line in lines] == [(True, False), (False, True)]
    assert set(lines[0]["forecast"][PREPARE]) == set(surfaces)
