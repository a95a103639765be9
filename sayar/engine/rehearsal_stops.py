"""The updates of a rehearsal in order, each with the stack file as `sayar move` would leave it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from infra.config.stack import Waiver
from sayar.documents.rehearsal import Way
from sayar.move import editing

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from infra.config.stack import Approval, StackConfig
    from infra.moves.phase import Kind, Phase

FIRST: Final = "first"
FINISH: Final = "finish"
"""The updates around the phases: the tier that the move begins from, and the end of the transition."""

DRAIN: Final = Waiver(gate="drain", by="sayar rehearse", reason="a rehearsal does not wait", until="9999-12-31")
_CONFIG: Final = "config"
_APPROVALS: Final = "sayar:approvals"
_OF_A_MOVE: Final = ("sayar:transition", _APPROVALS)


@dataclass(frozen=True, slots=True)
class Leg:
    """One move between neighbouring tiers, whole: its ends, its phases, and what has to be let go of in it.

    `drains`: a group of origins is taken away, for which the guard wants a wait that nobody can rehearse.
    """

    way: Way
    origin: StackConfig
    target: StackConfig
    phases: tuple[Phase, ...]
    approvals: tuple[Approval, ...]
    drains: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One update: the stack file that it is made with."""

    way: Way
    origin: str
    to: str
    phase: str
    kind: Kind
    text: str

    def __str__(self) -> str:
        """In words."""
        return f"{self.origin} to {self.to}: {self.phase}" if self.phase != FIRST else f"{self.origin}, from nothing"


def hops(origin: str, to: str) -> tuple[tuple[str, str], ...]:
    """The moves between neighbours that lead from a tier to another one. Raises ConfigError for one tier twice."""
    from infra.config.errors import refuse
    from infra.config.load import tier_named
    from infra.config.platform import TIERS

    first, last = TIERS.index(tier_named(origin)), TIERS.index(tier_named(to))
    if first == last:
        raise refuse("", "--to", to, f"another tier than --from {origin}")
    step = 1 if first < last else -1
    return tuple(pairwise(TIERS[place] for place in range(first, last + step, step)))


def legs(config_dir: Path, stack: str, origin: str, to: str) -> tuple[Leg, ...]:
    """All moves there, then all moves back, under the stack's own file. Raises ConfigError for one without phases."""
    there = hops(origin, to)
    moves: list[tuple[Way, str, str]] = [("there", one, other) for one, other in there]
    moves += [("back", other, one) for one, other in reversed(there)]
    return tuple(_leg(config_dir, stack, way, one, other) for way, one, other in moves)


def _leg(config_dir: Path, stack: str, way: Way, origin: str, to: str) -> Leg:
    from infra.config.errors import refuse
    from infra.config.load import load_tier
    from infra.moves.guard import pools
    from infra.moves.phases import phases_of

    before, after = (load_tier(config_dir, tier, stack=stack) for tier in (origin, to))
    phases = phases_of(before.platform, after.platform)
    if not phases:
        raise refuse("", "--to", to, f"a tier that this version has phases to from {origin}")
    groups = [set(pools(before.platform)), *(set(pools(phase.platform, phase.beside)) for phase in phases)]
    drains = any(one - other for one, other in pairwise(groups))
    return Leg(way, before, after, phases, _approvals(before, after, stack), drains)


def _approvals(origin: StackConfig, target: StackConfig, stack: str) -> tuple[Approval, ...]:
    """What has to be let go of in any phase, each once; what comes and goes within the move is among it."""
    from sayar.facts.replacement import load_facts
    from sayar.plan.phased import approvals_for, compared, recorded, to_let_go

    deployed, _, phases = recorded(origin, target, stack)
    return approvals_for(to_let_go(compared(deployed, phases, load_facts()).values()))


def stops(text: str, moves: Sequence[Leg], started: str) -> Iterator[Stop]:
    """Every update, from a file whose tier is that of the first leg's origin. `started` is an ISO date."""
    first = moves[0].origin.platform.tier
    yield Stop("there", first, first, FIRST, "config", text)
    for leg in moves:
        origin, to = leg.origin.platform.tier, leg.target.platform.tier
        for place, phase in enumerate(leg.phases):
            if place:
                text = editing.in_phase(text, phase.name, phase.weight)
            else:
                text = editing.begun(text, to, transition(origin, phase, leg.origin.platform, started))
                text = editing.with_waiver(text, DRAIN) if leg.drains else text
            text = _approved(text, leg.approvals) if phase.releases else text
            yield Stop(leg.way, origin, to, phase.name, phase.kind, text)
        text = editing.ended(text)
        yield Stop(leg.way, origin, to, FINISH, "config", text)


def transition(origin: str, phase: Phase, platform: PlatformSpec, started: str) -> dict[str, str | int]:
    """A transition in its first phase, with the hash of the platform that the move comes from."""
    from infra.moves.current import spec_hash

    weight: dict[str, str | int] = {} if phase.weight is None else {"weight": phase.weight}
    return {"from": origin, "phase": phase.name, **weight, "base": spec_hash(platform), "started": started}


def environment(own: Mapping[str, Any], tier: str) -> dict[str, Any]:
    """The keys of a rehearsal's stack file: an environment's own ones in another tier, at rest, without its secrets."""
    kept = {key: value for key, value in own.items() if key.startswith("sayar:") and key not in _OF_A_MOVE}
    return {"sayar:tier": tier, **{key: generated(value) for key, value in kept.items() if key != "sayar:tier"}}


def generated(value: Any) -> Any:
    """The value with something made up for each sealed one: what is sealed can be opened by its owner alone."""
    if isinstance(value, Mapping):
        if set(value) == {"secure"}:
            return f"rehearsal-{secrets.token_hex(16)}"
        return {key: generated(inside) for key, inside in value.items()}
    return [generated(inside) for inside in value] if isinstance(value, list) else value


def with_config(text: str, config: Mapping[str, Any]) -> str:
    """A stack file with other keys under `config:`; what the engine wrote beside them stays."""
    said = yaml.safe_load(text) or {}
    return yaml.safe_dump({**said, _CONFIG: dict(config)}, sort_keys=False)


def _approved(text: str, approvals: Sequence[Approval]) -> str:
    """The file with what a person adds by hand: the approvals, each signed."""
    config = dict(yaml.safe_load(text)[_CONFIG])
    rows = [{**row.model_dump(mode="json"), "by": DRAIN.by, "reason": "rehearsed"} for row in approvals]
    known = config.get(_APPROVALS) or []
    return with_config(text, {**config, _APPROVALS: [*known, *(row for row in rows if row not in known)]})
