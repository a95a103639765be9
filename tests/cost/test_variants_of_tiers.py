"""Worked variants that a tier file can express, through its specs and a usage document, to the cent.

Those with a frontend or a database at another vendor, run flat out, and those on AWS (two regions that are not alike)
are no tier files: test_worked_variants.py and test_worked_enterprise.py price them by the same functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import pytest
import yaml

from infra.config.errors import ConfigError
from tests.cost.priced import ROOT, month

STARTER: Final = {"vcpu_month": 0.1, "ram_gb_month": 0.6, "egress_gb": 20}
GROWTH: Final = {"vcpu_month": 0.4, "ram_gb_month": 1.5, "egress_gb": 60, "db_size_gb": 4}
"""Two million requests, nine tenths of the feeds answered by the CDN."""
IDLE: Final = {"vcpu_month": 0, "ram_gb_month": 0, "egress_gb": 0, "db_size_gb": 4, "web_cpu_h": 0}
SCALE: Final = {
    "vcpu_month": 1.9,
    "ram_gb_month": 5.5,
    "egress_gb": 290,
    "volume_gb": 10,
    "seats": 3,
    "edge_requests": 15_000_000,
    "web_cpu_h": 20,
    "web_memory_gb_h": 200,
    "r2_gb": 100,
    "metric_series": 10_000,
    "log_gb": 50,
}
MICRO: Final = (
    "database.engine.compute=micro",
    "database.engine.pitr_days=null",
    "database.engine.backup_at=03:00",
    "backup.database.kind=supabase_daily",
    "backup.targets.rpo_s=86400",
)


def of_starter(concern: str, leaf: str | None = None) -> str:
    """A what-if that takes a part as Starter has it."""
    said = yaml.safe_load((ROOT / "Pulumi.starter.yaml").read_text(encoding="utf-8"))["config"][f"sayar:{concern}"]
    path, value = (concern, said) if leaf is None else (f"{concern}.{leaf}", said[leaf])
    return f"{path}={json.dumps(value)}"


SMALL_ZONE: Final = (
    of_starter("edge"),
    of_starter("security", "origin_auth"),
    of_starter("monitoring", "alerts"),
    "monitoring.metrics.edge_exporter=off",
)
"""A zone on plan Free, and what depends on it."""
TWO_ENDPOINTS: Final = "edge.large.balancing.hosts=[api]"
MEDIUM: Final = (
    "database.engine.compute=medium",
    "database.engine.pitr_days=7",
    "backup.database.keep_days=7",
    "database.engine.disk.size_gb=50",
    TWO_ENDPOINTS,
)
ANNUAL: Final = ("cloudflare_annual",)
STARTER_PRO: Final = (
    "database.engine.plan=pro",
    "database.engine.compute=micro",
    "database.engine.backup_at=03:00",
    "hosting.vercel.plan=pro",
)


@pytest.mark.parametrize(
    ("name", "tier", "changes", "amounts", "choices", "total"),
    [
        ("S1: as the strategy says", "starter", (), STARTER, (), "9.00"),
        ("S3: Vercel Pro", "starter", ("hosting.vercel.plan=pro",), STARTER, (), "29.00"),
        ("S5: Vercel Pro and Supabase Pro", "starter", STARTER_PRO, STARTER, (), "54.00"),
        ("G0: four fees and no use at all", "growth", MICRO, IDLE, (), "90.00"),
        ("G1: paid by the month", "growth", MICRO, GROWTH, (), "96.00"),
        ("G2: Cloudflare paid for a year", "growth", MICRO, GROWTH, ANNUAL, "91.00"),
        ("G3: without Cloudflare Pro", "growth", (*MICRO, *SMALL_ZONE), GROWTH, (), "71.00"),
        ("C1: a replica, recovery to any point", "scale", MEDIUM, SCALE, ANNUAL, "472.41"),
        (
            "C3: the larger database",
            "scale",
            (*MEDIUM, "database.engine.compute=large"),
            SCALE,
            ANNUAL,
            "572.41",
        ),
        ("C4: Supabase Team", "scale", (*MEDIUM, "database.engine.plan=team"), SCALE, ANNUAL, "1046.41"),
        (
            "C5: Cloudflare Business",
            "scale",
            (*MEDIUM, "edge.plan=business", "edge.bots.super_fight.likely_automated=managed_challenge"),
            SCALE,
            ANNUAL,
            "652.41",
        ),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) and ":" in value else "",
)
def test_a_tier_file_with_what_a_variant_changes_comes_to_its_total(
    name: str,
    tier: str,
    changes: Sequence[str],
    amounts: Mapping[str, float],
    choices: Sequence[str],
    total: str,
) -> None:
    found = month(tier, *changes, amounts=amounts, choices=choices)
    assert found.expected == Decimal(total), name


def test_a_month_of_which_everything_is_given_has_no_range() -> None:
    found = month("starter", amounts=STARTER)
    assert found.low == found.expected == found.high


def test_recovery_and_replicas_belong_together_so_two_variants_are_no_tier_files() -> None:
    """C2 and C6 have a replica without recovery to any point, which Supabase does not make."""
    with pytest.raises(ConfigError, match="with read_replicas, which need physical backups"):
        month("scale", *MEDIUM, "database.engine.pitr_days=null")
