"""The budget of an account: who is told of costs, and when."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.monitoring.cost_budget import CostBudget
from components.monitoring.cost_thresholds import Threshold, dollars, thresholds
from components.monitoring.targets_spec import AlertSpec
from tests.components.storage.places import VENDOR, assert_sound, place
from tests.support.mocks import Recording, record

BUDGET = "aws:budgets/budget:Budget"
ACTUAL, FORECAST = ("budget-actual", 0.8), ("budget-forecast", 1)


def alert(name: str, threshold: float) -> AlertSpec:
    row = {"alert": name, "threshold": threshold, "for_s": 0, "severity": "warning", "products": None}
    return AlertSpec.model_validate_json(json.dumps(row))


def budget(*alerts: tuple[str, float], usd: float = 12000, preview: bool = False) -> Recording:
    rows = [alert(*row) for row in alerts]
    return record(
        lambda: CostBudget("costs", place(), monthly_usd=usd, email="alerts@sayar.example", alerts=rows),
        outputs=VENDOR,
        preview=preview,
    )


@pytest.fixture(scope="module")
def made() -> Recording:
    return budget(("cpu", 0.8), ACTUAL, FORECAST)


def test_the_whole_account_has_one_budget_a_month(made: Recording) -> None:
    """Not what carries our tags: what nobody has tagged costs money too."""
    assert_sound(made, "sayar:monitoring:CostBudget")
    said = made.one(BUDGET).inputs
    assert (said["budgetType"], said["timeUnit"], said["limitAmount"], said["limitUnit"]) == (
        "COST",
        "MONTHLY",
        "12000.00",
        "USD",
    )
    assert not said.keys() & {"costFilters", "filterExpression", "name"}


def test_somebody_is_told_at_four_fifths_and_when_the_month_is_foreseen_to_cost_more(made: Recording) -> None:
    common = {
        "comparisonOperator": "GREATER_THAN",
        "thresholdType": "PERCENTAGE",
        "subscriberEmailAddresses": ["alerts@sayar.example"],
    }
    assert made.one(BUDGET).inputs["notifications"] == [
        {**common, "notificationType": "ACTUAL", "threshold": 80},
        {**common, "notificationType": "FORECASTED", "threshold": 100},
    ]


def test_either_alert_alone_is_enough_and_none_is_no_budget() -> None:
    (only,) = budget(ACTUAL).one(BUDGET).inputs["notifications"]
    assert only["notificationType"] == "ACTUAL"
    with pytest.raises(ValueError, match="needs budget-actual or budget-forecast"):
        budget(("cpu", 0.8))


@given(st.integers(1, 100))
def test_a_share_of_whole_percents_is_that_percent(percent: int) -> None:
    """0.29 * 100 is 28.999999999999996, at which nobody would be told in the right moment."""
    assert thresholds([alert("budget-actual", percent / 100)]) == (Threshold("ACTUAL", percent),)


@pytest.mark.parametrize(
    ("amount", "text"), [(0.01, "0.01"), (1e6, "1000000.00"), (99.999, "100.00"), (1e16, "1" + "0" * 16 + ".00")]
)
def test_amounts_have_no_exponent(amount: float, text: str) -> None:
    assert dollars(amount) == text


def test_the_first_preview_knows_everything(made: Recording) -> None:
    rows: list[Any] = [run.one(BUDGET).inputs for run in (made, budget(("cpu", 0.8), ACTUAL, FORECAST, preview=True))]
    assert rows[0] == rows[1]
