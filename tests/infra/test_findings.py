"""What a reader should know about a tier: the remarks of its concerns, once each, in one order, with their sources."""

import subprocess
import sys

import pytest

from infra.config.platform import TIERS
from infra.findings import findings, plans_not_sold
from tests.infra.projects import ROOT, config

CONCERNS = ("edge", "hosting", "database", "cache", "backup", "performance", "telemetry", "monitoring")
ORDER = {"critical": 0, "warning": 1, "info": 2}


def ids(tier: str, **changes: object) -> list[str]:
    return [one.id for one in findings(config(tier, changes))]


@pytest.mark.parametrize("tier", TIERS)
def test_a_remark_is_one_sentence_with_a_source_and_stands_there_once(tier: str) -> None:
    """Every tier has remarks, those that cannot be built yet too: no graph is needed for them."""
    found = findings(config(tier))
    assert found
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.text.strip().endswith(".")
        assert "\n" not in one.text
        assert one.source.strip()
        assert one.severity in ORDER


@pytest.mark.parametrize("tier", TIERS)
def test_remarks_come_by_concern_and_the_gravest_of_a_concern_first(tier: str) -> None:
    found = findings(config(tier))
    concerns = [one.id.split("-")[0] for one in found]
    order = [name for name in CONCERNS if name in concerns]
    assert list(dict.fromkeys(concerns)) == order
    for name in ("edge", "database"):
        weights = [ORDER[one.severity] for one in found if one.id.startswith(name)]
        assert weights == sorted(weights)


def test_the_first_tier_says_what_its_free_plans_mean_for_a_business() -> None:
    grave = {one.id: one.severity for one in findings(config("starter")) if one.severity != "info"}
    assert grave == {
        "hosting-vercel-commercial-use": "critical",
        "edge-rules-not-in-force": "warning",
        "hosting-railway-use-above-fee": "warning",
        "database-pauses": "warning",
        "database-small-disk": "warning",
        "database-open-to-networks": "warning",
        "backup-drill-by-people": "warning",
        "monitoring-not-made": "warning",
    }


def test_the_second_tier_has_none_of_the_troubles_of_the_free_plans() -> None:
    gone = {"hosting-vercel-commercial-use", "edge-rules-not-in-force", "database-pauses", "database-open-to-networks"}
    assert not gone & set(ids("growth"))


@pytest.mark.parametrize(
    ("tier", "vendors"),
    [("starter", []), ("growth", []), ("scale", ["railway", "vercel"]), ("enterprise", [])],
)
def test_the_strategys_plan_team_which_nobody_sells_is_remarked_where_the_strategy_names_it(
    tier: str, vendors: list[str]
) -> None:
    found = list(plans_not_sold(tier))  # type: ignore[arg-type]
    assert [one.id for one in found] == [f"hosting-{vendor}-no-team" for vendor in vendors]
    assert all("Pro" in one.text or "pro" in one.text for one in found), "it says what is bought instead"
    assert {one.id for one in found} <= set(ids(tier))


def test_a_remark_follows_the_choice_and_not_the_tier() -> None:
    assert "edge-external" in ids("starter", **{"edge.mode": "external"})
    assert "edge-rules-not-in-force" not in ids("starter", **{"edge.mode": "proxied"})
    assert "hosting-railway-hard-limit" in ids("growth", **{"hosting.railway.usage_limit.hard_usd": 200})
    assert "hosting-railway-hard-limit" not in ids("growth")


def test_remarks_are_made_without_any_pulumi_sdk() -> None:
    """`sayar tiers` and the specs are used where no SDK is installed or wanted: importing one takes half a second."""
    code = (
        "import sys; from infra.config.load import load_tier; from infra.findings import findings; "
        "from pathlib import Path; found = findings(load_tier(Path(), 'scale')); "
        "print(len(found), sorted(name for name in sys.modules if name.split('.')[0].startswith('pulumi')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    count, _, modules = done.stdout.strip().partition(" ")
    assert (int(count) > 5, modules) == (True, "[]")


def test_regions_that_nobody_is_sent_to_are_remarked() -> None:
    balanced, alerts = ids("scale"), config("growth").platform.edge.alerts
    assert "edge-regions-without-balancing" not in balanced
    changes = {"edge.large.balancing": None, "edge.alerts": [one.model_dump() for one in alerts]}
    assert "edge-regions-without-balancing" in ids("scale", **changes)
    assert "edge-regions-without-balancing" not in ids("growth"), "one region needs nobody to be sent anywhere"


def test_functions_of_the_web_far_from_every_database_are_remarked() -> None:
    assert "hosting-functions-far-from-data" not in ids("scale")
    assert "hosting-functions-far-from-data" in ids("scale", **{"database.engine.read_replicas": []})


OWN = {"platform.domain": "shop.dev"}
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_what_the_example_stands_for_is_asked_of_a_domain_of_one_s_own() -> None:
    asked = {"telemetry-nowhere", "backup-no-recipient"}
    assert not asked & set(ids("scale")), "the example needs neither"
    assert asked <= set(ids("scale", **OWN))
    given = {**OWN, "keys.dumps": KEY, "telemetry.endpoint": "https://otlp.vendor.dev"}
    assert not asked & set(ids("scale", **given))
    assert "telemetry-without-credential" in ids("scale", **given)


def test_workloads_that_may_not_talk_to_the_internet_cannot_tell_an_endpoint_out_there_anything() -> None:
    given = {**OWN, "telemetry.endpoint": "https://otlp.vendor.dev"}
    assert "telemetry-not-allowed" in ids("enterprise", **given)
    assert "telemetry-not-allowed" not in ids("enterprise"), "the example's endpoint is nobody's"
    assert "telemetry-not-allowed" not in ids("scale", **given), "services on Railway may talk to everybody"


def test_the_example_account_is_enough_to_look_and_not_to_go() -> None:
    assert "aws-example-account" in ids("enterprise", **OWN)
    assert "aws-example-account" not in ids("enterprise", **OWN, **{"aws.account": "123456789012"})
    assert not {"aws-example-account"} & {*ids("enterprise"), *ids("scale", **OWN)}
