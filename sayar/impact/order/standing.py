"""What surfaces stand on, as parts of objects: the nodes of a services file, found on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sayar.documents.services import Failover
from sayar.graph.model import Change, Resource
from sayar.impact.order.model import Need, Part, Surface
from sayar.impact.order.words import object_words
from sayar.impact.read import Services
from sayar.verdict import Effect

_LOST: Final[frozenset[Effect]] = frozenset({"blocked", "data_loss"})

Side = Mapping[str, Resource]


def surfaces_of(
    services: Services, changes: Mapping[str, Change], before: Side, after: Side, effects: Mapping[str, Effect]
) -> tuple[Surface, ...]:
    """The surfaces of a services file with their needs of some weight that are not soft, each once.

    A node without a match is reached by events alone, so no step takes it down. A need of which nothing is there on
    either side is left out, by name. Components serve nothing themselves; their children do.
    """
    parts = {name: _part(services, name, before, after) for name in services.document.nodes}
    return tuple(_surface(services, name, parts, changes, effects) for name in services.document.surfaces)


def _surface(
    services: Services,
    name: str,
    parts: Mapping[str, Part],
    changes: Mapping[str, Change],
    effects: Mapping[str, Effect],
) -> Surface:
    rows = [row for row in services.document.surfaces[name].needs if row.weight > 0]
    # A buffer or a cache bridges what a forecast names; an order that breaks what is behind it is wrong all the same.
    hard = dict.fromkeys(row.on for row in rows if row.mode != "soft")
    needs = {on: _need(services, on, parts) for on in hard}
    kept = tuple(one for one in needs.values() if any(part.old or part.new or part.always for part in one.parts))
    empty = [on for on, one in needs.items() if one not in kept]
    soft = [on for on in dict.fromkeys(row.on for row in rows) if on not in hard]
    urns = dict.fromkeys(urn for need in kept for part in need.parts for urn in (*part.old, *part.new))
    doubts = tuple(doubt for urn in urns if urn in changes for doubt in _doubts(changes[urn], effects.get(urn)))
    return Surface(name, kept, (*soft, *empty), doubts)


def _need(services: Services, on: str, parts: Mapping[str, Part]) -> Need:
    group = services.document.groups.get(on)
    if group is None:
        return Need(on, (parts[on],))
    if isinstance(group, Failover):
        return Need(on, tuple(parts[one] for one in (group.primary, *group.standbys)), failover=True)
    return Need(on, tuple(parts[one] for one in group.members), group.k)


def _part(services: Services, name: str, before: Side, after: Side) -> Part:
    matcher = services.nodes[name]
    if matcher is None:
        return Part(name, always=True)

    def found(side: Side) -> tuple[str, ...]:
        return tuple(
            urn
            for urn, one in side.items()
            if one.custom and not one.is_provider and matcher.fits(urn, one.name, one.type)
        )

    return Part(name, found(before), found(after))


def _doubts(change: Change, effect: Effect | None) -> Iterator[str]:
    """Sentences where nobody knows what a change does while it runs; making and deleting say it by themselves."""
    name = object_words(change.urn)
    if effect in _LOST:
        yield f"{change.op} of {name}: {'the engine refuses it' if effect == 'blocked' else 'data is lost'}"
    elif change.op in ("update", "replace") and effect in (None, "unknown"):
        yield f"{change.op} of {name}: nobody knows what it does while it runs"
    elif change.may_replace:
        yield f"{change.op} of {name}: nobody knows whether it replaces"
