"""Moves for tests: the shipped tiers under an environment of their own, in some phase."""

from __future__ import annotations

from functools import cache
from typing import Any

from infra.config.stack import Approval, Environment, StackConfig, Transition, Waiver
from infra.moves.current import spec_hash
from infra.moves.phases import phases_of
from sayar.move.steps import Standing, standing
from tests.infra.projects import config


@cache
def tier(name: str) -> StackConfig:
    """A tier as `prod`."""
    return config(name)


def moving(
    origin: str,
    to: str,
    phase: str,
    *,
    base: str = "",
    waivers: tuple[Waiver, ...] = (),
    approvals: tuple[Approval, ...] = (),
    **leaves: Any,
) -> StackConfig:
    """A stack in a phase of a move, as its file would say it; `leaves` of the transition in place of the right ones."""
    old, new = tier(origin).platform, tier(to).platform
    weight = next((one.weight for one in phases_of(old, new) if one.name == phase), None)
    said = {"from": origin, "phase": phase, "weight": weight, "base": base or spec_hash(old), "started": "2026-11-26"}
    transition = Transition.model_validate({**said, **leaves, "waivers": waivers})
    environment = Environment(transition=transition, approvals=approvals)
    return tier(to).model_copy(update={"environment": environment, "origin": old})


def stands(origin: str, to: str, phase: str, **more: Any) -> Standing:
    """Where that stack is."""
    found = standing(moving(origin, to, phase, **more))
    assert found is not None
    return found
