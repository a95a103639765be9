"""The sums behind the promises, at their edges and for all numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tiers.arithmetic import capacity, fitting, hit_rate, in_flight, lifetime, staffed, users_rate, whole

RATES = st.floats(0.001, 100_000)
SECONDS = st.floats(0.001, 3600)


def test_users_who_think_longer_than_they_wait_ask_less_often() -> None:
    assert users_rate(100, 9, 1) == 10
    assert users_rate(100, 0, 0.5) == 200, "without a thought each asks as soon as it is answered"


def test_requests_under_way_are_rate_times_time() -> None:
    assert in_flight(40, 0.5) == 20


def test_a_replica_serves_as_much_as_its_share_of_the_cpu_has_time_for() -> None:
    assert capacity(2, 0.5, 0.01) == 100, "one CPU second a second, a hundredth for each"


@pytest.mark.parametrize(("value", "up", "down"), [(0.2, 1, 1), (1, 1, 1), (1.2, 2, 1), (2.9999999999, 3, 3)])
def test_what_is_whole_but_for_the_machine_s_rounding_stays_whole(value: float, up: int, down: int) -> None:
    assert (whole(value), fitting(value)) == (up, down)


def test_the_rounding_of_a_product_asks_for_no_further_replica() -> None:
    assert 0.1 * 3 > 0.3
    assert whole(0.1 * 3 / 0.3) == 1


@pytest.mark.parametrize(("busy", "places"), [(1, 3), (4, 8), (100, 120)])
def test_random_arrivals_need_twice_their_root_more(busy: float, places: int) -> None:
    assert staffed(busy, 2) == places


@given(RATES, st.floats(0.01, 0.99))
def test_the_lifetime_for_a_hit_rate_gives_that_hit_rate(rate: float, wanted: float) -> None:
    assert hit_rate(rate, lifetime(rate, wanted)) == pytest.approx(wanted)


@given(RATES, SECONDS, SECONDS)
def test_what_is_kept_longer_is_hit_at_least_as_often_and_never_always(rate: float, one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert 0 < hit_rate(rate, shorter) <= hit_rate(rate, longer) <= 1


@given(RATES, st.floats(0, 5))
def test_places_are_never_fewer_than_those_that_are_busy(busy: float, sigmas: float) -> None:
    assert staffed(busy, sigmas) >= round(busy, 9)
