"""A forecast carries the date of what it stands on, so that tomorrow's document of the same input is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from sayar.facts.paths import parse_path
from sayar.facts.replacement import load_facts
from sayar.facts.rows import Origin, Rule, TypeFacts
from sayar.impact.catalogue import load_catalogue
from sayar.plan.asof import newest_fact
from tests.graph.builders import graph, thing


def row(type_: str, date: str, *rules: str) -> TypeFacts:
    """Facts of a type with a date, and one rule for each further date."""
    path = parse_path("size")
    found = {path: tuple(Rule(path, None, "replace", Origin("s", one, "documented")) for one in rules)}
    return TypeFacts(type_, found if rules else {}, (), None, None, None, Origin("s", date, "documented"))


@dataclass
class Rows:
    """Facts that hold some rows."""

    rows: Mapping[str, TypeFacts]

    def row(self, type_: str) -> TypeFacts | None:
        return self.rows.get(type_)


FACTS = Rows({"v:i:A": row("v:i:A", "2026-01-01", "2026-03-01", "2026-02-01"), "v:i:B": row("v:i:B", "2026-02-15")})


@pytest.mark.parametrize(
    ("types", "date"),
    [
        ((), "1970-01-01"),
        (("v:i:Unknown",), "1970-01-01"),
        (("v:i:B",), "2026-02-15"),
        (("v:i:A",), "2026-03-01"),
        (("v:i:A", "v:i:B", "v:i:Unknown"), "2026-03-01"),
    ],
)
def test_the_newest_row_about_a_type_that_is_there_gives_the_date(types: tuple[str, ...], date: str) -> None:
    one = graph(*(thing(f"n{number}", type=type_) for number, type_ in enumerate(types)))
    assert newest_fact(FACTS, [one]) == date  # type: ignore[arg-type]


def test_both_graphs_count() -> None:
    old, new = graph(thing("a", type="v:i:A")), graph(thing("b", type="v:i:B"))
    assert newest_fact(FACTS, [old, new]) == newest_fact(FACTS, [new, old]) == "2026-03-01"  # type: ignore[arg-type]


def test_rows_about_seconds_count_as_well_as_rows_about_replacement() -> None:
    """A zone's rows about seconds are newer than those about what replaces it."""
    type_ = "cloudflare:index/zone:Zone"
    (seconds,) = load_catalogue().dates([type_])[-1:]
    assert newest_fact(Rows({type_: row(type_, "2026-01-01")}), [graph(thing("zone", type=type_))]) == seconds  # type: ignore[arg-type]
    assert seconds > "2026-01-01"


def test_the_facts_that_are_kept_have_a_date_for_what_the_platform_uses() -> None:
    one = graph(thing("zone", type="cloudflare:index/zone:Zone"))
    assert newest_fact(load_facts(), [one]) > "2026-01-01"
