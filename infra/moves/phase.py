"""The words of a move: phases, the gate at the end of each, and the stages that phases are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from infra.config.platform import CONCERNS, PlatformSpec
from infra.config.stack import Beside

EVERYTHING: Final = ("tier", *CONCERNS)
"""What the last phase of a way up takes: nothing of the lower tier is left."""

EventName = Literal["cut-over"]
"""What people do to users in a phase: its seconds are facts."""

Kind = Literal["config", "human", "wait"]
"""An update of the engine, something that people do, or time and a condition."""

GateKind = Literal["update", "plan", "metric", "weight", "soak", "approval", "done"]
"""What is looked at: the update went through, a bought plan, a metric, a weight at the edge, time without trouble, a
named approval, or that somebody says so."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold before the next phase begins. `wait_s` is the least time in the phase, in seconds.

    `check` is the command or the metric that tells; it is run or read by people or by `sayar move next`.
    """

    kind: GateKind
    text: str
    check: str
    wait_s: int = 0


UPDATED: Final = Gate("update", "the update went through", "pulumi preview shows nothing")


@dataclass(frozen=True, slots=True)
class Manual:
    """What people do in a phase: why, how, and how to see that it is done."""

    title: str
    why: str
    how: str
    check: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A platform, and the other one that is there beside it, if any."""

    platform: PlatformSpec
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """The platforms of the lower and of the upper tier."""

    lower: PlatformSpec
    upper: PlatformSpec


Adjust = Callable[[PlatformSpec, Ends], PlatformSpec]
"""From the platform so far to that of the phase, knowing both ends of the move."""

Stand = Callable[[Ends], Standing]
"""What stands in a phase, from both ends alone: for phases in which two platforms are there."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a recipe on the way up: `takes` are paths that become as the upper tier has them.

    A stage that changes nothing between two platforms, as where an environment had it before, is no phase of theirs;
    one of people or of waiting is none where `with_` names stages of which none is a phase. `weight` is the share in
    percent that the new side then gets. `stands` takes the place of `takes` and `adjust`. `event` is what the phase
    does to users beside any resource. A stage of people or of waiting that is `both_ways` also comes before the next
    one is undone.
    """

    name: str
    kind: Kind
    title: str
    why: str
    gate: Gate
    rollback: str
    takes: tuple[str, ...] = ()
    adjust: Adjust | None = None
    stands: Stand | None = None
    weight: int | None = None
    manual: tuple[Manual, ...] = ()
    with_: tuple[str, ...] = ()
    event: EventName | None = None
    both_ways: bool = False
    releases: bool = False
    one_way: bool = False


SETTLE: Final = Stage(
    name="settle",
    kind="config",
    title="Everything else as the tier has it",
    why="Watching, copies and promises of the tier, now that it is there",
    gate=UPDATED,
    rollback="the former values come back",
    takes=EVERYTHING,
)
"""The end of a way up within one vendor's platform."""

LETTING_GO: Final = Stage(
    name="let-go",
    kind="config",
    title="Let go of what leaves",
    why="The engine deletes nothing protected, and looks at the protection of what is deployed",
    gate=Gate("approval", "an approval names each resource that is let go of", "sayar plan lists them"),
    rollback="take the approvals out: everything is protected again",
    releases=True,
)
"""Before anything that holds data is taken out, in either direction."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a move, with the whole platform as it is then.

    `releases`: protected resources that the next phase takes out lose their protection here, by approvals that name
    them. `one_way`: what the phase does cannot be taken back.
    """

    name: str
    kind: Kind
    title: str
    why: str
    platform: PlatformSpec
    gate: Gate
    rollback: str
    weight: int | None = None
    manual: tuple[Manual, ...] = ()
    releases: bool = False
    one_way: bool = False
    beside: Beside | None = None
    event: EventName | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The way up from a tier to the next one; the way down is the same in the opposite order.

    `lets_go`: the upper tier has data that the lower one has not, which the way down begins by letting go of.
    """

    lower: str
    upper: str
    lets_go: bool
    stages: Sequence[Stage] = field(default_factory=tuple)
