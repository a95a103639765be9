"""What holds for any numbers: more use never asks for less, and more data never makes nobody know."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tiers.promises import promises
from sayar.triggers.judge import Seen, beyond, judge
from sayar.triggers.recommend import advise
from sayar.triggers.rows import table
from sayar.triggers.series import DAY_S
from tests.triggers.measured import AT, HOUR_S, TODAY, advice, daily, quiet, sampled

TIERS = tuple(promises().tiers)
MEASURED = ("active_businesses", "api_requests", "egress_gb", "revenue_usd")
amount = st.floats(0, 2e6, allow_nan=False)
gaps = st.lists(st.booleans(), min_size=30, max_size=30)


@given(
    name=st.sampled_from(MEASURED),
    values=st.lists(amount, min_size=30, max_size=30),
    more=st.lists(amount, min_size=30, max_size=30),
    tier=st.sampled_from(TIERS),
)
def test_raising_a_metric_never_lowers_the_recommended_tier(
    name: str, values: list[float], more: list[float], tier: str
) -> None:
    before = advice(tier, quiet(**{name: daily(values)}))
    after = advice(tier, quiet(**{name: daily([one + other for one, other in zip(values, more, strict=True)])}))
    assert TIERS.index(after.recommended) >= TIERS.index(before.recommended)


@given(name=st.sampled_from(MEASURED), values=st.lists(amount, min_size=30, max_size=30), missing=gaps)
def test_more_data_never_makes_a_trigger_that_was_met_unknown(
    name: str, values: list[float], missing: list[bool]
) -> None:
    part = daily([None if gone else value for value, gone in zip(values, missing, strict=True)])
    for tier in TIERS:
        for trigger in promises().tiers[tier].triggers:
            window = table().window(trigger.id)
            if judge(trigger, window, Seen({name: part}, (), AT)).state == "true":
                assert judge(trigger, window, Seen({name: daily(values)}, (), AT)).state != "unknown"


@given(seed=st.integers(0, 10**6), slow=st.floats(0, 1), gone=st.floats(0, 1))
def test_more_samples_never_make_slow_answers_unknown(seed: int, slow: float, gone: float) -> None:
    """`slow` of all samples are above three seconds, and `gone` of them are missing."""
    random = Random(seed)  # noqa: S311 - hypothesis chooses the seed
    values = [4.0 if random.random() < slow else 1.0 for _ in range(7 * 24)]
    missing = [random.random() < gone for _ in values]
    (trigger,) = [one for one in promises().tiers["starter"].triggers if one.id == "latency"]
    window = table().window("latency")
    whole = sampled(7, lambda day, place: values[24 * day + place], HOUR_S)
    part = sampled(7, lambda day, place: None if missing[24 * day + place] else values[24 * day + place], HOUR_S)
    if judge(trigger, window, Seen({"latency_p95_s": part}, (), AT)).state == "true":
        assert judge(trigger, window, Seen({"latency_p95_s": whole}, (), AT)).state != "unknown"


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0, 1e9))
def test_what_is_past_a_threshold_stays_past_it_when_it_grows(value: float, more: float, threshold: float) -> None:
    for op in (">=", ">"):
        if beyond(op, value, threshold):  # type: ignore[arg-type]
            assert beyond(op, value + more, threshold)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", [0.6, 0.69, 0.85, 0.97, 1.0, 1.03])
def test_over_a_year_of_noise_a_tier_does_not_flap(level: float, seed: int) -> None:
    """Around any level a platform moves up at most once and never comes back within the year: it was near 200."""
    random = Random(seed)  # noqa: S311 - the same year on every machine
    days = 365
    businesses = [max(0.0, 200 * level * random.gauss(1, 0.08)) for _ in range(days)]
    tier, since, moves = "growth", TODAY - timedelta(days=days), []
    for day in range(90, days):
        at = AT - DAY_S * (days - 1 - day)
        known = Seen.until({**quiet().series, "active_businesses": daily(businesses)}, (), at)
        found = advise(tier, promises().tiers, table(), known, since)
        if found.recommended != tier:
            tier, since = found.recommended, TODAY - timedelta(days=days - 1 - day)
            moves.append(tier)
    assert moves in ([], ["scale"])


def test_going_down_is_advised_after_a_quarter_of_a_year_well_below_and_by_people() -> None:
    small = quiet(active_businesses=daily([34.0] * 120))
    found = advice("growth", small, since=TODAY - timedelta(days=60))
    assert (found.recommended, found.status) == ("starter", "stay")
    assert "people decide" in found.notes[0]
    for known, since in (
        (small, TODAY - timedelta(days=59)),  # not long enough in the tier
        (small, None),  # nobody said since when
        (quiet(active_businesses=daily([35.0] * 120)), TODAY - timedelta(days=200)),  # 70 % of 50
        (quiet(active_businesses=daily([34.0] * 119 + [36.0])), TODAY - timedelta(days=200)),
        (quiet(active_businesses=daily([34.0] * 60)), TODAY - timedelta(days=200)),  # too little is known
    ):
        assert advice("growth", known, since=since).recommended == "growth"


def test_a_smaller_tier_that_would_be_left_at_once_is_not_advised() -> None:
    """All figures are small, but many users are far away and wait: Growth would be due for Scale the day after."""
    far = {
        "requests_outside_primary_share": daily([0.5] * 120),
        "latency_p95_outside_s": sampled(120, lambda day, place: 2.0, HOUR_S),
    }
    since = TODAY - timedelta(days=200)
    assert advice("scale", quiet(), since=since).recommended == "growth"
    assert advice("scale", quiet(**far), since=since).recommended == "scale"
    gone = {**far, "latency_p95_outside_s": daily([])}
    assert advice("scale", quiet(**gone), since=since).recommended == "scale", "nobody knows whether they wait"


def test_right_after_a_move_nothing_is_advised() -> None:
    busy = quiet(active_businesses=daily([250.0] * 30))
    assert advice("growth", busy, since=TODAY - timedelta(days=13)).status == "stay"
    assert advice("growth", busy, since=TODAY - timedelta(days=14)).status == "due"


@pytest.mark.parametrize("name", [*MEASURED, "latency_p95_s"])
def test_a_series_that_ended_weeks_ago_is_unknown_and_says_so(name: str) -> None:
    known = quiet()
    old = known.series[name].until(AT - 21 * DAY_S)
    found = advice("starter", Seen({**known.series, name: old}, (), AT))
    assert found.status == "undecided"
    (row,) = [one for one in found.judged if one.met.state == "unknown"]
    assert "the series ends 21 days before" in row.met.reason


def test_nine_tenths_of_a_window_must_be_known() -> None:
    for missing, state in ((3, "false"), (4, "unknown")):
        values: list[float | None] = [*[100.0] * (30 - missing), *[None] * missing]
        found = advice("starter", quiet(api_requests=daily(values)))
        assert next(one for one in found.judged if one.trigger.id == "requests").met.state == state


def test_what_is_known_already_is_enough_for_a_yes() -> None:
    """Ten days with more than a month may have cannot become fewer."""
    values: list[float | None] = [*[None] * 20, *[60_000.0] * 10]
    found = advice("starter", quiet(api_requests=daily(values)))
    row = next(one for one in found.judged if one.trigger.id == "requests")
    assert (row.met.state, row.met.value) == ("true", 600_000)
    assert "33% of them known" in row.met.reason
