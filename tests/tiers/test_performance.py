"""What the promises ask for, held against sums by hand; the assumptions are those of the shipped rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tiers.assumptions import assumptions
from infra.tiers.figures import Expectations
from infra.tiers.performance import expected
from infra.tiers.promises import Target, TierPromises, promises
from infra.tiers.sizes import SERVED, Sizes
from tests.tiers.sized import SIZES, service

TIERS = list(SIZES)
SHIPPED = {tier: expected(promises().tiers[tier], SIZES[tier], assumptions()) for tier in TIERS}


def of(tier: str, *, users: float | None = None, seconds: float | None = None) -> Expectations:
    """A tier with another promise."""
    one: TierPromises = promises().tiers[tier]
    if users is not None:
        one = one.model_copy(update={"concurrent_users": Target(value=users, source="test")})
    if seconds is not None:
        one = one.model_copy(update={"response_s": Target(value=seconds, source="test")})
    return expected(one, SIZES[tier], assumptions())


@pytest.mark.parametrize(
    ("tier", "rate", "under_way"),
    [
        ("starter", 46.904, 30.957),  # 500 / (10 + 0.33 × 2) = 500 / 10.66; × 0.66
        ("growth", 190.567, 94.331),  # 2,000 / (10 + 0.33 × 1.5) = 2,000 / 10.495; × 0.495
        ("scale", 968.054, 319.458),  # 10,000 / (10 + 0.33 × 1) = 10,000 / 10.33; × 0.33
        ("enterprise", 4918.839, 811.608),  # 50,000 / (10 + 0.33 × 0.5) = 50,000 / 10.165; × 0.165
    ],
)
def test_users_at_once_are_so_many_requests_a_second(tier: str, rate: float, under_way: float) -> None:
    assert SHIPPED[tier].api.rate.value == pytest.approx(rate, abs=0.001)
    assert SHIPPED[tier].in_flight.value == pytest.approx(under_way, abs=0.001)


@pytest.mark.parametrize(
    ("tier", "mean", "peak"),
    [
        ("starter", 0.1929, 1.929),  # 500,000 / (30 × 86,400); × 10
        ("growth", 0.7716, 7.716),  # 2,000,000 / 2,592,000; × 10
        ("scale", 3.858, 38.58),  # 10,000,000 / 2,592,000; × 10
        ("enterprise", 7.716, 77.16),  # from 10,000,000 without an end, so 20,000,000 / 2,592,000; × 10
    ],
)
def test_the_requests_of_the_month_are_far_below_the_users(tier: str, mean: float, peak: float) -> None:
    found = SHIPPED[tier]
    assert (found.month_mean.value, found.month_peak.value) == pytest.approx((mean, peak), rel=0.001)
    assert found.api.rate.value > 20 * peak, "INFRA-001 says both, and they are no two views of one load"


@pytest.mark.parametrize(
    ("tier", "base", "one_lost", "left"),
    [
        ("starter", 1, 2, None),  # 46.9 / (1 × 0.7 / 0.005 = 140) = 0.34; / (1 × 0.9 / 0.005 = 180), and one more
        ("growth", 1, 2, None),  # 190.6 / (2 × 0.7 / 0.005 = 280) = 0.68; / 360 = 0.53, and one more
        ("scale", 4, 4, 3),  # 968.1 / 280 = 3.46; / 360 = 2.69, so 3, and one more; 3 left
        ("enterprise", 41, 41, 28),  # 4,918.8 / (1 × 0.6 / 0.005 = 120) = 40.99; / 180 = 27.3, so 28
    ],
)
def test_replicas_of_the_api(tier: str, base: int, one_lost: int, left: int | None) -> None:
    need = SHIPPED[tier].api
    assert (need.replicas.value, need.one_lost.value) == (base, one_lost)
    assert (need.region_lost.value if need.region_lost else None) == left


@pytest.mark.parametrize(
    ("tier", "rate", "base", "left"),
    [
        ("starter", 16.67, 1, None),  # 500 × 0.5 × 4 / 60; / (0.5 × 0.7 / 0.002 = 175)
        ("growth", 66.67, 1, None),  # 2,000 × 0.5 × 4 / 60; / 175
        ("scale", 333.33, 2, 2),  # 10,000 × 0.5 × 4 / 60; / 175 = 1.9; / (0.5 × 0.9 / 0.002 = 225) = 1.48
        ("enterprise", 1666.67, 14, 8),  # 50,000 × 0.5 × 4 / 60; / (0.5 × 0.5 / 0.002 = 125) = 13.3; / 225 = 7.4
    ],
)
def test_replicas_of_the_intake(tier: str, rate: float, base: int, left: int | None) -> None:
    need = SHIPPED[tier].webhook
    assert need.rate.value == pytest.approx(rate, abs=0.01)
    assert need.replicas.value == base
    assert (need.region_lost.value if need.region_lost else None) == left


@pytest.mark.parametrize(
    ("tier", "role", "least", "most"),
    [
        ("starter", "api", 94, 360),  # 46.9 × 2 s, nothing need be spare; 180 × 2 s
        ("growth", "api", 286, 540),  # 190.57 / 1 left × 1.5 s = 285.9; 360 × 1.5 s
        ("scale", "api", 323, 360),  # 968.05 / 3 left × 1 s = 322.7; 360 × 1 s
        ("enterprise", "api", 41, 90),  # 4,918.8 / 60 left × 0.5 s = 40.99; 180 × 0.5 s
        ("starter", "webhook", 17, 225),  # 16.67 × 1 s; 0.5 × 0.9 / 0.002 × 1 s
        ("growth", "webhook", 67, 225),  # 66.67 / 1 left × 1 s
        ("scale", "webhook", 167, 225),  # 333.3 / 2 left × 1 s = 166.7
        ("enterprise", "webhook", 56, 225),  # 1,666.7 / 30 left × 1 s = 55.6
        ("starter", "feed", 1, 21),  # 50 / 600 s × 5 s = 0.42; 0.5 × 0.9 / 0.1 × (5 - 0.2) = 21.6
        ("growth", "feed", 1, 25),  # 200 / 600 s × 3 s = 1; 1 × 0.9 / 0.1 × 2.8 = 25.2
        ("scale", "feed", 2, 6),  # 500 / 600 s / 1 left × 2 s = 1.67; 2 × 0.9 / 0.5 × 1.8 = 6.48
        ("enterprise", "feed", 1, 1),  # 1,000 / 600 s / 12 left × 1 s = 0.14; 2 × 0.9 / 1 × 0.8 = 1.44
    ],
)
def test_requests_that_one_replica_takes_at_once(tier: str, role: str, least: int, most: int) -> None:
    need = SHIPPED[tier].of(role)  # type: ignore[arg-type]
    assert (need.at_once.value, need.at_once_most.value) == (least, most)


@pytest.mark.parametrize(
    ("tier", "api", "webhook", "feed"),
    # Five times the promised response: of the api, of WhatsApp (1 s), of the feed.
    [("starter", 10, 5, 25), ("growth", 7.5, 5, 15), ("scale", 5, 5, 10), ("enterprise", 2.5, 5, 5)],
)
def test_a_request_is_given_up_after_five_times_its_promise(tier: str, api: float, webhook: float, feed: float) -> None:
    assert [SHIPPED[tier].of(role).timeout_s.value for role in SERVED] == [api, webhook, feed]


@pytest.mark.parametrize(
    ("tier", "api", "webhook", "pool"),
    [
        # busy 46.9 × 0.03 = 1.41, + 2 √ = 3.78; 16.67 × 0.03 = 0.5, + 1.41 = 1.91; 1.41 + 0.5 + 0.03 = 1.94, + 2.79
        ("starter", 4, 2, 5),
        # 190.57 × 0.03 = 5.72, + 4.78 = 10.5; 66.67 × 0.03 = 2, + 2.83 = 4.83; 5.72 + 2 + 0.1 = 7.82, + 5.59 = 13.4
        ("growth", 11, 5, 14),
        # 322.7 × 0.03 = 9.68, + 6.22 = 15.9; 166.7 × 0.03 = 5, + 4.47 = 9.47; 29.04 + 10 + 0.38 = 39.4, + 12.6 = 52
        ("scale", 16, 10, 52),
        # 81.98 × 0.03 = 2.46, + 3.14 = 5.6; 55.6 × 0.03 = 1.67, + 2.58 = 4.25; 147.6 + 50 + 1.17 = 198.7, + 28.2
        ("enterprise", 6, 5, 227),
    ],
)
def test_connections_of_the_database(tier: str, api: int, webhook: int, pool: int) -> None:
    found = SHIPPED[tier]
    assert (found.api.database_clients.value, found.webhook.database_clients.value) == (api, webhook)
    assert found.pool.value == pool
    assert found.feed.database_clients.value == found.feed.at_once.value, "a feed under way holds one to its end"


@pytest.mark.parametrize(
    ("tier", "seconds"),
    # products / (vCPU × 10,000) + 0.2: 0.2 + 0.2; 0.1 + 0.2; 0.25 + 0.2; 0.5 + 0.2
    [("starter", 0.4), ("growth", 0.3), ("scale", 0.45), ("enterprise", 0.7)],
)
def test_the_largest_feed_is_made_in_time(tier: str, seconds: float) -> None:
    assert SHIPPED[tier].feed_s.value == pytest.approx(seconds)
    assert seconds < promises().tiers[tier].feed.seconds


@pytest.mark.parametrize(
    ("tier", "seconds", "hits"),
    [
        # 46.9 × 0.9 × 0.5 / (50 × 50) = 0.00844 a second: 4 / 0.00844 = 474, cut at 300: 2.53 / 3.53
        ("starter", 300, 0.717),
        # 190.57 × 0.45 / 10,000 = 0.00858: 466, cut at 300: 2.57 / 3.57
        ("growth", 300, 0.720),
        # 968.05 × 0.45 / 25,000 = 0.01742: 229.6
        ("scale", 230, 0.800),
        # 4,918.8 × 0.45 / 50,000 = 0.04427: 90.4
        ("enterprise", 91, 0.801),
    ],
)
def test_a_cache_is_worth_its_lifetime_from_scale_on(tier: str, seconds: float, hits: float) -> None:
    found = SHIPPED[tier]
    assert found.cache_s.value == seconds
    assert found.hit_rate.value == pytest.approx(hits, abs=0.001)


def test_a_feed_that_is_fetched_hourly_is_hardly_ever_in_a_cache_of_five_minutes() -> None:
    """300 / 3,600 = 0.083 fetches in a lifetime: 0.083 / 1.083. What spares the origin is the ETag."""
    assert SHIPPED["scale"].feed_hit_rate.value == pytest.approx(0.0769, abs=0.0001)


def test_starter_needs_nothing_spare_and_growth_does() -> None:
    assert [SHIPPED[tier].spare for tier in TIERS] == [False, True, True, True]


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.sampled_from(TIERS))
def test_more_users_never_need_less_of_anything(one: float, other: float, tier: str) -> None:
    few, many = (of(tier, users=users) for users in sorted((one, other)))
    for role in ("api", "webhook"):
        for name in ("rate", "replicas", "one_lost", "at_once", "database_clients"):
            assert getattr(few.of(role), name).value <= getattr(many.of(role), name).value
    assert few.pool.value <= many.pool.value
    assert few.cache_s.value >= many.cache_s.value, "what is read more often need not be kept as long"


@given(st.floats(0.05, 30), st.floats(0.05, 30), st.sampled_from(TIERS))
def test_a_faster_promise_never_gives_a_longer_time_and_never_needs_less(one: float, other: float, tier: str) -> None:
    fast, slow = (of(tier, seconds=seconds) for seconds in sorted((one, other)))
    assert fast.api.timeout_s.value <= slow.api.timeout_s.value
    assert fast.api.rate.value >= slow.api.rate.value, "who is answered sooner asks sooner again"
    assert fast.api.replicas.value >= slow.api.replicas.value


@given(st.floats(1, 1e6), st.floats(0.1, 32), st.lists(st.integers(1, 100), min_size=2, max_size=4))
def test_a_loss_never_makes_a_need_smaller(users: float, vcpu: float, replicas: list[int]) -> None:
    two: Sizes = replace(SIZES["scale"], api=service(vcpu, *replicas))
    promised = promises().tiers["scale"].model_copy(update={"concurrent_users": Target(value=users, source="test")})
    need = expected(promised, two, assumptions()).api
    assert need.region_lost is not None
    assert need.one_lost.value >= need.replicas.value
    # Spread evenly over two regions, so many in each.
    assert 2 * need.region_lost.value >= need.replicas.value
    assert need.at_once.value >= 1


@pytest.mark.parametrize("tier", TIERS)
def test_every_figure_has_a_unit_a_formula_and_a_name_of_its_own(tier: str) -> None:
    found = list(SHIPPED[tier])
    assert len({figure.name for figure in found}) == len(found)
    for figure in found:
        assert figure.unit
        assert figure.formula
        assert figure.value > 0


def test_a_figure_has_one_formula_in_every_tier() -> None:
    """The tables tell it once; what differs are the numbers."""
    told: dict[str, set[str]] = {}
    for found in SHIPPED.values():
        for figure in found:
            told.setdefault(figure.name, set()).add(figure.formula)
    assert [name for name, formulas in told.items() if len(formulas) > 1] == []
