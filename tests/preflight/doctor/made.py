"""Readings of an account that lacks nothing, and configs of environments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from infra.config.stack import StackConfig
from sayar.preflight.doctor.judge import Check, judge
from sayar.preflight.doctor.needs import needs
from sayar.preflight.doctor.read import (
    Certificate,
    Cloudflare,
    Entitlement,
    Machine,
    Names,
    Railway,
    Readings,
    Subscription,
    Supabase,
    Team,
    Vercel,
    Workspace,
    Zone,
)
from tests.infra import projects

DOMAIN = "sayar-shop.dev"
# The public key that the README of age shows.
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
ENDPOINT = "https://otlp.sayar-shop.dev"
CLOUDFLARE = "0123456789abcdef0123456789abcdef"
WORKSPACE = "12345678-1234-1234-1234-123456789012"
ORGANIZATION = "abcdefghijklmnopqrst"
TEAM = "team_Sayar1"
AWS, BACKUP = "123456789012", "210987654321"
ACCOUNTS = {
    "cloudflare": CLOUDFLARE,
    "vercel_team": TEAM,
    "railway_workspace": WORKSPACE,
    "supabase_organization": ORGANIZATION,
}
EXAMPLES: dict[str, str | None] = projects.values("starter")["accounts"]
SERVERS = ("ada.ns.cloudflare.com", "bob.ns.cloudflare.com")

KEYS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
INSIDE = "10.16.4.7"
MACHINE = Machine("v3.259.0", "https://api.pulumi.com", "", KEYS, "/usr/bin/aws", (INSIDE,))
RAILWAY = Railway((WORKSPACE,), Workspace("PRO", "ACTIVE", False), ("europe-west4-drams3a", "us-east4-eqdc4a"))
SUPABASE = Supabase(
    (ORGANIZATION,),
    "pro",
    {
        "instances.compute_update_available_sizes": Entitlement(
            True, ("ci_micro", "ci_small", "ci_large", "ci_xlarge")
        ),
        "instances.read_replicas": Entitlement(True),
        "instances.disk_modifications": Entitlement(True),
        "pitr.available_variants": Entitlement(True, ("pitr_7", "pitr_14", "pitr_28")),
        "ipv4": Entitlement(True),
        "backup.schedule": Entitlement(True),
        "backup.retention_days": Entitlement(True, value=7.0),
    },
    ("eu-west-1", "us-east-1"),
)
VERCEL = Vercel("user-1", Team("pro", "OWNER"))
FLARE = Cloudflare(
    "active",
    Zone("active", "pro", CLOUDFLARE, SERVERS, ()),
    (Certificate((DOMAIN, f"*.{DOMAIN}"), "active"),),
    "full",
    (Subscription("LOAD_BALANCING_BASIC_PLUS", "Load Balancing", "Paid", ""),),
    True,
)
FINE = Readings(MACHINE, RAILWAY, SUPABASE, VERCEL, FLARE, Names(SERVERS))


def environment(tier: str, changes: Mapping[str, Any] | None = None) -> StackConfig:
    """`prod` on a tier, with a domain, accounts, an endpoint for telemetry and a key of its own."""
    own = {
        "platform.domain": DOMAIN,
        "telemetry.endpoint": ENDPOINT,
        "keys.dumps": KEY,
        "aws.account": AWS,
        "aws.backup": BACKUP,
        **{f"accounts.{name}": value for name, value in ACCOUNTS.items()},
    }
    return projects.config(tier, {**own, **(changes or {})})


def checks(config: StackConfig, **readings: Any) -> dict[str, Check]:
    """The checks of a config against fine readings, some replaced, by id."""
    return {check.id: check for check in judge(needs(config, EXAMPLES), replace(FINE, **readings))}


def states(config: StackConfig, state: str, **readings: Any) -> set[str]:
    """The ids of the checks in a state."""
    return {name for name, check in checks(config, **readings).items() if check.state == state}
