"""Needs against readings: what was not read is never good and never missing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.preflight.doctor.judge import exit_code, judge
from sayar.preflight.doctor.needs import needs
from sayar.preflight.doctor.read import Certificate, Entitlement, Names, NotRead, Team, Vercel, Workspace
from tests.preflight.doctor.made import (
    EXAMPLES,
    FINE,
    FLARE,
    MACHINE,
    RAILWAY,
    SERVERS,
    SUPABASE,
    checks,
    environment,
    states,
)

GROWTH, STARTER = environment("growth"), environment("starter")
AWAY = NotRead("away")
REFUSED = NotRead("no", refused=True)
ZONELESS = replace(FLARE, zone=None, certificates=None, ssl=None)


def test_an_account_that_lacks_nothing_is_fine_in_every_check() -> None:
    found = checks(GROWTH)
    assert {check.state for check in found.values()} == {"ok"}
    assert exit_code(found.values()) == 0
    assert not any(check.how for check in found.values()), "there is nothing to do"


def test_a_plan_too_low_is_missing_with_its_step_and_one_too_high_is_fine() -> None:
    found = checks(GROWTH, railway=replace(RAILWAY, workspace=Workspace("HOBBY", "ACTIVE", False)))
    missing = {name for name, check in found.items() if check.state == "missing"}
    assert missing == {"railway.plan", "railway.static_egress"}
    assert found["railway.plan"].text == "plan pro or higher: it is on hobby"
    assert "Plans: choose Pro" in found["railway.plan"].how
    assert exit_code(found.values()) == 3
    assert not states(STARTER, "missing")


def test_a_word_that_may_mean_two_plans_decides_only_where_both_are_enough() -> None:
    config = environment("growth", {"hosting.railway.plan": "enterprise"})
    found = checks(config)["railway.plan"]
    assert (found.state, found.text.partition(": ")[2]) == (
        "not_checked",
        "it is on pro or enterprise, which the API does not tell apart",
    )
    assert checks(GROWTH)["railway.plan"].state == "ok"


def test_a_word_that_nobody_knows_is_unknown() -> None:
    assert "supabase.plan" in states(GROWTH, "not_checked", supabase=replace(SUPABASE, plan="platform"))


@pytest.mark.parametrize(("state", "trialing"), [("PAST_DUE", False), ("UNPAID", False), ("ACTIVE", True)])
def test_a_workspace_that_does_not_pay_is_missing(state: str, trialing: bool) -> None:
    unpaid = replace(RAILWAY, workspace=Workspace("PRO", state, trialing))
    assert states(GROWTH, "missing", railway=unpaid) == {"railway.subscription"}


def test_a_limited_team_leaves_the_plan_unknown_and_not_the_lowest() -> None:
    limited = Vercel("user-1", Team(AWAY, "MEMBER"))
    assert states(GROWTH, "not_checked", vercel=limited) == {"vercel.plan", "vercel.skew_protection"}
    assert not states(GROWTH, "missing", vercel=limited)


def test_a_role_that_may_not_make_projects_is_missing() -> None:
    assert states(GROWTH, "missing", vercel=Vercel("user-1", Team("pro", "VIEWER"))) == {"vercel.role"}


@pytest.mark.parametrize(
    ("feature", "told", "state"),
    [
        ("pitr.available_variants", Entitlement(True, ("pitr_14",)), "missing"),
        ("pitr.available_variants", Entitlement(False, ()), "missing"),
        ("pitr.available_variants", Entitlement(True), "not_checked"),
        ("pitr.available_variants", None, "not_checked"),
        ("pitr.available_variants", Entitlement(True, ("pitr_7",)), "ok"),
    ],
)
def test_an_entitlement_is_held_by_its_member(feature: str, told: Entitlement | None, state: str) -> None:
    rest = {name: row for name, row in SUPABASE.entitlements.items() if name != feature}  # type: ignore[union-attr]
    readings = replace(SUPABASE, entitlements={**rest, **({feature: told} if told else {})})
    assert checks(GROWTH, supabase=readings)["supabase.pitr"].state == state


@pytest.mark.parametrize(
    ("told", "state"),
    [
        # A switch says nothing of how many.
        (Entitlement(True), "ok"),
        (Entitlement(True, value=2.0), "ok"),
        (Entitlement(True, value=float("inf")), "ok"),
        (Entitlement(True, value=1.0), "missing"),
        (Entitlement(False, value=2.0), "missing"),
        (None, "not_checked"),
    ],
)
def test_read_replicas_are_counted_where_supabase_tells_a_number(told: Entitlement | None, state: str) -> None:
    two = [{"region": region, "count": 1, "max_lag_s": 30} for region in ("us-east", "eu-west")]
    config = environment("scale", {"database.engine.read_replicas": two})
    rest = {name: row for name, row in SUPABASE.entitlements.items() if name != "instances.read_replicas"}  # type: ignore[union-attr]
    readings = replace(SUPABASE, entitlements={**rest, **({"instances.read_replicas": told} if told else {})})
    assert checks(config, supabase=readings)["supabase.read_replicas"].state == state


def test_a_region_of_a_replica_that_is_closed_is_missing_and_the_primarys_is_not() -> None:
    config = environment("scale")
    assert {"supabase.region.us-east-1", "supabase.region.eu-west-1"} <= states(config, "ok")
    closed = replace(SUPABASE, regions=("us-east-1",))
    found = checks(config, supabase=closed)["supabase.region.eu-west-1"]
    assert (found.state, found.source) == ("missing", "sayar:database.engine.read_replicas")
    assert "sayar:database.engine.read_replicas" in found.how
    assert checks(config, supabase=closed)["supabase.region.us-east-1"].state == "ok"


def test_an_account_that_lacks_nothing_lacks_nothing_for_scale_either() -> None:
    assert not states(environment("scale"), "missing")
    assert not states(environment("scale"), "not_checked")


def test_before_there_is_a_zone_delegation_and_certificate_are_not_due_and_a_bought_plan_is_no_step() -> None:
    found = checks(GROWTH, cloudflare=ZONELESS)
    assert {found[f"cloudflare.{name}"].state for name in ("name_servers", "certificate", "ssl", "plan")} == {"ok"}
    assert "not due" in found["cloudflare.name_servers"].text
    contract = environment("enterprise")
    assert "cloudflare.plan" in states(contract, "not_checked", cloudflare=ZONELESS)


def test_other_name_servers_are_missing_and_those_of_both_are_told() -> None:
    found = checks(GROWTH, names=Names(("ns1.old.example",)))["cloudflare.name_servers"]
    assert found.state == "missing"
    assert "now ns1.old.example; the zone's are ada.ns.cloudflare.com, bob.ns.cloudflare.com" in found.text
    assert (
        checks(GROWTH, names=Names(tuple(name.upper() + "." for name in SERVERS)))["cloudflare.name_servers"].state
        == "ok"
    )


def test_without_dns_cloudflares_own_look_counts() -> None:
    assert states(GROWTH, "not_checked", names=Names(AWAY)) == {"cloudflare.domain"}
    pending = replace(FLARE, zone=replace(FLARE.zone, status="pending"))  # type: ignore[type-var]
    both = states(GROWTH, "not_checked", names=Names(AWAY), cloudflare=pending)
    assert both == {"cloudflare.domain", "cloudflare.name_servers"}


def test_a_domain_that_nobody_answers_for_is_missing() -> None:
    assert "cloudflare.domain" in states(GROWTH, "missing", names=Names(()))


@pytest.mark.parametrize(
    ("hosts", "status", "state"),
    [
        (("*.sayar-shop.dev",), "active", "ok"),
        (("api.sayar-shop.dev", "hooks.sayar-shop.dev", "feeds.sayar-shop.dev"), "active", "ok"),
        (("*.sayar-shop.dev",), "pending_validation", "missing"),
        (("*.dev",), "active", "missing"),
        (("api.sayar-shop.dev",), "active", "missing"),
    ],
)
def test_a_certificate_counts_when_it_is_active_and_covers_every_host(
    hosts: tuple[str, ...], status: str, state: str
) -> None:
    edge = replace(FLARE, certificates=(Certificate(hosts, status),))
    assert checks(GROWTH, cloudflare=edge)["cloudflare.certificate"].state == state


def test_a_token_that_is_refused_or_reaches_another_account_is_missing() -> None:
    assert "railway.token" in states(GROWTH, "missing", railway=replace(RAILWAY, workspaces=("another",)))
    assert "railway.token" in states(GROWTH, "missing", railway=replace(RAILWAY, workspaces=REFUSED))
    assert "cloudflare.token" in states(GROWTH, "missing", cloudflare=replace(FLARE, token="expired"))
    assert "vercel.token" in states(GROWTH, "missing", vercel=Vercel("user-1", REFUSED))
    elsewhere = replace(FLARE, zone=replace(FLARE.zone, account="f" * 32))  # type: ignore[type-var]
    assert "cloudflare.token" in states(GROWTH, "missing", cloudflare=elsewhere)


def test_rights_count_where_cloudflare_tells_them() -> None:
    few = replace(FLARE, zone=replace(FLARE.zone, permissions=("#zone:read",)))  # type: ignore[type-var]
    found = checks(GROWTH, cloudflare=few)["cloudflare.token"]
    assert (found.state, "#zone:edit" in found.text) == ("missing", True)


@pytest.mark.parametrize(
    ("machine", "name", "state"),
    [
        ({"pulumi": "v3.258.9"}, "pulumi", "missing"),
        ({"pulumi": "v3.300.0-alpha.1+dirty"}, "pulumi", "ok"),
        ({"pulumi": "dev"}, "pulumi", "not_checked"),
        ({"pulumi": REFUSED}, "pulumi", "missing"),
        ({"backend": REFUSED}, "backend", "missing"),
        ({"backend": AWAY}, "backend", "not_checked"),
        ({"backend": "file:///tmp/state", "secrets": "key"}, "remote_backend", "missing"),
        ({"backend": "s3://state", "secrets": "key"}, "remote_backend", "ok"),
        ({"backend": "s3://state"}, "secrets_provider", "missing"),
        ({"backend": AWAY}, "secrets_provider", "not_checked"),
        ({"secrets": "passphrase"}, "passphrase", "missing"),
        ({"secrets": "passphrase", "variables": frozenset({"PULUMI_CONFIG_PASSPHRASE_FILE"})}, "passphrase", "ok"),
    ],
)
def test_the_machine(machine: dict[str, Any], name: str, state: str) -> None:
    assert checks(GROWTH, machine=replace(MACHINE, **machine))[f"local.{name}"].state == state


def places() -> list[tuple[str, str]]:
    """Every reading that may fail, by vendor and field."""
    vendors = ("railway", "supabase", "vercel", "cloudflare", "names")
    found = [(vendor, each.name) for vendor in vendors for each in fields(getattr(FINE, vendor))]
    return [*found, ("machine", "pulumi"), ("machine", "backend")]


def lost(base: Any, holes: frozenset[tuple[str, str]]) -> Any:
    for vendor, name in holes:
        base = replace(base, **{vendor: replace(getattr(base, vendor), **{name: AWAY})})
    return base


POOR = replace(
    FINE,
    machine=replace(MACHINE, pulumi="v3.1.0", backend="file:///state"),
    railway=replace(RAILWAY, workspaces=(), workspace=Workspace("FREE", "UNPAID", True), regions=()),
    supabase=replace(SUPABASE, organizations=(), plan="free", entitlements={}, regions=()),
    vercel=Vercel("user-1", Team("hobby", "VIEWER")),
    cloudflare=replace(FLARE, token="expired", certificates=(), ssl="off"),
    names=Names(()),
)
HOLES = st.frozensets(st.sampled_from(places()))
BASES = st.sampled_from([FINE, POOR])
CONFIGS = st.sampled_from([environment(tier) for tier in ("starter", "growth", "scale", "enterprise")])


@given(BASES, CONFIGS, HOLES)
def test_what_is_not_read_is_never_missing_by_itself_and_what_needs_it_is_never_fine(
    base: Any, config: Any, holes: frozenset[tuple[str, str]]
) -> None:
    wanted = needs(config, EXAMPLES)
    whole = {check.id: check.state for check in judge(wanted, base)}
    for check in judge(wanted, lost(base, holes)):
        # A hole hides an answer; it makes no new one, but for what another reading answers as well.
        assert check.state in (whole[check.id], "not_checked") or check.id in (
            "cloudflare.name_servers",
            "cloudflare.token",
        ), check


@given(BASES, CONFIGS, HOLES, HOLES)
def test_more_knowledge_never_turns_missing_into_not_checked(
    base: Any, config: Any, few: frozenset[tuple[str, str]], more: frozenset[tuple[str, str]]
) -> None:
    wanted = needs(config, EXAMPLES)
    less_known = judge(wanted, lost(base, few | more))
    more_known = judge(wanted, lost(base, few))
    for before, after in zip(less_known, more_known, strict=True):
        assert (before.state, after.state) != ("missing", "not_checked"), (before, after)
        assert (before.state, after.state) != ("ok", "not_checked"), (before, after)


@given(st.lists(st.sampled_from(["ok", "missing", "not_checked"])))
def test_the_exit_code_is_the_worst_of_all(found: list[Any]) -> None:
    check = next(iter(checks(GROWTH).values()))
    code = exit_code([replace(check, state=state) for state in found])
    assert code == (3 if "missing" in found else 4 if "not_checked" in found else 0)
