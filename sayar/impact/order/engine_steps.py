"""The steps of an update and what the engine orders before each (pulumi v3.259.0, pkg/resource/deploy).

A registration waits for everything that its resource needs, through unchanged resources too. A replacement creates
first and deletes last, unless the old one must go first: then those that are replaced with it go before it, and all of
that is one chain that begins when the resource is registered. All other deletions come after every creation and update,
each after those of its dependents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sayar.graph.model import Change, Op, Resource
from sayar.graph.order import needs, topological
from sayar.impact.order.model import Step, StepKind

_MAKES: Final[Mapping[Op, StepKind]] = {"create": "create", "update": "update", "replace": "create_replacement"}
_TAKES: Final[Mapping[Op, StepKind]] = {"delete": "delete", "replace": "delete_replaced"}


def steps_of(
    changes: Sequence[Change],
    before: Mapping[str, Resource],
    after: Mapping[str, Resource],
    interrupting: Collection[str],
) -> Iterator[Step]:
    """The steps of all changes; `before` and `after` are the resources of both sides under the URNs of the new one.

    An order of replacement that nobody knows counts as delete-first, the worse one. What is retained is not deleted at
    the vendor, so there is no step.
    """
    by_urn = {change.urn: change for change in changes}
    makes = {one.urn: _made(one) for one in changes if one.op != "delete"}
    waits = _waits(makes, after)
    first = _first([one.urn for one in changes if one.op == "replace" and one.order != "create_first"], before)
    followed = {step for urn in makes for step in waits[urn]}
    everything = tuple(step for step in makes.values() if step not in followed)
    last = [one for one in changes if one.op in ("delete", "replace") and one.urn not in first and not one.retained]
    above = _dependents([one.urn for one in last], before)
    for urn, change in by_urn.items():
        interrupts = urn in interrupting
        chain: tuple[str, ...] = ()
        if urn in first and not change.retained:
            deleted = [_gone(by_urn[one]) for one in first[urn].dependents if not by_urn[one].retained]
            begun = frozenset.intersection(*(waits[one] for one in first[urn].needed))
            yield Step(_gone(change), urn, "delete_replaced", (*deleted, *sorted(begun)), interrupts)
            chain = (_gone(change),)
        if urn in makes:
            yield Step(makes[urn], urn, _MAKES[change.op], (*chain, *sorted(waits[urn])), interrupts)
        if urn in above:
            deleted = [_gone(by_urn[one]) for one in above[urn]]
            yield Step(_gone(change), urn, _TAKES[change.op], (*everything, *deleted), interrupts)


def _made(change: Change) -> str:
    return f"{'create-replacement' if change.op == 'replace' else change.op} {change.urn}"


def _gone(change: Change) -> str:
    return f"{'delete-replaced' if change.op == 'replace' else 'delete'} {change.urn}"


def _waits(makes: Mapping[str, str], after: Mapping[str, Resource]) -> dict[str, frozenset[str]]:
    """The nearest steps that are done before each resource is registered, through unchanged ones."""
    nearest: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for resource in topological(after.values()):
        urns = {one for one in needs(resource) if one != resource.urn}
        found[resource.urn] = frozenset().union(*(nearest.get(one, frozenset()) for one in urns))
        step = makes.get(resource.urn)
        nearest[resource.urn] = found[resource.urn] if step is None else frozenset({step})
    return found


def _dependents(gone: Collection[str], before: Mapping[str, Resource]) -> dict[str, list[str]]:
    """Those of some resources that need each one, in the old state.

    Each only of what is registered before it: a document written by hand may hold a circle, which no engine can.
    """
    found: dict[str, list[str]] = {}
    for resource in topological(before[urn] for urn in gone):
        for one in dict.fromkeys(needs(resource)):
            if one in found:
                found[one].append(resource.urn)
        found[resource.urn] = []
    return found


@dataclass(frozen=True, slots=True)
class _First:
    """Where a resource stands among those that are deleted before they are made anew.

    `needed` are itself and all that it needs among them: with the first of these to be registered it is deleted.
    """

    dependents: Sequence[str]
    needed: Collection[str]


def _first(urns: Collection[str], before: Mapping[str, Resource]) -> dict[str, _First]:
    above = _dependents(urns, before)
    needed = {urn: {urn} for urn in above}
    for urn, dependents in above.items():  # what is needed comes before what needs it
        for dependent in dependents:
            needed[dependent] |= needed[urn]
    return {urn: _First(above[urn], needed[urn]) for urn in above}
