"""What holds for any numbers: more data never makes a known metric unknown, and availability stays a percentage."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from infra.tiers.promises import promises
from sayar.success.metrics import metrics
from sayar.success.rows import table
from sayar.success.uptime import availability
from sayar.triggers.series import Series
from tests.success.worlds import forecast, line, measured, world
from tests.triggers.measured import daily

NAMES = sorted({name for row in table().metrics for name in row.series})
DAYS = 120
MOVE = line(forecast={"up": forecast(api=(0, 9))}, measured={"a": {"up": measured(api=0)}}, triggered="2026-09-01")
gaps = st.lists(st.booleans(), min_size=DAYS, max_size=DAYS)
amounts = st.lists(st.floats(0, 86400, allow_nan=False), min_size=DAYS, max_size=DAYS)


def known(series: dict[str, Series]) -> set[tuple[str, str]]:
    """Every metric and every reading that has a value."""
    found = metrics(world(series, MOVE, tier="growth"))
    whole = {(one.id, "as a whole") for one in found if one.value is not None}
    return whole | {(one.id, row.of) for one in found for row in one.readings if row.value is not None}


@given(
    seed=st.integers(0, 10**6),
    gone=st.sampled_from([0.0, 0.05, 0.2, 0.6]),
    without=st.sets(st.sampled_from(NAMES), max_size=2),
    quiet=st.booleans(),
)
def test_more_data_never_makes_a_known_metric_unknown(seed: int, gone: float, without: set[str], quiet: bool) -> None:
    """Of every series a part of the days is missing, and some series are missing whole; half of the days are 0."""
    random = Random(seed)  # noqa: S311 - hypothesis chooses the seed
    part, whole = {}, {}
    for name in NAMES:
        values = [0.0 if quiet and random.random() < 0.5 else random.uniform(0, 86400) for _ in range(DAYS)]
        whole[name] = daily(values)
        if name not in without:
            part[name] = daily([None if random.random() < gone else value for value in values])
    assert known(part) <= known(whole)


@given(gaps, amounts)
def test_a_target_that_was_missed_or_held_is_not_unknown_with_more_data(
    missing: list[bool], values: list[float]
) -> None:
    part = [None if gone else value for gone, value in zip(missing, values, strict=True)][:30]
    targets = promises().tiers["growth"].availability_percent
    before, after = (availability("growth", days, targets, 0.9) for days in (part, values[:30]))
    for old, new in zip(before.targets, after.targets, strict=True):
        assert old.met == "unknown" or new.met != "unknown"
        if old.met == "false" and before.value is None:
            assert new.met == "false", "what was lost stays lost"


@given(st.lists(st.none() | st.floats(0, 1e9, allow_nan=False), max_size=40), st.floats(0.01, 1))
def test_availability_is_never_above_100_nor_below_0(days: list[float | None], enough: float) -> None:
    found = availability("", days, promises().tiers["scale"].availability_percent, enough)
    assert found.value is None or 0 <= found.value <= 100
    assert found.completeness is not None
    assert 0 <= found.completeness <= 1


@given(amounts, amounts)
def test_more_downtime_never_makes_availability_better(one: list[float], more: list[float]) -> None:
    targets = promises().tiers["starter"].availability_percent
    worse = [min(a + b, 86400) for a, b in zip(one, more, strict=True)]
    before, after = availability("", one, targets, 0.9), availability("", worse, targets, 0.9)
    assert (after.value or 0) <= (before.value or 0)
    assert all(old.met == "true" or new.met == "false" for old, new in zip(before.targets, after.targets, strict=True))
