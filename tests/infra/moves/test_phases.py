"""The phases of every move: whole platforms, in an order in which each is safe, and the same way back."""

from __future__ import annotations

from functools import cache

import pytest

from infra.built import unbuilt
from infra.config.load import load_tier
from infra.config.platform import TIERS, PlatformSpec
from infra.config.rules import across
from infra.moves.phase import Phase
from infra.moves.phases import LEAVE, RELEASE, RETIRE, phase_named, phases_of
from tests.infra.projects import ROOT

UP = [("starter", "growth"), ("growth", "scale"), ("scale", "enterprise")]
DOWN = [(to, origin) for origin, to in UP]


@cache
def tier(name: str) -> PlatformSpec:
    return load_tier(ROOT, name).platform


@cache
def phases(origin: str, to: str) -> tuple[Phase, ...]:
    return phases_of(tier(origin), tier(to))


def config_phases(origin: str, to: str) -> list[Phase]:
    return [phase for phase in phases(origin, to) if phase.kind == "config"]


@pytest.mark.parametrize(("origin", "to"), [*UP, *DOWN])
def test_every_phase_is_a_platform_that_is_valid_and_can_be_built(origin: str, to: str) -> None:
    for phase in phases(origin, to):
        for platform in (phase.platform, *((phase.beside.platform,) if phase.beside else ())):
            assert [*platform.problems(), *across(platform), *unbuilt(platform)] == [], phase.name


@pytest.mark.parametrize(("origin", "to"), [*UP, *DOWN])
def test_the_last_update_brings_the_whole_target_and_nothing_beside_it(origin: str, to: str) -> None:
    last = config_phases(origin, to)[-1]
    assert (last.platform, last.beside) == (tier(to), None)


@pytest.mark.parametrize(("origin", "to"), [*UP, *DOWN])
def test_names_are_there_once_and_every_update_has_a_way_back_in_words(origin: str, to: str) -> None:
    names = [phase.name for phase in phases(origin, to)]
    assert len(set(names)) == len(names)
    assert all(phase.rollback for phase in phases(origin, to))


@pytest.mark.parametrize(("origin", "to"), UP)
def test_the_way_down_goes_through_the_platforms_of_the_way_up_backwards(origin: str, to: str) -> None:
    up = {phase.name: (phase.platform, phase.beside) for phase in config_phases(origin, to) if not phase.releases}
    down = config_phases(to, origin)
    between = [phase for phase in down if phase.name not in (RELEASE, LEAVE)]
    assert [phase.name for phase in between] == list(up)[-2::-1], "all but the last one, backwards"
    assert all((phase.platform, phase.beside) == up[phase.name] for phase in between)
    assert down[-1].name == LEAVE
    assert phases(to, origin)[-1].name == RETIRE


@pytest.mark.parametrize(("origin", "to"), DOWN[1:])  # Growth has nothing that Starter has not and that holds data
def test_on_the_way_down_data_is_let_go_of_before_anything_leaves(origin: str, to: str) -> None:
    first = phases(origin, to)[0]
    assert (first.releases, first.platform) == (True, tier(origin))


def test_hosts_pass_the_edge_one_after_the_other_and_whoever_loses_least_goes_first() -> None:
    shifts = [phase for phase in phases("starter", "growth") if phase.name.startswith("shift-")]
    direct = [phase.platform.edge.direct for phase in shifts]
    assert direct == [("api", "webhook"), ("api",), ()]
    assert all(phase.platform.edge.proxied for phase in shifts)


def test_the_edge_s_header_counts_only_after_the_last_host_passes_the_edge() -> None:
    """D12: the header is sent first and required last; services on the way back stop requiring it first."""
    stages = [phase.platform.security.origin_auth.stage for phase in config_phases("starter", "growth")]
    passes = [phase.platform.edge.wholly_proxied for phase in config_phases("starter", "growth")]
    assert stages[0] == "accept"
    assert all(whole for stage, whole in zip(stages, passes, strict=True) if stage == "require")
    back = config_phases("growth", "starter")
    first_direct = next(place for place, phase in enumerate(back) if not phase.platform.edge.wholly_proxied)
    assert all(phase.platform.security.origin_auth.stage != "require" for phase in back[first_direct:])


