"""The phases of a move: a recipe applied to two platforms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from infra.config.platform import PlatformSpec, TierName
from infra.moves import growth_scale, scale_enterprise, starter_growth
from infra.moves.mixing import taking
from infra.moves.phase import LETTING_GO, UPDATED, Ends, Gate, Manual, Phase, Recipe, Stage, Standing
from infra.moves.waits import wait_s

RECIPES: Final[tuple[Recipe, ...]] = (
    starter_growth.RECIPE,
    growth_scale.RECIPE,
    scale_enterprise.RECIPE,
)

_WHOLE: Final = 100
RELEASE: Final = "release"
LEAVE: Final = "leave"
RETIRE: Final = "retire"
"""The phases of every way down: protection off, the last update, and what people do about what is left."""

_AGAIN: Final = "what this phase undoes comes again, as the phase before had it"


def phases_of(old: PlatformSpec, new: PlatformSpec) -> tuple[Phase, ...]:
    """The phases from one platform to another one, each with the whole platform as it is then.

    The last one is `new`. Empty between platforms of one tier, and of tiers that are no neighbours. Down goes
    the same way back, and what only the upper tier has is released and retired at the end.
    """
    found = recipe_between(old.tier, new.tier)
    if found is None:
        return ()
    recipe, up = found
    return tuple(_up(recipe, old, new) if up else _down(recipe, new, old))


def recipe_between(old: TierName, new: TierName) -> tuple[Recipe, bool] | None:
    """The recipe that leads from a tier to its neighbour, True where upwards; None for tiers that are no neighbours."""
    for recipe in RECIPES:
        if {recipe.lower, recipe.upper} == {old, new}:
            return recipe, recipe.lower == old
    return None


def _up(recipe: Recipe, lower: PlatformSpec, upper: PlatformSpec) -> Iterator[Phase]:
    for stage, standing in _applied(recipe, lower, upper):
        yield _phase(stage, standing)


def _down(recipe: Recipe, lower: PlatformSpec, upper: PlatformSpec) -> Iterator[Phase]:
    """The platforms of the way up in the opposite order, under the names that they have there.

    Data that only the upper tier has is let go of first: the engine looks at the protection of what is deployed.
    """
    applied = _applied(recipe, lower, upper)
    states = [(stage, one) for stage, one in applied if stage.kind == "config" and not stage.releases]
    if not states:
        return
    if recipe.lets_go:
        yield _phase(replace(LETTING_GO, name=RELEASE), Standing(upper))
    preludes = _preludes([stage for stage, _ in applied])
    for (stage, standing), (undone, after) in reversed(list(pairwise(states))):
        yield from (_phase(one, after) for one in preludes.get(undone.name, ()))
        yield Phase(
            name=stage.name,
            kind="config",
            title=f"Undo: {undone.title}",
            why="What came last on the way up goes first on the way down",
            platform=standing.platform,
            beside=standing.beside,
            gate=_gate_back(stage),
            rollback=_AGAIN,
            weight=stage.weight,
        )
    first = states[0][0]
    yield Phase(
        name=LEAVE,
        kind="config",
        title=f"Undo: {first.title}",
        why="Nothing of the upper tier is in use any more",
        platform=lower,
        gate=UPDATED,
        rollback=_AGAIN,
    )
    yield _retire(lower)


def _preludes(stages: Sequence[Stage]) -> dict[str, list[Stage]]:
    """What comes before a stage in either direction, by the stage's name."""
    found: dict[str, list[Stage]] = {}
    waiting: list[Stage] = []
    for stage in stages:
        if stage.both_ways:
            waiting.append(stage)
        elif stage.kind == "config":
            found[stage.name], waiting = waiting, []
    return found


def _retire(platform: PlatformSpec) -> Phase:
    return Phase(
        name=RETIRE,
        kind="human",
        title="Decide about what stays at the vendors",
        why="Nothing that holds data was deleted: it stays, and costs, until somebody adopts or deletes it",
        platform=platform,
        gate=Gate("done", "each leftover was adopted or deleted, and plans that nobody needs are over", "the invoices"),
        rollback="nothing to take back",
        manual=(
            Manual(
                "Adopt or delete each leftover",
                "it costs every month",
                "pulumi import TYPE NAME ID adopts it; the vendor's console deletes it",
                "the vendor's console",
            ),
            Manual(
                "Cancel the plans that nobody needs",
                "they end with the month that is paid",
                "the vendors' billing pages",
                "the invoices",
            ),
        ),
    )


def _gate_back(stage: Stage) -> Gate:
    if stage.weight is None:
        return UPDATED
    if stage.weight == _WHOLE:
        return Gate("metric", "every pool is healthy", "load balancing, health", wait_s("weight"))
    if stage.weight == 0:
        return Gate(
            "weight", "nothing was sent to the new region for the drain time", "requests by pool", wait_s("drain")
        )
    return Gate(
        "weight", f"errors and latency at {stage.weight} % as before", "sayar probe --stack NAME", wait_s("weight")
    )


def _applied(recipe: Recipe, lower: PlatformSpec, upper: PlatformSpec) -> list[tuple[Stage, Standing]]:
    """The stages that are phases between two platforms, each with what stands after it."""
    ends = Ends(lower, upper)
    now = Standing(lower)
    found: list[tuple[Stage, Standing]] = []
    for stage in recipe.stages:
        after = _after(stage, now, ends)
        if stage.kind == "config" and after == now and not stage.releases:
            continue
        found.append((stage, after))
        now = after
    changing = {stage.name for stage, _ in found if stage.kind == "config"}
    return [
        (stage, standing)
        for stage, standing in found
        if stage.kind == "config" or not stage.with_ or changing.intersection(stage.with_)
    ]


def _after(stage: Stage, now: Standing, ends: Ends) -> Standing:
    if stage.stands is not None:
        return stage.stands(ends)
    platform = taking(now.platform, ends.upper, stage.takes)
    return Standing(platform if stage.adjust is None else stage.adjust(platform, ends), now.beside)


def _phase(stage: Stage, standing: Standing) -> Phase:
    return Phase(
        name=stage.name,
        kind=stage.kind,
        title=stage.title,
        why=stage.why,
        platform=standing.platform,
        beside=standing.beside,
        gate=stage.gate,
        rollback=stage.rollback,
        weight=stage.weight,
        manual=stage.manual,
        event=stage.event,
        releases=stage.releases,
        one_way=stage.one_way,
    )


def phase_named(phases: Sequence[Phase], name: str) -> Phase | None:
    """The phase of that name; None where there is none."""
    return next((phase for phase in phases if phase.name == name), None)
