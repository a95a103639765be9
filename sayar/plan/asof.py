"""The date that a forecast carries: of its newest fact, so that the same input gives the same bytes on every day."""

from __future__ import annotations

from collections.abc import Iterable

from sayar.facts.replacement import ReplacementFacts
from sayar.facts.rows import Origin
from sayar.graph.model import Graph
from sayar.impact.catalogue import load_catalogue

_WITHOUT_FACTS = "1970-01-01"
_OF_THE_ENGINE = "pulumi:"


def newest_fact(facts: ReplacementFacts, graphs: Iterable[Graph]) -> str:
    """The newest date (ISO) of the rows about the types in some graphs: what replaces them, and how long it is felt.

    The epoch where no row knows any of them. What the engine keeps for itself is at no vendor, and has no date.
    """
    types = {one.type for graph in graphs for one in graph.resources if not one.type.startswith(_OF_THE_ENGINE)}
    dates = [origin.date for one in types for origin in _origins(facts, one)]
    return max((*dates, *load_catalogue().dates(types)), default=_WITHOUT_FACTS)


def _origins(facts: ReplacementFacts, type_: str) -> Iterable[Origin]:
    row = facts.row(type_)
    if row is not None:
        yield row.origin
        yield from (rule.origin for rules in row.rules.values() for rule in rules)
