"""Where a stack is in its move, and which step may follow: the rules of the guard, before the engine runs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.edge.words import ORIGIN_HOSTS
from infra.config.errors import ConfigError, ConfigProblem, refuse
from infra.config.load import stack_file
from infra.config.platform import TIERS, TierName
from infra.moves.current import DIRECT, current, phases_in, spec_hash
from infra.moves.phase import UPDATED, Phase
from infra.moves.phases import phases_of
from sayar.move.words import command

if TYPE_CHECKING:
    from components.edge.spec import EdgeSpec
    from infra.config.stack import StackConfig, Transition


@dataclass(frozen=True, slots=True)
class Standing:
    """A stack in a move: all phases and the place (from 0) of the one that its file names.

    `base_changed`: the tier that the move left is no longer what it was when the move began.
    """

    config: StackConfig
    transition: Transition
    phases: tuple[Phase, ...]
    at: int
    base_changed: bool

    @property
    def phase(self) -> Phase:
        """The phase that the file names."""
        return self.phases[self.at]

    @property
    def next(self) -> Phase | None:
        """The phase after it; None in the last one."""
        return self.phases[self.at + 1] if self.at + 1 < len(self.phases) else None

    @property
    def before(self) -> Phase | None:
        """The phase before it; None in the first one."""
        return self.phases[self.at - 1] if self.at else None

    def place(self, name: str | None) -> int | None:
        """The place of a phase by name; None for one that the move does not have."""
        return next((place for place, phase in enumerate(self.phases) if phase.name == name), None)

    def applied(self, deployed: str | None) -> bool:
        """True if the platform of the phase is there, `deployed` being the phase that the state names.

        What people do or wait for changes nothing: an update in such a phase leaves the platform of the one before.
        """
        place = self.place(deployed)
        return place is not None and _alike(self.phases[place], self.phase)

    def behind(self, deployed: str | None) -> bool:
        """True if the state is in a later phase than the file."""
        place = self.place(deployed)
        return place is not None and place > self.at and not self.applied(deployed)


@dataclass(frozen=True, slots=True)
class Shifted:
    """What a step between two phases changes about where requests go."""

    balancers: bool
    hosts: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.balancers or bool(self.hosts)


def standing(config: StackConfig) -> Standing | None:
    """Where a stack is; None where no move is under way. Raises ConfigError for a transition that is none."""
    transition, origin = config.environment.transition, config.origin
    if transition is None or origin is None:
        return None
    if transition.phase == DIRECT:
        phases: tuple[Phase, ...] = (_direct(config),)
    else:
        phases = phases_in(config)
    now = current(transition, phases, stack_file(config.stack))
    return Standing(config, transition, phases, phases.index(now), spec_hash(origin) != transition.base)


def first_phase(now: StackConfig, target: StackConfig) -> Phase:
    """The phase that a move to another tier begins with. Raises ConfigError for a move that cannot begin."""
    where, tier, to = stack_file(now.stack), now.platform.tier, target.platform.tier
    if (under_way := now.environment.transition) is not None:
        said = f"from {under_way.origin} to {tier}, phase {under_way.phase}"
        allowed = f"none: one move at a time; {command('status', now.stack)} says where this one is"
        raise ConfigError([ConfigProblem(where, "sayar:transition", said, allowed)])
    if tier == to:
        raise refuse("--to", "", to, f"another tier than sayar:tier of {where}")
    between = _between(tier, to)
    if between:
        via = ", then ".join(f"{command('start', now.stack)} --to {name}" for name in (*between, to))
        raise refuse("--to", "", to, f"a neighbour of {tier}; through {' and '.join(between)}: {via}")
    phases = phases_of(now.platform, target.platform)
    if not phases:
        raise refuse("--to", "", to, f"a tier that differs from {tier} under what {where} says")
    return phases[0]


def shifted(now: Standing) -> Shifted:
    """What going back from the phase changes about where requests go, compared with the phase before.

    Only what an update of a part can turn: balancers with the same pools on both sides, and hosts whose rules at the
    edge are there or are not needed. Where pools come or go the whole update has to bring them.
    """
    before = now.before.platform if now.before else now.config.origin
    if before is None:
        return Shifted(balancers=False, hosts=())
    new, old = now.phase.platform.edge, before.edge
    hosts = tuple(
        host
        for host in ORIGIN_HOSTS
        if new.passes(host) != old.passes(host) and (new.mode == old.mode or not old.passes(host))
    )
    percents = _aws_percent(now.phase), _aws_percent(now.before)
    pools = _pools(new), _pools(old)
    turns = percents[0] != percents[1] or new.large.balancing != old.large.balancing
    same = pools[0] == pools[1] and (percents[0] is None) == (percents[1] is None)
    return Shifted(balancers=bool(pools[0]) and same and turns, hosts=hosts)


def _pools(edge: EdgeSpec) -> frozenset[str]:
    balancing = edge.large.balancing
    return frozenset(pool.region for pool in balancing.pools) if balancing is not None else frozenset()


def _between(tier: TierName, to: TierName) -> Sequence[TierName]:
    """The tiers between two others, in the order in which a move comes through them."""
    first, last = TIERS.index(tier), TIERS.index(to)
    step = 1 if first < last else -1
    return TIERS[first + step : last : step] if first != last else ()


def _alike(one: Phase, other: Phase) -> bool:
    """True for two phases in which the same is deployed."""
    return (one.platform, one.beside) == (other.platform, other.beside)


def _aws_percent(phase: Phase | None) -> int | None:
    """What a second platform gets of all requests; None where there is none that the edge knows."""
    return phase.beside.aws_percent if phase is not None and phase.beside is not None else None


def _direct(config: StackConfig) -> Phase:
    return Phase(
        name=DIRECT,
        kind="config",
        title="The whole tier in one update",
        why="A waiver says who answers for it",
        platform=config.platform,
        gate=UPDATED,
        rollback="the tier of before, in one update",
    )
