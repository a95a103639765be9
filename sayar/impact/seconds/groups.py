"""What redundancy leaves of the steps of its members: rules 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from sayar.documents.services import Failover, KOfN
from sayar.impact.rows import Told
from sayar.impact.seconds.antichain import at_once, overlapping
from sayar.impact.seconds.order import Order
from sayar.impact.seconds.steps import UNKNOWN_S, Step, known

_FEW: Final = 12
"""Of so many members every set is tried, where one of them has several steps."""
_SPANS: Final = ("typical", "worst", "lowest")

Earlier = Mapping[str, Set[str]]
"""By the key of a step, the keys of those that come before it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A step as a node or group feels it; `places` are where it lies in the order, a chain passes one at most."""

    step: Step
    places: tuple[str, ...]


def of_node(name: str, steps: Iterable[Step]) -> tuple[Outage, ...]:
    """A node that stands alone feels every step of its own."""
    return tuple(Outage(step, (step.key,)) for step in steps if name in step.nodes)


def of_k_of_n(name: str, group: KOfN, steps: Sequence[Step], order: Order) -> tuple[Outage, ...]:
    """The group is down while more than n - k members are: only steps that may overlap can do that."""
    own = {member: [step for step in steps if member in step.nodes] for member in group.members}
    touched = {member: found for member, found in own.items() if found}
    count = len(group.members) - group.k + 1
    if len(touched) < count:
        return ()
    parts = _unique(step for found in touched.values() for step in found)
    seconds = _Together(touched, order.earlier(step.key for step in parts), count)
    spans = {which: seconds.longest(which) for which in _SPANS}
    if not spans["worst"]:
        return ()
    capabilities = {step.capability for step in parts}
    outage = Step(
        key=f"group:{name}",
        names=tuple(sorted({text for step in parts for text in step.names})),
        nodes=frozenset(group.members),
        effect="full",
        capability=capabilities.pop() if len(capabilities) == 1 else "any",
        typical=spans["typical"],
        worst=spans["worst"],
        lowest=spans["lowest"],
        is_event=all(step.is_event for step in parts),
    )
    return (Outage(outage, _apart(parts, seconds.earlier)),)


class _Together:
    """The members of a group that something happens to, and which of them may be down at the same time."""

    def __init__(self, touched: Mapping[str, Sequence[Step]], earlier: Earlier, count: int) -> None:
        self.earlier = earlier
        self._touched = touched
        self._count = count

    def longest(self, which: str) -> float:
        """For how long enough members may be down together."""
        touched = self._touched
        if all(len(found) == 1 for found in touched.values()):
            return at_once(self._alone(which), self._before(), self._count)
        if len(touched) <= _FEW:
            sets = overlapping(list(touched), self._overlap)
            return max((self._of(some, which) for some in sets if len(some) >= self._count), default=0.0)
        return at_once(self._alone(which), self._before(), self._count)

    def _of(self, members: Sequence[str], which: str) -> float:
        """The `count`-th largest; a member's steps add up, but for those during which no other one can be down."""
        sums = [
            sum(float(getattr(step, which)) for step in self._touched[member] if self._meets(step, member, members))
            for member in members
        ]
        return sorted(sums, reverse=True)[self._count - 1]

    def _meets(self, step: Step, member: str, members: Sequence[str]) -> bool:
        others = [one for name in members if name != member for one in self._touched[name]]
        return len(members) == 1 or any(_overlap(step, other, self.earlier) for other in others)

    def _overlap(self, one: str, other: str) -> bool:
        return any(_overlap(a, b, self.earlier) for a in self._touched[one] for b in self._touched[other])

    def _alone(self, which: str) -> dict[str, float]:
        return {member: sum(float(getattr(step, which)) for step in found) for member, found in self._touched.items()}

    def _before(self) -> dict[str, set[str]]:
        """Members all of whose steps come before all of another one's. One step of two members takes both down."""
        touched = self._touched
        return {
            member: {
                other
                for other, some in touched.items()
                if other != member and all(one.key in self.earlier[step.key] for one in some for step in found)
            }
            for member, found in touched.items()
        }


def of_failover(
    name: str, group: Failover, steps: Sequence[Step], order: Order, together: Mapping[str, Told | None]
) -> tuple[Outage, ...]:
    """A change of the primary costs its own seconds, and so does that of a standby which may have become the primary.

    `together` is what facts say of a primary's change where all members change at once, by its key.
    """
    moves = [step for step in steps if group.primary in step.nodes and not step.is_event]
    events = [Outage(step, (step.key,)) for step in steps if group.primary in step.nodes and step.is_event]
    others = {name: [step for step in steps if name in step.nodes and not step.is_event] for name in group.standbys}
    if not moves:
        return tuple(events)
    earlier = order.earlier(step.key for found in (moves, *others.values()) for step in found)
    for move in moves:
        if all(any(_overlap(move, step, earlier) for step in found) for found in others.values()):
            everyone = _unique([move, *(step for found in others.values() for step in found)])
            whole = _all_at_once(name, move, everyone, together.get(move.key))
            return (Outage(whole, _apart(everyone, earlier)), *events)
    late = [
        step
        for step in _unique(step for found in others.values() for step in found)
        if step not in moves and not all(step.key in earlier[move.key] for move in moves)
    ]
    return (*(Outage(step, (step.key,)) for step in (*moves, *late)), *events)


def _all_at_once(name: str, move: Step, everyone: Sequence[Step], told: Told | None) -> Step:
    whole = replace(
        move,
        key=f"group:{name}",
        names=tuple(sorted({text for step in everyone for text in step.names})),
        nodes=frozenset().union(*(step.nodes for step in everyone)),
    )
    if told is None:
        return replace(whole, effect="unknown", capability="any", typical=UNKNOWN_S, worst=UNKNOWN_S, lowest=UNKNOWN_S)
    return replace(
        whole,
        effect="failover" if told.effect == "failover" else "full",
        capability=told.capability,
        typical=known(told.typical_s),
        worst=known(told.worst_s),
        lowest=known(told.typical_s),
    )


def _apart(steps: Sequence[Step], earlier: Earlier) -> tuple[str, ...]:
    """Steps of which no two follow one another, the longest first, so that an outage is met once on every way."""
    chosen: list[Step] = []
    for step in sorted(steps, key=lambda one: (-one.worst, one.key)):
        if all(_unordered(step, other, earlier) for other in chosen):
            chosen.append(step)
    return tuple(step.key for step in chosen)


def _overlap(one: Step, other: Step, earlier: Earlier) -> bool:
    """True if both may be under way at once. A node is down once at a time; a step of two members is down for both."""
    return one.key == other.key or (not one.nodes & other.nodes and _unordered(one, other, earlier))


def _unordered(one: Step, other: Step, earlier: Earlier) -> bool:
    return one.key not in earlier[other.key] and other.key not in earlier[one.key]


def _unique(steps: Iterable[Step]) -> list[Step]:
    return list({step.key: step for step in steps}.values())
