"""Which row a changed path takes: the most specific one, in the order of the contract."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.facts.paths import parse_path
from sayar.impact.rows import Rows, fits
from sayar.plan.effects import judge
from tests.impact.rows import TYPE, change, row, services, urn

URN = {"urn": "*::a"}
TYPE_AND_NAME = {"type": TYPE, "name": "a"}
BY_TYPE = {"type": TYPE}


def taken(*facts: dict[str, Any], **more: Any) -> float | None:
    """The typical seconds of the row that an update of `spec.parts[0].image` takes: they name the row."""
    told, _ = judge(change("spec.parts[0].image", **more), None, Rows(services(facts=facts).rows))
    return told.typical_s


RANKED = [
    # By URN, whatever else the others say.
    {"match": URN, "op": "update", "property": "spec.parts[0].image"},
    {"match": URN, "op": "update", "property": "spec.parts[*].image"},
    {"match": URN, "op": "update", "property": "spec.**"},
    {"match": URN, "op": "update"},
    {"match": URN, "property": "spec.parts[0].image"},
    {"match": URN, "property": "**"},
    {"match": URN},
    # By type and name.
    {"match": TYPE_AND_NAME, "op": "update", "property": "spec.parts[0].image"},
    {"match": TYPE_AND_NAME, "op": "update", "property": "spec.parts[0].*"},
    {"match": TYPE_AND_NAME, "op": "update"},
    {"match": TYPE_AND_NAME, "property": "spec.parts[0].image"},
    {"match": TYPE_AND_NAME},
    # By type.
    {"match": BY_TYPE, "op": "update", "property": "spec.parts[0].image"},
    {"match": BY_TYPE, "op": "update", "property": "spec.parts[0].*"},
    {"match": BY_TYPE, "op": "update", "property": "spec.parts[*].image"},
    {"match": BY_TYPE, "op": "update", "property": "spec.**"},
    {"match": BY_TYPE, "op": "update", "property": "**.image"},
    {"match": BY_TYPE, "op": "update"},
    {"match": BY_TYPE, "property": "spec.parts[0].image"},
    {"match": BY_TYPE, "property": "spec.parts[*].*"},
    {"match": BY_TYPE, "property": "*.parts[0].image"},
    {"match": BY_TYPE},
]
"""URN before type with name before type; then an op; then the exact path, then the longest written beginning."""


@pytest.mark.parametrize("place", range(len(RANKED) - 1))
def test_each_row_goes_before_the_less_specific_one_wherever_they_stand(place: int) -> None:
    """The seconds of a row are its place in the list above, so the smallest number must come out."""
    better, worse = (row(**RANKED[at], typical_s=at + 1) for at in (place, place + 1))
    assert taken(better, worse) == place + 1
    assert taken(worse, better) == place + 1


@settings(max_examples=10)
@given(st.permutations(range(len(RANKED))))
def test_in_any_order_the_most_specific_of_all_rows_wins(order: list[int]) -> None:
    rows = [row(**RANKED[place], typical_s=place + 1) for place in order]
    for place in range(len(RANKED)):
        assert taken(*(one for one in rows if one["typical_s"] > place)) == place + 1


def test_among_equal_rows_the_first_of_the_file_wins() -> None:
    """File order is the contract's last criterion, and rows are tried in it, as own rows are before built-in ones."""
    won = [taken(*(row(**one, typical_s=seconds) for seconds in (1, 2, 3))) for one in RANKED]
    assert won == [1] * len(RANKED)


def test_two_patterns_of_one_written_length_are_equal_so_the_first_wins() -> None:
    assert taken(row(property="spec.**", typical_s=1), row(property="spec.parts.**", typical_s=2)) == 2
    assert taken(row(property="spec.*[0].image", typical_s=1), row(property="spec.**", typical_s=2)) == 1
    assert taken(row(property="spec.**", typical_s=2), row(property="spec.*[0].image", typical_s=1)) == 2


def test_a_row_whose_condition_does_not_hold_is_not_there() -> None:
    best = row(URN, property="spec.parts[0].image", when="new.mode == 'live'", typical_s=1)
    assert taken(best, row(typical_s=2), new={"mode": "live"}) == 1
    assert taken(best, row(typical_s=2), new={"mode": "test"}) == 2
    assert taken(row(when=False, typical_s=1), row(typical_s=2)) == 2
    assert taken(row(when=True, typical_s=1)) == 1
    assert taken(row(when=False, typical_s=1)) is None


def test_rows_of_another_op_name_type_or_path_are_not_looked_at() -> None:
    others = [
        row(op="create"),
        row(op="delete"),
        row(op="replace_create_first"),
        row(op="replace_delete_first"),
        row({"type": "vendor:index:Other"}),
        row({"type": "vendor:index:*"}),  # a type is meant exactly
        row({"type": TYPE, "name": "b"}),
        row({"name": "A"}),
        row({"urn": "*::b"}),
        row({"urn": "*::a", "name": "b"}),
        row(property="spec"),
        row(property="spec.parts[1].image"),
        row(property="spec.*.image"),
        row(property="spec.parts[0].image.tag"),
    ]
    assert taken(*others) is None


@pytest.mark.parametrize(
    "match", [{"urn": urn("a")}, {"urn": "urn:pulumi:*::shop::*::a"}, {"urn": "*::[ab]"}, {"name": "?"}, {"name": "*"}]
)
def test_urns_and_names_are_shell_patterns(match: dict[str, str]) -> None:
    assert taken(row(match, typical_s=4)) == 4


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        ("spec", "spec", True),
        ("spec", "spec.a", False),
        ("spec.*", "spec.a", True),
        ("spec.*", "spec.a.b", False),
        ("spec.*", "spec[0]", True),
        ("spec.*", "spec", False),
        ("spec.**", "spec", True),
        ("spec.**", "spec.a", True),
        ("spec.**", "spec.a[3].b", True),
        ("spec.**", "other.a", False),
        ("**", "any.thing[0]", True),
        ("**.image", "image", True),
        ("**.image", "a.b[0].image", True),
        ("**.image", "a.image.b", False),
        ("a.**.z", "a.z", True),
        ("a.**.z", "a.b.c.z", True),
        ("a.**.z", "a.b.c", False),
        ("a.**.*", "a", False),
        ("rules[*].ref", "rules[12].ref", True),
        ("rules[*].ref", "rules.ref", False),
        ("rules[0].ref", "rules[1].ref", False),
        ('tags["a.b"]', 'tags["a.b"]', True),
        ('tags["a.b"]', "tags.a.b", False),
        ("**.**.x", "x", True),
    ],
)
def test_one_star_is_one_step_and_two_are_any_number(pattern: str, path: str, answer: bool) -> None:
    assert fits(parse_path(path), parse_path(pattern)) is answer
