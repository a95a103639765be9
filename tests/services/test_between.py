"""Two maps as one: whatever differs is taken as it is worse."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.platform import TIERS
from sayar.documents.services import Need, ServicesDocument
from sayar.services.between import united
from tests.services.maps import between, needs, ready, spec

MODES: dict[str, dict[str, Any]] = {
    "hard": {},
    "cached": {"hit_ratio": 0.9, "stale_if_error_s": 900},
    "buffered": {"window_s": 86400},
    "soft": {},
}


def one(*rows: dict[str, Any], **parts: Any) -> ServicesDocument:
    """A map of one surface on some nodes."""
    nodes = {name: {"match": {"name": name}} for name in "abcd"}
    surfaces = {"s": {"budget_s": parts.pop("budget_s", None), "needs": list(rows)}}
    raw = {"format": "sayar.services/1", "nodes": nodes, "surfaces": surfaces, **parts}
    return ServicesDocument.model_validate(raw)


def need(document: ServicesDocument, on: str) -> Need:
    (found,) = [row for row in document.surfaces["s"].needs if row.on == on]
    return found


@pytest.mark.parametrize(("old", "new"), list(product(TIERS, TIERS)))
def test_every_move_has_a_sound_map_that_stands_on_both_ends(old: str, new: str) -> None:
    before, after = spec(old), spec(new)
    document = between(before, after, budget_s=300)
    ready(document)
    for end in (before, after):
        own = between(end, end)
        assert own.nodes.items() <= document.nodes.items()
        for name, surface in own.surfaces.items():
            assert document.surfaces[name].budget_s == 300
            for row in surface.needs:
                if row.on in own.nodes:
                    assert row.on in needs(document, name)


def test_feeds_that_the_update_begins_to_cache_are_still_hard() -> None:
    """The cache is empty when it begins."""
    document = between(spec("starter"), spec("growth"))
    assert needs(document, "csv")["feed-railway"] == "hard"
    assert needs(between(spec("growth"), spec("growth")), "csv")["feed-railway"] == "cached"


def test_a_region_that_joins_stands_in_for_nobody_yet() -> None:
    document = between(spec("growth"), spec("scale"))
    assert needs(document, "api")["api-railway"] == "hard"
    assert "api-origins" not in needs(document, "api"), "it would count the same outage twice"


def test_a_surface_stands_on_both_platforms_while_it_moves_from_one_to_the_other() -> None:
    document = between(spec("scale"), spec("enterprise"))
    assert {"api-origins", "api-origins-after", "supabase", "aurora"} <= set(needs(document, "api"))


@given(st.sampled_from(list(MODES)), st.sampled_from(list(MODES)), st.floats(0, 1), st.floats(0, 1))
def test_the_harder_mode_and_the_larger_weight_win_in_either_order(
    mode: str, other: str, weight: float, heavier: float
) -> None:
    rows = [{"on": "a", "mode": name, "weight": w, **MODES[name]} for name, w in ((mode, weight), (other, heavier))]
    found = need(united(one(rows[0]), one(rows[1])), "a")
    assert found == need(united(one(rows[1]), one(rows[0])), "a")
    assert found.mode == min(mode, other, key=list(MODES).index)
    assert found.weight == max(weight, heavier)


def test_numbers_of_one_mode_are_the_worse_ones_and_a_mask_must_be_there_on_both_sides() -> None:
    cached = {"on": "a", "mode": "cached", "hit_ratio": 0.9, "stale_if_error_s": 60}
    found = need(united(one(cached), one({**cached, "hit_ratio": 0.5, "stale_if_error_s": 900})), "a")
    assert (found.hit_ratio, found.stale_if_error_s) == (0.5, 60)
    late = {"on": "a", "mode": "buffered", "window_s": 60}
    assert need(united(one(late), one({**late, "window_s": 30})), "a").window_s == 30
    masked = {"on": "a", "mode": "hard", "mask": {"kind": "proxy", "factor": 0.34}}
    assert need(united(one(masked), one(masked)), "a").mask is not None
    assert need(united(one(masked), one({"on": "a", "mode": "hard"})), "a").mask is None
    reads = {"on": "a", "mode": "hard", "capability": "read"}
    assert need(united(one(reads), one({**reads, "capability": "write"})), "a").capability == "any"


GROUPED = {"on": "g", "mode": "hard"}


def group(*members: str, k: int = 1) -> dict[str, Any]:
    return {"groups": {"g": {"kind": "k_of_n", "k": k, "members": list(members)}}}


@pytest.mark.parametrize(
    ("before", "after", "groups", "stands"),
    [
        # Members that both have; k as large as either asks for, as far as there are members.
        (group("a", "b"), group("a", "b", "c"), {"g": ("a", "b")}, ["g"]),
        (group("a", "b"), group("a"), {"g": ("a",)}, ["g"]),
        (group("a", "b"), group("c", "d"), {"g": ("a", "b"), "g-after": ("c", "d")}, ["g", "g-after"]),
    ],
)
def test_a_group_keeps_the_members_that_both_have(
    before: dict[str, Any], after: dict[str, Any], groups: dict[str, tuple[str, ...]], stands: list[str]
) -> None:
    found = united(one(GROUPED, **before), one(GROUPED, **after))
    assert {name: getattr(row, "members", ()) for name, row in found.groups.items()} == groups
    assert [row.on for row in found.surfaces["s"].needs] == stands
    ready(found)


def test_a_failover_group_keeps_the_standbys_that_both_have_or_both_groups() -> None:
    def failover(primary: str, *standbys: str) -> ServicesDocument:
        row = {"kind": "failover", "primary": primary, "standbys": list(standbys)}
        return one(GROUPED, groups={"g": row})

    assert getattr(united(failover("a", "b"), failover("a", "b", "c")).groups["g"], "standbys", ()) == ("b",)
    assert set(united(failover("a", "b"), failover("b", "a")).groups) == {"g", "g-after"}


def test_a_group_of_which_two_are_needed_is_no_part_of_one_member() -> None:
    """It is down while any two of three are, and the member alone does not say so."""
    alone = one({"on": "a", "mode": "hard"})
    assert [row.on for row in united(alone, one(GROUPED, **group("a", "b", "c", k=2))).surfaces["s"].needs] == [
        "a",
        "g",
    ]
    soft = one({"on": "a", "mode": "soft"})
    assert [row.on for row in united(soft, one(GROUPED, **group("a", "b"))).surfaces["s"].needs] == ["a", "g"]


def test_timings_take_the_larger_value_and_budgets_the_smaller_one() -> None:
    found = united(
        one(budget_s=900, timings={"x_s": 10, "y_s": {"typical": 1, "worst": 9}, "z_s": 3}),
        one(budget_s=300, timings={"x_s": 20, "y_s": {"typical": 2, "worst": 5}}),
    )
    dumped = found.model_dump()["timings"]
    assert dumped == {"x_s": {"typical": 20, "worst": 20}, "y_s": {"typical": 2, "worst": 9}, "z_s": 3}
    assert found.surfaces["s"].budget_s == 300


def test_one_name_for_two_things_is_a_mistake() -> None:
    other = one().model_copy(update={"nodes": {"a": one().nodes["b"]}})
    with pytest.raises(ValueError, match="the node a means one thing"):
        united(one(), other)
