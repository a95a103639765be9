"""From a comparison to the problem of its order: the engine's steps, what each side uses, what surfaces stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sayar.graph.match import pair
from sayar.graph.model import Change, Comparison, Graph, Resource
from sayar.impact.order.engine_steps import steps_of
from sayar.impact.order.links import Links, chosen, known_links, linked
from sayar.impact.order.model import Object, Problem, Use, Version, Which
from sayar.impact.order.standing import surfaces_of
from sayar.impact.read import Services
from sayar.verdict import Effect

INTERRUPTS: Final[frozenset[Effect]] = frozenset({"full", "failover"})
"""Effects for which the forecast names the time that a node is down."""


@dataclass(frozen=True, slots=True)
class _Refers:
    """URNs that a resource uses on one side, and sets of which one is enough."""

    uses: frozenset[str]
    choices: frozenset[frozenset[str]]


def problem_of(
    comparison: Comparison,
    old: Graph,
    new: Graph,
    services: Services,
    effects: Mapping[str, Effect],
    *,
    links: Links | None = None,
    parallelism: int | None = None,
) -> Problem:
    """The whole problem, nothing left out. `effects` are those of the forecast by URN; a missing one is not known.

    A version uses what its inputs depend on, by dependency or by value, and what it serves through. What a resource
    merely waits for (`depends_on`) orders the steps and is no use; where a document does not tell by property, each
    dependency is one.
    """
    rules = known_links() if links is None else links
    pairs = pair(old, new)
    before = {**pairs.old, **{one.urn: one for one in pairs.gone}}
    after = new.by_urn()
    changes = {change.urn: change for change in comparison.changes}
    one, other = _referring(tuple(before.values()), rules), _referring(tuple(after.values()), rules)
    return Problem(
        tuple(_object(urn, changes, one, other) for urn in dict.fromkeys([*before, *after])),
        tuple(steps_of(comparison.changes, before, after, {urn for urn in changes if effects.get(urn) in INTERRUPTS})),
        surfaces_of(services, changes, before, after, effects),
        parallelism,
    )


def _referring(resources: Sequence[Resource], links: Links) -> dict[str, _Refers]:
    there = {one.urn for one in resources}
    by_link: dict[str, set[str]] = {}
    for user, used in linked(resources, links):
        by_link.setdefault(user, set()).add(used)
    found: dict[str, _Refers] = {}
    for one in resources:
        choices = frozenset(choice & there for choice in chosen(one, links))
        skipped = {path for row in links.choices if row.type == one.type for path in row.paths}
        uses = {*_dependencies(one, skipped), *by_link.get(one.urn, ())}
        found[one.urn] = _Refers(frozenset(uses & there - {one.urn}), choices)
    return found


def _dependencies(resource: Resource, skipped: Collection[str]) -> Iterator[str]:
    if not resource.property_dependencies:
        yield from resource.dependencies
    for key, urns in resource.property_dependencies.items():
        if key not in skipped:
            yield from urns


def _object(urn: str, changes: Mapping[str, Change], old: Mapping[str, _Refers], new: Mapping[str, _Refers]) -> Object:
    change = changes.get(urn)
    if change is None:
        # It stays as it is, so what only one side says of it is no reference that it holds.
        sides = [side[urn] for side in (old, new) if urn in side]
        uses = frozenset.intersection(*(side.uses for side in sides))
        version = _version(_Refers(uses, frozenset.intersection(*(side.choices for side in sides))), None, changes)
        return Object(urn, version, version if urn in new else None)
    return Object(
        urn,
        _version(old[urn], "old", changes) if urn in old and change.op != "create" else None,
        _version(new[urn], "new", changes) if urn in new else None,
    )


def _version(refers: _Refers, which: Which | None, changes: Mapping[str, Change]) -> Version:
    """A version that changes with what it uses refers to that side of it: a replacement is another thing."""

    def use(urn: str) -> Use:
        change = changes.get(urn)
        return Use(urn, which if change is not None and change.op == "replace" else None)

    choices = sorted(tuple(sorted(choice)) for choice in refers.choices if choice)
    return Version(tuple(map(use, sorted(refers.uses))), tuple(tuple(map(use, choice)) for choice in choices))
