"""The date that a forecast carries: of its newest fact, so that the same input gives the same bytes on every day."""

from __future__ import annotations

from collections.abc import Iterable

from sayar.facts.replacement import ReplacementFacts
from sayar.facts.rows import Origin
from sayar.graph.model import Graph

_WITHOUT_FACTS = "1970-01-01"


def newest_fact(facts: ReplacementFacts, graphs: Iterable[Graph]) -> str:
    """The newest date (ISO) of the rows about the types in some graphs; the epoch where no row knows any of them."""
    types = {resource.type for graph in graphs for resource in graph.resources}
    dates = [origin.date for one in types for origin in _origins(facts, one)]
    return max(dates, default=_WITHOUT_FACTS)


def _origins(facts: ReplacementFacts, type_: str) -> Iterable[Origin]:
    row = facts.row(type_)
    if row is not None:
        yield row.origin
        yield from (rule.origin for rules in row.rules.values() for rule in rules)
