"""What each tier needs, from its config alone."""

from __future__ import annotations

import pytest

from components.backup.dumps_spec import NoDumps
from components.limits import limits_of
from infra.config.platform import TIERS
from infra.config.stack import EXAMPLE_KEY, Keys, StackConfig
from providers.railway.plugin import RAILWAY
from sayar.engine.binary import _MISSING
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.needs import cheap_needs, needs, used
from sayar.preflight.doctor.wants import ASKED, VENDORS, Entitled, PlanAtLeast, Settled
from tests.infra import projects
from tests.preflight.doctor.made import EXAMPLES, environment


def ids(tier: str, **changes: object) -> set[str]:
    return {
        need.id for need in needs(environment(tier, {k.replace("__", "."): v for k, v in changes.items()}), EXAMPLES)
    }


def plans(tier: str) -> dict[str, str]:
    found = needs(environment(tier), EXAMPLES)
    return {need.id: need.wanted.plan for need in found if isinstance(need.wanted, PlanAtLeast)}


@pytest.mark.parametrize("tier", TIERS)
def test_every_need_has_an_id_of_its_own_a_step_and_a_source_and_they_come_by_vendor(tier: str) -> None:
    found = needs(environment(tier), EXAMPLES)
    assert len({need.id for need in found}) == len(found)
    assert all(need.text and need.how and need.source for need in found)
    assert not any("{" in need.how for need in found)
    order = [VENDORS.index(need.vendor) for need in found]
    assert order == sorted(order)


def test_starter_needs_the_plans_of_its_file_and_no_certificate_of_the_edge() -> None:
    assert plans("starter") == {
        "cloudflare.plan": "free",
        "railway.plan": "hobby",
        "supabase.plan": "free",
        "vercel.plan": "hobby",
    }
    assert not ids("starter") & {"cloudflare.certificate", "cloudflare.ssl", "supabase.compute", "supabase.pitr"}


def test_growth_needs_what_its_plans_must_include() -> None:
    found = plans("growth")
    assert found == {
        "cloudflare.plan": "pro",
        "railway.plan": "pro",
        "railway.static_egress": "pro",
        "railway.replicas": "hobby",
        "supabase.plan": "pro",
        "vercel.plan": "pro",
        "vercel.skew_protection": "pro",
    }
    more = {"cloudflare.certificate", "cloudflare.ssl", "supabase.compute", "supabase.pitr", "railway.subscription"}
    assert more <= ids("growth")


def test_scale_needs_replicas_their_region_load_balancing_and_a_place_for_dumps_and_all_of_it_is_built() -> None:
    found = ids("scale")
    assert {"supabase.read_replicas", "railway.region.europe-west4-drams3a", "cloudflare.load_balancing"} <= found
    assert {"supabase.region.us-east-1", "supabase.region.eu-west-1", "cloudflare.r2", "local.telemetry"} <= found
    assert "local.built" in found


def test_a_replica_in_the_primarys_own_region_needs_no_region_twice() -> None:
    here = [{"region": "us-east", "count": 1, "max_lag_s": 30}]
    found = needs(environment("scale", {"database.engine.read_replicas": here}), EXAMPLES)
    assert [need.source for need in found if need.id.startswith("supabase.region.")] == ["sayar:network.regions"]


def test_as_many_replicas_are_asked_for_as_all_regions_have() -> None:
    rows = [{"region": region, "count": count, "max_lag_s": 30} for region, count in (("us-east", 1), ("eu-west", 1))]
    found = needs(environment("scale", {"database.engine.read_replicas": rows}), EXAMPLES)
    assert [need.wanted for need in found if need.id == "supabase.read_replicas"] == [
        Entitled("instances.read_replicas", count=2)
    ]


def test_enterprise_asks_only_those_whom_it_uses() -> None:
    found = ids("enterprise")
    assert not {name for name in found if name.startswith(("railway.", "supabase."))}
    assert {"cloudflare.plan", "local.built", "aws.credentials", "aws.cli"} <= found


def test_a_domain_whose_dns_is_elsewhere_needs_of_cloudflare_what_its_dumps_take_and_to_be_registered() -> None:
    found = environment("starter", {"edge.mode": "external"})
    assert cloudflare_needs(found) == {"cloudflare.domain", "cloudflare.token", "cloudflare.r2"}
    assert "cloudflare" in used(found.platform)
    # No shipped tier may do without copies elsewhere, so this one is not resolved again.
    backup = found.platform.backup.model_copy(update={"dumps": NoDumps(kind="none")})
    bare = found.model_copy(update={"platform": found.platform.model_copy(update={"backup": backup})})
    assert cloudflare_needs(bare) == {"cloudflare.domain"}
    assert "cloudflare" not in used(bare.platform)


