"""The promises of the tiers are those of INFRA-001, contradictions included."""

from itertools import pairwise

import pytest

from infra.tiers.promises import move_budget, promises

TIERS = ["starter", "growth", "scale", "enterprise"]


def test_there_are_four_tiers_from_smallest_to_largest() -> None:
    assert list(promises().tiers) == TIERS


@pytest.mark.parametrize(("tier", "seconds"), [("starter", 2), ("growth", 1.5), ("scale", 1), ("enterprise", 0.5)])
def test_answers_get_faster_with_every_tier(tier: str, seconds: float) -> None:
    assert promises().tiers[tier].response_s.value == seconds


@pytest.mark.parametrize(
    ("tier", "seconds", "products"),
    [("starter", 5, 1000), ("growth", 3, 1000), ("scale", 2, 5000), ("enterprise", 1, 10000)],
)
def test_feeds_get_faster_and_larger_with_every_tier(tier: str, seconds: float, products: int) -> None:
    feed = promises().tiers[tier].feed
    assert (feed.seconds, feed.products) == (seconds, products)


@pytest.mark.parametrize(
    ("tier", "users"), [("starter", 500), ("growth", 2000), ("scale", 10000), ("enterprise", 50000)]
)
def test_every_tier_names_its_concurrent_users(tier: str, users: int) -> None:
    assert promises().tiers[tier].concurrent_users.value == users


@pytest.mark.parametrize(
    ("tier", "ids"),
    [
        ("starter", ["businesses", "requests", "bandwidth", "latency", "revenue"]),
        ("growth", ["businesses", "requests", "multi_region", "revenue", "compliance"]),
        ("scale", ["businesses", "requests", "dedicated", "revenue", "enterprise_compliance"]),
        ("enterprise", []),
    ],
)
def test_every_trigger_of_the_strategy_is_there_in_its_order(tier: str, ids: list[str]) -> None:
    assert [trigger.id for trigger in promises().tiers[tier].triggers] == ids


def test_thresholds_rise_from_tier_to_tier_so_that_no_move_is_due_twice() -> None:
    for name in ("businesses", "requests", "revenue"):
        values = [
            trigger.value
            for tier in TIERS
            for trigger in promises().tiers[tier].triggers
            if trigger.id == name and trigger.value is not None
        ]
        assert values == sorted(values)
        assert len(set(values)) == 3


@pytest.mark.parametrize(
    ("origin", "to", "seconds"),
    [("starter", "growth", 300), ("growth", "scale", 900), ("growth", "starter", 300), ("scale", "enterprise", None)],
)
def test_a_move_has_the_budget_of_the_strategy_in_both_directions(origin: str, to: str, seconds: int | None) -> None:
    move = move_budget(origin, to)
    assert move is not None
    assert move.downtime_s == seconds


def test_a_move_over_a_tier_has_no_budget_of_its_own() -> None:
    assert move_budget("starter", "scale") is None


def test_where_the_strategy_names_two_cost_ranges_both_are_kept() -> None:
    for tier in TIERS:
        ranges = {(cost.low, cost.high) for cost in promises().tiers[tier].monthly_cost_usd}
        assert len(ranges) == 2, f"{tier}: the overview and the tier's own section disagree"


def test_every_contradiction_quotes_at_least_two_sides_and_says_what_is_kept() -> None:
    for contradiction in promises().contradictions:
        assert len(contradiction.says) >= 2
        assert contradiction.kept


def test_the_ranges_of_neighbouring_tiers_meet() -> None:
    for lower, upper in pairwise(TIERS):
        high = next(row.high for row in promises().tiers[lower].profile if row.what == "businesses")
        low = next(row.low for row in promises().tiers[upper].profile if row.what == "businesses")
        assert high is not None
        assert low in (high, high + 1), "Enterprise begins where Scale ends: both say 500"
