"""How somebody hears of a bill that grows, vendor by vendor."""

from __future__ import annotations

import pytest

from components.edge.watch_spec import UsageSpec
from infra.budget import bounded, monthly_usd
from infra.config.stack import Budget, StackConfig
from sayar.cost.alarms import alarms
from sayar.documents.cost import Alarm
from sayar.platform import tier_config
from tests.cost.priced import ROOT, month


def stack(tier: str, usd: float | None = None, **more: object) -> StackConfig:
    config = tier_config(tier, config_dir=ROOT)
    if usd is None:
        return config
    budget = Budget(monthly_usd=usd, owner="the founders", **more)  # type: ignore[arg-type]
    return config.model_copy(update={"environment": config.environment.model_copy(update={"budget": budget})})


def told(config: StackConfig) -> dict[str, Alarm]:
    return {row.vendor: row for row in alarms(config, month(config.platform.tier).bill)}


def test_every_vendor_that_is_paid_has_its_part_of_eighty_percent() -> None:
    """Growth costs 201: of 80 % of a budget of 402 USD Vercel's 20 are 32."""
    found = told(stack("growth", 402))
    assert set(found) == {"railway", "vercel", "supabase", "cloudflare"}
    assert found["vercel"].at_usd == 32
    assert found["vercel"].by == "manual"
    assert "an amount of 32.00 USD" in found["vercel"].how
    assert found["supabase"].at_usd == 208


def test_vendors_without_a_bill_need_no_alarm() -> None:
    assert set(told(stack("starter"))) == {"railway"}


def test_without_a_budget_the_strategys_least_bound_counts() -> None:
    assert [monthly_usd(stack(tier)) for tier in ("starter", "growth", "scale", "enterprise")] == [15, 80, 500, 10000]
    assert monthly_usd(stack("growth", 90)) == 90


@pytest.mark.parametrize(("usd", "soft"), [(50, 40), (100, 80), (200, 80), (5, 5)])
def test_railway_mails_at_eighty_percent_of_the_budget_or_at_the_tiers_own_figure(usd: float, soft: int) -> None:
    """Growth's file says 80; Railway takes no limit below 5."""
    rows = bounded(stack("growth", usd)).railway
    assert rows is not None
    assert rows.usage_limit is not None
    assert (rows.usage_limit.soft_usd, rows.usage_limit.hard_usd) == (soft, None), "a hard limit stops every workload"
    assert told(stack("growth", usd))["railway"].at_usd == soft


def test_without_a_budget_of_its_own_a_stack_keeps_what_its_tier_says() -> None:
    config = stack("growth")
    assert bounded(config) is config.platform.hosting
    assert bounded(stack("enterprise", 5)).railway is None


def test_aws_speaks_of_the_whole_budget_actual_and_forecast() -> None:
    found = told(stack("enterprise", 20000))["aws"]
    assert (found.at_usd, found.by, found.forecast) == (16000, "resource", True)


def test_cloudflare_has_a_resource_once_somebody_named_a_product() -> None:
    assert told(stack("growth", 100))["cloudflare"].by == "manual"
    named = stack("growth", 100, cloudflare_usage=(UsageSpec(product="worker_requests", limit=5),))
    assert told(named)["cloudflare"].by == "resource"
