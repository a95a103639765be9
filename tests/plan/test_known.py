"""What was measured, as a forecast needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from infra.config.stack import StackConfig
from sayar.cost.reading import Observed
from sayar.cost.usage import Given
from sayar.plan.error_budget import UNSPENT
from sayar.plan.known import NOTHING_KNOWN, Known
from sayar.platform import tier_config
from sayar.triggers.read import Metrics
from sayar.triggers.series import Series
from tests.infra.projects import ROOT

AT = datetime(2026, 11, 26, tzinfo=UTC)


def days(values: Sequence[float | None]) -> Series:
    """A value for each of the last days, the last one at the moment of the document; None for a day without one."""
    rows = [
        ((AT - timedelta(days=len(values) - 1 - place)).timestamp(), value)
        for place, value in enumerate(values)
        if value is not None
    ]
    return Series(tuple(at for at, _ in rows), tuple(value for _, value in rows))


def measured(series: Mapping[str, Series]) -> Metrics:
    return Metrics(series, (), AT.timestamp())


def stack(*changes: str) -> StackConfig:
    return tier_config("scale", config_dir=ROOT, overrides=changes)


def spent(known: Known, *changes: str) -> tuple[float | None, str]:
    config = stack(*changes)
    found = known.spent(config, (config.platform,), "2026-11-26")
    return found.seconds, found.says


def test_the_days_of_the_window_that_were_measured_are_what_was_spent() -> None:
    known = Known(metrics=measured({"down_s": days([500, *[0] * 28, 12.5, 7.5])}))
    assert spent(known) == (20, "down_s of the last 30 days, 30 of them known, before 2026-11-26")


@pytest.mark.parametrize(("missing", "seconds"), [(3, 27), (4, None)])
def test_a_window_of_which_too_little_is_known_says_nothing(missing: int, seconds: float | None) -> None:
    """27 of 30 days are nine tenths."""
    known = Known(metrics=measured({"down_s": days([*[None] * missing, *[1] * (30 - missing)])}))
    assert spent(known)[0] == seconds


def test_of_two_ends_with_different_windows_the_longer_one_counts() -> None:
    """Two days more that may have failed, so that nothing is overlooked."""
    known = Known(metrics=measured({"down_s": days([1] * 40)}))
    ends = (stack("monitoring.objective.window_days=28").platform, stack().platform)
    for both in (ends, ends[::-1]):
        assert known.spent(stack(), both, "2026-11-26").seconds == 30


def test_what_the_stack_says_was_spent_comes_before_what_was_measured() -> None:
    known = Known(metrics=measured({"down_s": days([1] * 30)}))
    assert spent(known, "budget.error_spent_s=400") == (400, "sayar:budget.error_spent_s")


def test_without_metrics_nobody_knows_what_was_spent() -> None:
    assert spent(NOTHING_KNOWN) == (None, UNSPENT.says)
    assert spent(Known(metrics=measured({}))) == (None, UNSPENT.says)


def test_series_that_are_known_whole_are_the_use_of_the_month() -> None:
    series = {"api_requests": days([1000] * 30), "egress_gb": days([2] * 29), "active_businesses": days([70, 75])}
    given = Known(metrics=measured(series)).asked("2026-11-26").given
    assert given.amounts == {"api_requests": Decimal(30000), "businesses": Decimal(75)}
    assert given.source == "the metrics document, its last 30 days"


def test_a_usage_document_comes_before_what_metrics_add_up_to() -> None:
    usage = Observed(Given({"api_requests": Decimal(5)}, "usage.json"))
    known = Known(usage=usage, metrics=measured({"api_requests": days([1000] * 30)}))
    asked = known.asked("2026-11-26")
    assert asked.given.amounts == {"api_requests": Decimal(5)}
    assert asked.given.source == "usage.json"
    assert asked.as_of == "2026-11-26"


def test_metrics_say_whether_the_move_is_due() -> None:
    due = Known(metrics=measured({"active_businesses": days([60] * 5)})).due("starter")
    assert due is not None
    assert (due.status, due.recommended, due.met) == ("due", "growth", ("businesses",))
    assert set(due.unknown) == {"requests", "bandwidth", "latency", "revenue"}
    assert NOTHING_KNOWN.due("starter") is None
    assert Known(metrics=measured({})).due(None) is None
