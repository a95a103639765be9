"""The phase that a stack is in: its platform is that of the phase, not yet that of its tier."""

from __future__ import annotations

import hashlib

from infra.config.errors import refuse
from infra.config.load import stack_file
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig, Transition
from infra.moves.phase import Phase
from infra.moves.phases import phase_named, phases_of

DIRECT = "direct"
"""The phase of a jump: the whole tier in one update, with a waiver that says who answers for it."""


def spec_hash(platform: PlatformSpec) -> str:
    """What tells one resolved platform from another one: SHA-256 of its fields, in hexadecimal digits."""
    return hashlib.sha256(platform.model_dump_json(by_alias=True).encode()).hexdigest()


def phases_in(config: StackConfig) -> tuple[Phase, ...]:
    """The phases of the move that a stack is in; empty where none is under way.

    Raises ConfigError for a move between tiers that are no neighbours.
    """
    transition, origin = config.environment.transition, config.origin
    if transition is None or origin is None:
        return ()
    phases = phases_of(origin, config.platform)
    if not phases:
        where, tier = stack_file(config.stack), config.platform.tier
        allowed = f"a neighbour of sayar:tier ({tier}) that differs from it; moves over more tiers are made one by one"
        raise refuse(where, "sayar:transition.from", transition.origin, allowed)
    return phases


def in_phase(config: StackConfig) -> StackConfig:
    """The config with the platform of its phase; the same where no move is under way.

    Raises ConfigError for a phase that the move does not have, and for a weight that is not the phase's.
    """
    transition = config.environment.transition
    if transition is None or transition.phase == DIRECT:
        return config
    phase = current(transition, phases_in(config), stack_file(config.stack))
    return config.model_copy(update={"platform": phase.platform, "beside": phase.beside})


def current(transition: Transition, phases: tuple[Phase, ...], where: str) -> Phase:
    """The phase that a transition names. Raises ConfigError, `where` being the file that says it."""
    phase = phase_named(phases, transition.phase)
    if phase is None:
        names = ", ".join(one.name for one in phases)
        raise refuse(where, "sayar:transition.phase", transition.phase, f"a phase of this move: {names}")
    if transition.weight != phase.weight:
        allowed = "left out" if phase.weight is None else str(phase.weight)
        raise refuse(where, "sayar:transition.weight", transition.weight, f"{allowed} in phase {phase.name}")
    return phase
