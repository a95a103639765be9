"""The one table of regions: what every vendor calls a place, side by side."""

import json
from pathlib import Path
from typing import get_args

import pytest

from components.edge.words import BalancerRegion, CheckRegion
from components.network.regions import Jurisdiction, called, every, offered, region, source_of

DESCRIPTIONS = Path(__file__).resolve().parents[2] / "descriptions"
VENDORS = ("railway", "supabase", "vercel", "cloudflare", "r2", "aws")


def test_the_two_regions_of_the_strategy_have_a_name_at_every_vendor() -> None:
    """INFRA-001 names US-East as primary and EU-West as secondary region."""
    assert [called(vendor, "us-east") for vendor in VENDORS] == [
        "us-east4-eqdc4a",
        "us-east-1",
        "iad1",
        "ENAM",
        "enam",
        "us-east-1",
    ]
    assert [called(vendor, "eu-west") for vendor in VENDORS] == [
        "europe-west4-drams3a",
        "eu-west-1",
        "dub1",
        "WEU",
        "weur",
        "eu-west-1",
    ]


def test_a_region_that_nobody_knows_has_no_name_anywhere() -> None:
    assert region("mars-north") is None
    for vendor in VENDORS:
        with pytest.raises(KeyError, match="mars-north"):
            called(vendor, "mars-north")


def test_regions_are_a_list_and_no_two_share_a_name_at_any_vendor() -> None:
    assert len(every()) > 2, "two would be two special cases"
    for vendor in VENDORS:
        words = [called(vendor, name) for name in offered(vendor)]
        assert len(set(words)) == len(words), vendor
    assert len({row.name for row in every()}) == len(every())


def test_zones_are_ids_of_their_region_and_those_without_a_cluster_s_control_plane_are_left_out() -> None:
    """AWS: an id is the region's code shortened, `-az` and a number; EKS, MSK and RDS Proxy are not in use1-az3."""
    for row in every():
        assert row.aws is not None
        area, side, number = row.aws.split("-")
        short = area + ("se" if side == "southeast" else side[0]) + number
        assert all(zone.startswith(f"{short}-az") for zone in row.zones), row.name
        assert len(set(row.zones)) == len(row.zones), row.name
    zones = {zone for row in every() for zone in row.zones}
    assert not zones & {"use1-az3", "usw1-az2"}


def test_every_column_says_where_it_comes_from() -> None:
    for vendor in VENDORS:
        assert source_of(vendor).source
        assert source_of(vendor).date >= "2025"
    assert "eks" in source_of("zones").source


def test_supabase_s_published_description_has_every_name_of_its_column() -> None:
    text = (DESCRIPTIONS / "supabase.openapi.json").read_text(encoding="utf-8")
    for name in offered("supabase"):
        assert json.dumps(called("supabase", name)) in text, name


def test_cloudflare_s_names_are_words_of_its_load_balancing_and_of_its_health_checks() -> None:
    for name in offered("cloudflare"):
        assert called("cloudflare", name) in get_args(BalancerRegion)
        assert called("cloudflare", name) in get_args(CheckRegion)


def test_every_law_is_one_that_residency_can_speak_of() -> None:
    assert {row.law for row in every()} <= set(get_args(Jurisdiction))
