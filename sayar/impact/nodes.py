"""Which surfaces a resource belongs to: by the nodes that it matches, their groups, and the needs on either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sayar.documents.services import Failover
from sayar.graph.model import Resource
from sayar.impact.read import Services
from sayar.impact.rows import Matcher


@dataclass(frozen=True, slots=True)
class Reach:
    """Nodes by resource and surfaces by node, worked out once for a services file."""

    nodes: Mapping[str, Matcher]
    surfaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def nodes_of(self, urn: str, name: str, type_: str) -> tuple[str, ...]:
        """The nodes that a resource is part of, in the order of the file."""
        return tuple(node for node, matcher in self.nodes.items() if matcher.fits(urn, name, type_))

    def surfaces_of(self, urn: str, name: str, type_: str) -> tuple[str, ...]:
        """The surfaces that stand on a resource, sorted; a need of weight 0 is none."""
        found = {surface for node in self.nodes_of(urn, name, type_) for surface in self.surfaces.get(node, ())}
        return tuple(sorted(found))


def reach_of(services: Services) -> Reach:
    """What stands on what."""
    document = services.document
    above: dict[str, set[str]] = {name: set() for name in document.nodes}
    for surface, row in document.surfaces.items():
        for need in row.needs:
            if need.weight == 0:
                continue
            for node in _members(services, need.on):
                above[node].add(surface)
    matchers = {name: matcher for name, matcher in services.nodes.items() if matcher is not None}
    return Reach(matchers, {name: tuple(sorted(found)) for name, found in above.items()})


def unmatched(services: Services, resources: Iterable[Resource]) -> tuple[str, ...]:
    """Nodes with a match that none of some resources fits."""
    open_ = {name: matcher for name, matcher in services.nodes.items() if matcher is not None}
    for one in resources:
        for name in [node for node, matcher in open_.items() if matcher.fits(one.urn, one.name, one.type)]:
            del open_[name]
    return tuple(open_)


def _members(services: Services, name: str) -> tuple[str, ...]:
    group = services.document.groups.get(name)
    if group is None:
        return (name,)
    return (group.primary, *group.standbys) if isinstance(group, Failover) else group.members