def test_the_database_grows_before_the_services_that_open_more_connections() -> None:
    names = [phase.name for phase in phases("starter", "growth")]
    assert names.index("upgrade") < names.index("expand") < names.index("restrict")


def test_replicas_of_the_database_come_after_its_resize() -> None:
    """A resize restarts all replicas at once (Supabase's read-replica guide)."""
    by_name = {phase.name: phase.platform.database.engine for phase in phases("growth", "scale")}
    assert by_name["upgrade"].compute == tier("scale").database.engine.compute  # type: ignore[union-attr]
    assert by_name["upgrade"].read_replicas == ()  # type: ignore[union-attr]
    assert by_name["replica"].read_replicas != ()  # type: ignore[union-attr]


def test_the_new_region_gets_its_share_step_by_step() -> None:
    shares = {}
    for phase in phases("growth", "scale"):
        balancing = phase.platform.edge.large.balancing
        if phase.weight is not None and balancing is not None:
            shares[phase.name] = (phase.weight, balancing.steering, [pool.share for pool in balancing.pools])
    assert shares == {
        "balance": (0, "random", [1.0, 0.0]),
        "shift-10": (10, "random", [0.9, 0.1]),
        "shift-50": (50, "random", [0.5, 0.5]),
        "steer": (100, "geo", [1, 1]),
    }


def test_while_two_platforms_are_there_both_write_to_one_database() -> None:
    found = {phase.name: phase.beside for phase in phases("scale", "enterprise")}
    stands = {name: (one.aws_percent, one.data) for name, one in found.items() if one is not None}
    assert stands == {
        "ground": (None, "vendors"),
        "edge": (0, "vendors"),
        "shift-10": (10, "vendors"),
        "shift-50": (50, "vendors"),
        "shift-100": (100, "vendors"),
        "steer": (100, "vendors"),
        "replicate": (100, "vendors"),
        "cut-over": (100, "vendors"),
        "switch": (100, "aws"),
        "verify": (100, "aws"),
        "let-go": (100, "aws"),
    }


def test_certificates_are_checked_only_once_no_origin_is_left_that_would_fail() -> None:
    """Railway behind the edge works with `full` alone."""
    for phase in config_phases("scale", "enterprise"):
        strict = phase.platform.edge.origins.zone_ssl == "strict"
        assert strict == (phase.name == "strict"), phase.name


def test_data_is_copied_and_cut_over_before_it_is_written_elsewhere_in_both_directions() -> None:
    up = [phase.name for phase in phases("scale", "enterprise")]
    down = [phase.name for phase in phases("enterprise", "scale")]
    assert up.index("replicate") < up.index("cut-over") < up.index("switch")
    # Going down the state `steer` is the first in which the vendor's database is written to again.
    assert down.index("switch") < down.index("replicate") < down.index("cut-over") < down.index("steer")


def test_what_cannot_be_taken_back_is_marked() -> None:
    marked = [(origin, phase.name) for origin, to in UP for phase in phases(origin, to) if phase.one_way]
    assert marked == [("scale", "contract")]


def test_moves_over_more_tiers_and_within_one_have_no_phases_of_their_own() -> None:
    assert phases("starter", "scale") == phases("starter", "starter") == ()
    assert {name for pair in UP for name in pair} == set(TIERS)


def test_a_stage_that_an_environment_had_before_is_no_phase_and_takes_its_waits_along() -> None:
    hardened = load_tier(ROOT, "starter", overrides=["edge.mode=proxied"]).platform
    names = [phase.name for phase in phases_of(hardened, tier("growth"))]
    assert not [name for name in names if name.startswith("shift-") or name in ("certificate", "verify")]
    assert "upgrade" in names


def test_a_domain_whose_dns_is_elsewhere_gets_its_zone_and_people_change_the_name_servers() -> None:
    elsewhere = load_tier(ROOT, "starter", overrides=["edge.mode=external"]).platform
    found = phases_of(elsewhere, tier("growth"))
    names = [phase.name for phase in found]
    assert names[:3] == ["plans", "zone", "name-servers"]
    zone = phase_named(found, "zone")
    assert zone is not None
    assert zone.platform.edge.mode == "dns_only", "both zones answer alike before anybody is sent to the new one"
