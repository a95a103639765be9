"""Cases where it is easy to be wrong, worked out by hand; the model and the reference must both say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.impact.reference.data import Failover, KOfN, Need, Step, Surface
from tests.impact.reference.seconds import feel
from tests.impact.reference.test_agreement import pair, planned
from tests.impact.reference.worlds import Happening, Item, Setting, world_of

EVERYONE = Step("all", frozenset(), "full", 100, 200, best=100)
DATABASE = {"db": Failover("pr", ("sa", "sb"), EVERYONE)}


def update(node: str, *needs: int, typical: int = 10, worst: int = 20, **more: Any) -> Item:
    return Item("update", (node,), needs, "full", typical, worst, **more)


def replaced(node: str, *needs: int, **more: Any) -> Item:
    return replace(update(node, *needs, **more), kind="replace_delete_first")


def event(node: str) -> Happening:
    return Happening(node, "full", 1, 2)


def setting(*found: Item | Happening, need: Need | None = None, **groups: KOfN | Failover) -> Setting:
    """One surface that needs the one group, or `need`."""
    items = tuple(one for one in found if isinstance(one, Item))
    happenings = tuple(one for one in found if isinstance(one, Happening))
    nodes = {node for one in items for node in one.nodes} | {one.node for one in happenings} | {"pr", "sa", "sb"}
    nodes |= {node for group in groups.values() if isinstance(group, KOfN) for node in group.members}
    needs = (need or Need(next(iter(groups))),)
    return Setting(tuple(sorted(nodes)), items, happenings, tuple(groups.items()), (("s", Surface(needs)),))


TWO, THREE = KOfN(1, ("ma", "mb")), KOfN(1, ("ma", "mb", "mc"))

HARD = {
    # Members.
    "both at once": (setting(update("ma"), update("mb"), g=TWO), (10, 20)),
    "one after the other": (setting(update("ma"), update("mb", 0), g=TWO), (0, 0)),
    "one after the other, through a resource that stays": (
        setting(update("ma"), Item("same", ("mc",), (0,)), update("mb", 1), g=TWO),
        (0, 0),
    ),
    # What happens to one member after both came back does not take the group down again.
    "both at once, then one again": (setting(update("ma"), update("mb"), event("ma"), g=TWO), (10, 20)),
    "both at once, one of them twice": (setting(update("ma"), update("mb"), update("ma"), g=TWO), (10, 20)),
    # mc, then mb, then mc again: ma may be at once with each, but never are all three.
    "three of which two take turns": (
        setting(update("mc"), update("ma"), update("mb", 0), update("mc", 2), g=THREE),
        (0, 0),
    ),
    "three of which two take turns, the last by an event": (
        setting(update("mc"), update("ma"), update("mb", 0), event("mc"), g=THREE),
        (0, 0),
    ),
    "one resource in two members": (
        setting(replace(update("ma"), nodes=("ma", "mb")), update("mb", typical=30, worst=40), g=TWO),
        (10, 20),
    ),
    "one member deleted along with the other": (setting(replaced("ma"), replaced("mb", 0, leaf=True), g=TWO), (20, 40)),
    # The first two are one step of both members. The third is of a member too, so it waits for its turn.
    "both deleted together, then one again": (
        setting(replaced("ma"), update("mb"), replaced("mb", 0, leaf=True), g=TWO),
        (20, 40),
    ),
    # Failover.
    "standby first": (setting(update("sa"), update("pr", 0), db=Failover("pr", ("sa",), EVERYONE)), (10, 20)),
    "standby alone": (setting(update("sa"), event("sb"), db=DATABASE["db"]), (0, 0)),
    "primary beside all its standbys": (setting(update("pr"), update("sa"), update("sb"), **DATABASE), (100, 200)),
    # The row for everyone counts once, however the standbys stand to one another.
    "primary beside standbys that take turns": (
        setting(update("sa"), update("pr"), update("sb", 0), **DATABASE),
        (100, 200),
    ),
    "primary beside one of two standbys": (setting(update("pr"), update("sa"), **DATABASE), (10, 40)),
    "primary between its standbys": (setting(update("sa"), update("pr", 0), update("sb", 1), **DATABASE), (20, 40)),
    "the primary fails afterwards": (setting(update("sa"), update("pr", 0), event("pr"), **DATABASE), (11, 22)),
    # Deleted along.
    "a dependent that its property forces": (
        setting(replaced("na"), replaced("nb", 0, leaf=True), need=Need("na")),
        (20, 40),
    ),
    # The engine replaces it by itself, after the other: `depends_on` alone deletes nothing along.
    "a dependent that is replaced for itself": (setting(replaced("na"), replaced("nb", 0), need=Need("na")), (10, 20)),
}


@pytest.mark.parametrize("case", HARD)
def test_a_surface_is_down_as_long_as_worked_out_by_hand(case: str) -> None:
    chosen, seconds = HARD[case]
    ((name, surface),) = chosen.surfaces
    assert feel(world_of(chosen), surface).down == seconds, "the reference"
    assert pair(planned(chosen).direct.downtime.surfaces[name].down_s) == list(seconds), "the model"


@pytest.mark.parametrize(
    ("need", "happens", "delay", "verdict"),
    [
        # A window is held against what is left after the mask.
        (Need("na", "buffered", pause=30, window_s=15), Happening("na", "full", 10, 20), (10, 20), "ok"),
        (Need("na", "buffered", pause=4, window_s=15), Happening("na", "full", 10, 20), (10, 20), "at_risk"),
        (Need("na", "buffered", proxy=0.25, window_s=15), Happening("na", "failover", 10, 20), (2.5, 5), "ok"),
        (Need("na", "buffered", proxy=0.25, window_s=15), Happening("na", "full", 10, 20), (10, 20), "at_risk"),
        (Need("na", "buffered", window_s=10), Happening("na", "full", 10, 20), (10, 20), "breach"),
    ],
)
def test_a_mask_comes_before_the_buffer(
    need: Need, happens: Happening, delay: tuple[float, float], verdict: str
) -> None:
    chosen = setting(happens, need=need)
    ((name, surface),) = chosen.surfaces
    document = planned(chosen)
    told, felt = document.direct.downtime.surfaces[name], feel(world_of(chosen), surface)
    assert (felt.delay, felt.verdict) == (delay, verdict), "the reference"
    assert (pair(told.delay_s), told.verdict) == (list(delay), verdict), "the model"
    assert ("buffer-window" in {one.id for one in document.findings}) == (verdict != "ok")
