"""Remarks on hosting: bills, promises that no contract holds, and names that no vendor sells."""

from typing import Any

import pytest

from components.findings import Finding
from components.hosting.findings import findings, flat_out_usd
from components.hosting.spec import HostingSpec
from tests.components.hosting.specs import replicas, service, spec


def ids(hosting: HostingSpec) -> set[str]:
    return {finding.id for finding in findings(hosting)}


def one(hosting: HostingSpec, id_: str) -> Finding:
    (found,) = [finding for finding in findings(hosting) if finding.id == id_]
    return found


def sized(**sizes: float) -> dict[str, Any]:
    """Changes that give all three services the same size."""
    return {f"railway__services__{role}": service(**sizes) for role in ("api", "webhook", "feed")}


def railway(hosting: HostingSpec) -> float:
    assert hosting.railway is not None
    return flat_out_usd(hosting.railway)


def test_the_most_that_services_cost_counts_every_replica_of_every_region() -> None:
    # 20 USD a vCPU and 10 a GB: 5 replicas of the api with 1 vCPU and 2 GB, and two services of 0.5 each.
    large = service(vcpu=1, memory_gb=2, replicas=replicas(us_east=2, eu_west=3))
    grown = spec(railway__regions=["us-east", "eu-west"], railway__services__api=large)
    assert railway(grown) == 5 * (20 + 2 * 10) + 2 * (10 + 5)
    assert railway(spec()) == 45


def test_use_is_remarked_only_above_the_fee_that_includes_it() -> None:
    exact = spec(**sized(vcpu=0.25, memory_gb=1 / 6))
    assert railway(exact) == 20
    assert "hosting-railway-use-above-fee" not in ids(exact)
    more = one(spec(**sized(vcpu=0.25, memory_gb=0.2)), "hosting-railway-use-above-fee")
    assert more.severity == "warning"
    assert "cost 21 USD a month, the fee of plan pro includes 20" in more.text


def test_a_fee_by_contract_is_not_compared() -> None:
    assert "hosting-railway-use-above-fee" not in ids(spec(railway__plan="enterprise", **sized(vcpu=8)))


@pytest.mark.parametrize("plan", ["free", "hobby", "pro"])
def test_railway_promises_availability_on_enterprise_only(plan: str) -> None:
    found = one(spec(railway__plan=plan), "hosting-railway-no-sla")
    assert found.severity == "info"
    assert f"plan {plan};" in found.text
    assert "hosting-railway-no-sla" not in ids(spec(railway__plan="enterprise"))


@pytest.mark.parametrize("plan", ["hobby", "pro"])
def test_vercel_promises_availability_on_enterprise_only(plan: str) -> None:
    found = one(spec(vercel__plan=plan), "hosting-vercel-no-sla")
    assert found.severity == "info"
    assert f"plan {plan}." in found.text
    assert "hosting-vercel-no-sla" not in ids(spec(vercel__plan="enterprise"))


def test_a_bill_that_stops_the_platform_is_critical_and_comes_first() -> None:
    found = findings(spec(railway__usage_limit={"soft_usd": 50, "hard_usd": 80}))
    assert (found[0].id, found[0].severity) == ("hosting-railway-hard-limit", "critical")
    assert "reaches 80 USD" in found[0].text
    for harmless in (None, {"soft_usd": 50, "hard_usd": None}):
        assert "hosting-railway-hard-limit" not in ids(spec(railway__usage_limit=harmless))


def test_payments_on_a_plan_for_hobbies_are_critical() -> None:
    found = one(spec(vercel__plan="hobby"), "hosting-vercel-commercial-use")
    assert (found.severity, "hobby" in found.text) == ("critical", True)
    for plan in ("pro", "enterprise"):
        assert "hosting-vercel-commercial-use" not in ids(spec(vercel__plan=plan))


@pytest.mark.parametrize("field", ["analytics", "speed_insights"])
def test_what_only_a_dashboard_switches_on_is_said(field: str) -> None:
    found = one(spec(**{f"vercel__{field}": "on"}), "hosting-vercel-analytics-by-hand")
    assert (found.severity, found.source) == ("info", f"sayar:hosting.vercel.{field}")
    assert "hosting-vercel-analytics-by-hand" not in ids(spec())


def test_services_elsewhere_have_no_remarks_on_railway() -> None:
    assert not [id_ for id_ in ids(spec(railway=None)) if id_.startswith("hosting-railway")]
    assert "hosting-vercel-no-sla" in ids(spec(railway=None))


def test_the_gravest_come_first_and_each_says_where_its_fact_is_from() -> None:
    found = findings(
        spec(vercel__plan="hobby", vercel__analytics="on", railway__usage_limit={"soft_usd": 50, "hard_usd": 80})
    )
    order = [finding.severity for finding in found]
    assert order == sorted(order, key=["critical", "warning", "info"].index)
    assert {"critical", "warning", "info"} == set(order)
    for finding in found:
        assert finding.source.startswith("sayar:hosting.") or finding.source.endswith(")"), finding.id
    assert one(spec(), "hosting-railway-no-sla").source.endswith("enterprise (2026-08-21)")
