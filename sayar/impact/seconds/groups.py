"""What redundancy leaves of the steps of its members: rules 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from sayar.documents.services import Failover, KOfN
from sayar.impact.rows import Told
from sayar.impact.seconds.antichain import at_once
from sayar.impact.seconds.order import Order
from sayar.impact.seconds.steps import UNKNOWN_S, Step, known


@dataclass(frozen=True, slots=True)
class Outage:
    """A step as a group feels it. `places` are where it lies in the order: no chain passes through two of them."""

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
    earlier = order.earlier(step.key for found in touched.values() for step in found)
    seconds = {
        which: {member: _together(member, touched, earlier, which, alone=count == 1) for member in touched}
        for which in ("typical", "worst", "lowest")
    }
    before = {
        member: {other for other in touched if other != member and _precedes(touched[other], touched[member], earlier)}
        for member in touched
    }
    typical, worst, lowest = (at_once(seconds[which], before, count) for which in ("typical", "worst", "lowest"))
    if not worst:
        return ()
    parts = list({step.key: step for found in touched.values() for step in found}.values())
    capabilities = {step.capability for step in parts}
    outage = Step(
        key=f"group:{name}",
        names=tuple(sorted({text for step in parts for text in step.names})),
        nodes=frozenset(group.members),
        effect="failover" if all(step.effect == "failover" for step in parts) else "full",
        capability=capabilities.pop() if len(capabilities) == 1 else "any",
        typical=typical,
        worst=worst,
        lowest=lowest,
        is_event=all(step.is_event for step in parts),
    )
    return (Outage(outage, _places(touched, seconds["worst"], before, order)),)


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
    if all(others.values()) and all(_may_overlap(moves, found, earlier) for found in others.values()):
        return (_all_at_once(name, moves, others, together), *events)
    late = [
        step
        for step in _unique(step for found in others.values() for step in found)
        if step not in moves and not all(step.key in earlier[move.key] for move in moves)
    ]
    return (*(Outage(step, (step.key,)) for step in (*moves, *late)), *events)


def _all_at_once(
    name: str, moves: Sequence[Step], others: Mapping[str, Sequence[Step]], together: Mapping[str, Told | None]
) -> Outage:
    told = [together.get(step.key) for step in moves]
    found = [one for one in told if one is not None]
    everyone = _unique([*moves, *(step for steps in others.values() for step in steps)])
    whole = replace(
        moves[0],
        key=f"group:{name}",
        names=tuple(sorted({text for step in everyone for text in step.names})),
        effect="failover" if found and all(one.effect == "failover" for one in found) else "full",
        typical=sum(known(one.typical_s) for one in found) if found else UNKNOWN_S,
        worst=sum(known(one.worst_s) for one in found) if found else UNKNOWN_S,
        lowest=sum(known(one.typical_s) for one in found) if found else UNKNOWN_S,
    )
    return Outage(whole, tuple(step.key for step in everyone))


def _places(
    touched: Mapping[str, Sequence[Step]], seconds: Mapping[str, float], before: Mapping[str, Set[str]], order: Order
) -> tuple[str, ...]:
    """The last steps of members that may be down together, the longest first: a chain meets one of them at most."""
    chosen: list[str] = []
    for member in sorted(touched, key=lambda one: (-seconds[one], one)):
        if not any(member in before[other] or other in before[member] for other in chosen):
            chosen.append(member)
    return tuple(dict.fromkeys(max((step.key for step in touched[one]), key=order.place) for one in chosen))


def _together(
    member: str, touched: Mapping[str, Sequence[Step]], earlier: Mapping[str, Set[str]], which: str, *, alone: bool
) -> float:
    """The seconds of those steps of a member during which another may be down too; of all where one alone is enough."""
    others = [step for name, found in touched.items() if name != member for step in found]
    return sum(
        float(getattr(step, which))
        for step in touched[member]
        if alone or any(_overlap(step, other, earlier) for other in others)
    )


def _overlap(one: Step, other: Step, earlier: Mapping[str, Set[str]]) -> bool:
    # A step that is of two members takes both down at once.
    return one.key not in earlier[other.key] and other.key not in earlier[one.key]


def _may_overlap(some: Sequence[Step], others: Sequence[Step], earlier: Mapping[str, Set[str]]) -> bool:
    return any(_overlap(one, other, earlier) for one in some for other in others)


def _precedes(some: Sequence[Step], others: Sequence[Step], earlier: Mapping[str, Set[str]]) -> bool:
    return all(one.key in earlier[other.key] for one in some for other in others)


def _unique(steps: Iterable[Step]) -> list[Step]:
    return list({step.key: step for step in steps}.values())
