"""Which steps of one update come before which: the engine's order, as far as dependencies fix it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from sayar.graph.model import Graph, Resource
from sayar.graph.order import needs, topological


class Order:
    """The order of everything that happens: changes of resources under their URNs, then events under their keys.

    What is made or edited follows what it needs; what is deleted comes last, after all that needed it. Resources that
    stay as they are join what is before and after them. Two changes without a path between them may be made at the
    same time. An event comes after all changes and the events before it; a `concurrent` one may overlap anything.
    """

    def __init__(self, old: Graph, new: Graph, events: Sequence[tuple[str, bool]] = ()) -> None:
        stays = {one.urn for one in new.resources}
        gone = [one for one in old.resources if one.urn not in stays]
        line = [one.urn for one in topological(new.resources)]
        line += [one.urn for one in reversed(topological(gone))]
        resources = len(line)
        line += [key for key, concurrent in events if not concurrent]
        ordered = len(line)
        line += [key for key, concurrent in events if concurrent]
        self._place: dict[str, int] = {key: place for place, key in enumerate(line)}
        self._before: list[set[int]] = [set() for _ in line]
        for resource in (*old.resources, *new.resources):
            self._link(resource)
        for place in range(resources, ordered):
            self._before[place] = {place - 1} if place > resources else set(range(resources))

    def _link(self, resource: Resource) -> None:
        here = self._place[resource.urn]
        for urn in needs(resource):
            there = self._place.get(urn)
            if there is not None and there != here:
                first, then = sorted((there, here))
                self._before[then].add(first)

    def place(self, key: str) -> int:
        """Where a step stands in one order that the engine may choose."""
        return self._place[key]

    def earlier(self, keys: Iterable[str]) -> dict[str, frozenset[str]]:
        """For each of some steps, those among them that come before it whatever the engine does."""
        bits = {self._place[key]: (1 << bit, key) for bit, key in enumerate(dict.fromkeys(keys))}
        reach = [0] * len(self._before)
        found: dict[str, frozenset[str]] = {}
        for place, before in enumerate(self._before):
            seen = 0
            for other in before:
                seen |= reach[other]
            own = bits.get(place)
            if own is not None:
                found[own[1]] = frozenset(key for bit, key in bits.values() if seen & bit)
                seen |= own[0]
            reach[place] = seen
        return found

    def heaviest(self, weights: Mapping[str, float], chains: Sequence[Sequence[str]] = ()) -> float:
        """The sum of the heaviest chain of steps, one after another; each of `chains` is one whatever depends on what.

        A chain is looked for through all resources, so one pass over the graph finds it.
        """
        heavy = {self._place[key]: weight for key, weight in weights.items() if weight}
        if len(heavy) <= 1:
            return max(heavy.values(), default=0.0)
        along: dict[int, set[int]] = {}
        for chain in chains:
            places = sorted({self._place[key] for key in chain} & heavy.keys())
            for first, then in pairwise(places):
                along.setdefault(then, set()).add(first)
        ends = [0.0] * len(self._before)
        for place, before in enumerate(self._before):
            longest = max((ends[other] for other in before), default=0.0)
            for other in along.get(place, ()):
                longest = max(longest, ends[other])
            ends[place] = longest + heavy.get(place, 0.0)
        return max(ends)
