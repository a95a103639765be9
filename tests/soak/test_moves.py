"""Every move between neighbours: rehearsed whole, and killed at random points of all its phases, there and back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Final

import pytest

from infra.moves.phases import RECIPES
from sayar.engine import commands
from sayar.engine.rehearsal_leftovers import deleted
from sayar.engine.rehearsal_stops import FINISH, FIRST, Stop
from tests.cli.ran import sayar
from tests.support.moving import PROD, Moving, points, recovered

pytestmark = [pytest.mark.engine, pytest.mark.timeout(4 * 3600)]

MOVES: Final = [(recipe.lower, recipe.upper) for recipe in RECIPES]
KILLS: Final = int(os.environ.get("SAYAR_SOAK_KILLS", "60"))
"""Of all moves together."""


@pytest.mark.parametrize(("origin", "to"), MOVES)
@pytest.mark.usefixtures("pulumi")
def test_a_whole_move_is_rehearsed_with_every_preview(origin: str, to: str) -> None:
    found = sayar("rehearse", "--from", origin, "--to", to, "--format", "json")
    assert found.code == 0, found.err
    assert found.json["totals"]["updates"] == found.json["totals"]["planned"]
    assert found.json["totals"]["unexplained"] == 0


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """Where stand-ins are served until the test ends."""
    with ExitStack() as found:
        yield found


def spread(todo: tuple[Stop, ...], kills: int, seed: int) -> Counter[Stop]:
    """How often each update is killed: every phase of the engine as often as the others, the rest by lot."""
    phases = [stop for stop in todo if stop.kind == "config" and stop.phase != FIRST]
    each, more = divmod(kills, len(phases))
    drawn = Random(seed).sample(phases, more)  # noqa: S311 - the same ones on every machine
    return Counter(dict.fromkeys(phases, each)) + Counter(drawn)


@pytest.mark.parametrize(("origin", "to"), MOVES)
@pytest.mark.usefixtures("pulumi")
def test_killed_anywhere_in_any_phase_a_move_is_finished_as_if_nothing_had_happened(
    origin: str, to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, servers: ExitStack
) -> None:
    moving, todo = Moving.begin(tmp_path / "stack", origin, to, servers)
    seed = MOVES.index((origin, to))
    share = KILLS // len(MOVES) + (seed < KILLS % len(MOVES))
    planned, survived = spread(todo, share, seed), 0
    for number, stop in enumerate(todo):
        before = moving.copy(tmp_path / f"before-{number}") if planned[stop] else moving
        steps = sum(moving.step(stop).values())
        wanted = moving.world() if planned[stop] else []
        for place, at in enumerate(points(1000 * seed + number, max(steps, 1), planned[stop])):
            broken = before.copy(tmp_path / f"killed-{number}-{place}")
            recovered(broken, stop, at, monkeypatch)
            where = f"{stop} after {at[0]} events and {at[1]:.3f} s"
            assert broken.preview().changes == (), where
            assert broken.world() == wanted, where
            survived += 1
        if stop.phase == FINISH:  # people decide about what stays before the way back makes things of the same names
            deleted(moving.project.world(), commands.export_stack(moving.engine, PROD))
    assert survived == share
