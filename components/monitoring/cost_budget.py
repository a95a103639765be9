"""The budget of an AWS account: somebody hears of costs before they are too high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.monitoring.cost_thresholds import Threshold, dollars, thresholds
from components.monitoring.targets_spec import AlertSpec


@dataclass(frozen=True, slots=True)
class CostBudgetResources:
    """Every resource that `CostBudget` makes."""

    budget: aws.budgets.Budget


class CostBudget(SayarComponent):
    """A monthly budget of the whole account: what nobody has tagged costs money too."""

    def __init__(
        self, name: str, place: AwsPlace, *, monthly_usd: float, email: str, alerts: Sequence[AlertSpec]
    ) -> None:
        """`alerts` are the stack's, of which `budget-actual` and `budget-forecast` count. Mail goes to `email`.

        Raises ValueError without either of them, as a budget that tells nobody is none.
        """
        told = thresholds(alerts)
        if not told:
            raise ValueError("a budget needs budget-actual or budget-forecast among the alerts")
        super().__init__(name)
        self.resources = CostBudgetResources(
            budget=aws.budgets.Budget(
                "monthly-costs",
                budget_type="COST",
                time_unit="MONTHLY",
                limit_amount=dollars(monthly_usd),
                limit_unit="USD",
                notifications=[_notification(threshold, email) for threshold in told],
                tags=place.tagged("monthly-costs"),
                opts=self.child(place.provider),
            )
        )
        self.finish()


def _notification(threshold: Threshold, email: str) -> aws.budgets.BudgetNotificationArgsDict:
    return {
        "notification_type": threshold.spent,
        "comparison_operator": "GREATER_THAN",
        "threshold": threshold.percent,
        "threshold_type": "PERCENTAGE",
        "subscriber_email_addresses": [email],
    }