def cloudflare_needs(config: StackConfig) -> set[str]:
    return {need.id for need in needs(config, EXAMPLES) if need.id.startswith("cloudflare")}


def test_single_leaves_bring_their_own_needs() -> None:
    assert "supabase.ipv4" in ids("growth", **{"database.engine.ipv4": "on"})
    disk = {"type": "gp3", "size_gb": 50, "iops": 3000, "throughput_mibps": 125}
    assert "supabase.disk" in ids("growth", **{"database.engine.disk": disk})


def test_the_shipped_example_is_refused_by_domain_and_by_every_account() -> None:
    found = {need.id: need.wanted for need in needs(projects.config("growth"), EXAMPLES)}
    refused = {name for name, wanted in found.items() if isinstance(wanted, Settled) and not wanted.met}
    assert refused == {"local.domain", *(f"local.account.{vendor}" for vendor in ASKED)}
    own = {need.id: need.wanted for need in needs(environment("growth"), EXAMPLES)}
    assert all(wanted.met for wanted in own.values() if isinstance(wanted, Settled))


def test_a_stack_named_after_a_tier_may_keep_its_state_in_a_folder() -> None:
    trial = projects.config("growth").model_copy(update={"stack": "growth"})
    assert "local.remote_backend" not in {need.id for need in needs(trial, EXAMPLES)}
    assert "local.remote_backend" in ids("growth")


def test_the_cheap_part_asks_nobody() -> None:
    found = {need.id for need in cheap_needs(environment("growth"))}
    tokens = {f"{vendor}.token" for vendor in ASKED}
    assert found == {"local.pulumi", "local.backend", "local.secrets_provider", "local.passphrase", *tokens}


RIGHTS = {
    "zone": "Zone: Zone, DNS",
    "plan": "Account: Billing, Edit",
    "balancing": "Zone: Load Balancers, Edit; Account: Load Balancing: Monitors and Pools, Edit",
    "logs": "Zone: Logs, Edit",
    "buckets": "Account: Workers R2 Storage, Edit",
    "job": "Account: Account API Tokens, Edit",
}


def rights(config: StackConfig) -> set[str]:
    """Which rights the step for a Cloudflare token names."""
    how = next(need.how for need in needs(config, EXAMPLES) if need.id == "cloudflare.token")
    assert "; ;" not in how
    assert "Create Token: ;" not in how
    return {name for name, text in RIGHTS.items() if text in how}


@pytest.mark.parametrize(
    ("tier", "changes", "needed"),
    [
        ("starter", {}, {"zone", "buckets"}),
        ("starter", {"edge.mode": "external"}, {"buckets"}),
        ("growth", {}, {"zone", "plan", "buckets"}),
        ("scale", {}, {"zone", "plan", "balancing", "buckets"}),
        # A contract is bought by nobody's token, and Enterprise's copies are at AWS.
        ("enterprise", {}, {"zone", "balancing", "logs"}),
        ("enterprise", {"edge.large.logpush": []}, {"zone", "balancing"}),
    ],
)
def test_a_cloudflare_token_needs_the_rights_of_what_is_selected_and_no_more(
    tier: str, changes: dict[str, object], needed: set[str]
) -> None:
    config = environment(tier, changes)
    assert rights(config) == needed | ({"job"} if "buckets" in needed else set())
    # Without a key of one's own no job takes dumps, and none needs a token.
    for keys in (None, Keys(dumps=EXAMPLE_KEY)):
        bare = config.environment.model_copy(update={"keys": keys})
        assert rights(config.model_copy(update={"environment": bare})) == needed
    assert set(facts().token_of("cloudflare").more) == set(RIGHTS)


def test_plans_and_variables_are_those_that_the_rest_of_the_project_knows() -> None:
    for vendor, concern, name in (
        ("railway", "hosting", "replicas"),
        ("vercel", "hosting", "commercial_use"),
        ("supabase", "database", "addons"),
        ("cloudflare", "edge", "dns_records"),
    ):
        written = tuple(plan for owner, plan, row in limits_of(concern) if (owner, row) == (vendor, name))
        assert facts().plans_of(vendor).order == written
        assert {plan for plans in facts().plans_of(vendor).says.values() for plan in plans} == set(written)
    assert facts().token_of("railway").variables == tuple(token.variable for token in RAILWAY.tokens)


def test_the_least_engine_is_the_one_that_a_missing_engine_is_told_of() -> None:
    (tool,) = facts().tools
    assert f", {tool.least.rpartition('.')[0]} or newer" in _MISSING
