"""Policies of IAM: the same text whatever is known of it, and exactly what was said."""

import json
from typing import Any

import pulumi
from hypothesis import given
from hypothesis import strategies as st

from components.policies import Statement, document, pod_trust, trust
from tests.support.mocks import record

ARNS = st.lists(st.text("abc:/*", min_size=1, max_size=8), max_size=3)


def told(make: Any) -> Any:
    """The policy as the engine would get it."""
    found: list[str] = []
    record(lambda: make().apply(found.append))
    (text,) = found
    return json.loads(text)


@given(ARNS, ARNS)
def test_a_policy_says_what_its_statements_say_whether_its_parts_are_outputs_or_not(
    resources: list[str], accounts: list[str]
) -> None:
    def made(value: Any) -> Any:
        return document(
            [
                Statement(
                    "S",
                    ["a:B"],
                    [value(one) for one in resources],
                    principals={"AWS": [value(one) for one in accounts]},
                    conditions={"StringEquals": {"aws:SourceAccount": [value(one) for one in accounts]}},
                )
            ]
        )

    known = told(lambda: made(str))
    assert known == told(lambda: made(pulumi.Output.from_input))
    (row,) = known["Statement"]
    assert row.get("Resource", []) == resources
    assert row["Principal"] == {"AWS": accounts}
    assert row["Condition"] == {"StringEquals": {"aws:SourceAccount": accounts}}


def test_a_role_of_a_service_is_for_one_account_where_one_is_named() -> None:
    (row,) = told(lambda: trust("logs.amazonaws.com", account="1"))["Statement"]
    assert row["Condition"] == {"StringEquals": {"aws:SourceAccount": ["1"]}}
    assert "Condition" not in told(lambda: trust("logs.amazonaws.com"))["Statement"][0]


def test_pods_are_told_apart_by_tags_that_the_session_carries() -> None:
    """Without TagSession the agent's call is refused, and no pod gets a credential."""
    (row,) = told(pod_trust)["Statement"]
    assert row["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert row["Principal"] == {"Service": ["pods.eks.amazonaws.com"]}
