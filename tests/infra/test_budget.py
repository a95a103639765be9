"""What a stack's own budget makes of the program's resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.config.errors import ConfigError
from infra.config.load import load_stack
from sayar.graph.model import Graph
from sayar.platform import record_config
from tests.infra.projects import project

OWN = "config:\n  sayar:tier: {tier}\n  sayar:platform: {{domain: shop.dev}}\n  sayar:budget: {budget}\n"


def recorded(folder: Path, tier: str, budget: str) -> Graph:
    project(folder, live=OWN.format(tier=tier, budget=budget))
    return record_config(load_stack(folder, "live"), stack="live").graph


def of_type(graph: Graph, type_: str) -> list[dict[str, object]]:
    return [dict(one.inputs) for one in graph.resources if one.type == type_]


def test_railway_mails_before_the_budget_is_spent(tmp_path: Path) -> None:
    graph = recorded(tmp_path, "growth", "{monthly_usd: 60, owner: the founders}")
    (limit,) = of_type(graph, "railway:index:UsageLimit")
    assert limit["softLimitDollars"] == 48


def test_each_product_that_is_named_has_an_alert_of_its_own(tmp_path: Path) -> None:
    rows = "[{product: worker_requests, limit: 100}, {product: r2_storage, limit: 8}]"
    graph = recorded(tmp_path, "growth", f"{{cloudflare_usage: {rows}}}")
    found = [
        one
        for one in of_type(graph, "cloudflare:index/notificationPolicy:NotificationPolicy")
        if one["alertType"] == "billing_usage_alert"
    ]
    assert sorted(str(one["filters"]) for one in found) == [
        "{'limits': ['100'], 'products': ['worker_requests']}",
        "{'limits': ['8'], 'products': ['r2_storage']}",
    ]
    assert all(one["mechanisms"] == {"emails": [{"id": "alerts@sayar.example"}]} for one in found)
    names = {one.name for one in graph.resources if one.parent and "usage-alerts" in one.parent}
    assert names == {"usage-worker-requests", "usage-r2-storage"}


@pytest.mark.parametrize(
    ("tier", "budget", "said"),
    [
        (
            "starter",
            "{cloudflare_usage: [{product: a, limit: 1}]}",
            "none on plan free, which has no billing_usage_alert",
        ),
        ("growth", "{cloudflare_usage: [{product: a, limit: 1}, {product: a, limit: 2}]}", "each value once"),
        ("growth", "{cloudflare_usage: [{product: A b, limit: 1}]}", "String should match pattern"),
    ],
)
def test_an_alert_that_the_zone_cannot_have_is_refused(tmp_path: Path, tier: str, budget: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        recorded(tmp_path, tier, budget)
