"""What a tier file chose is held against what its promises need: at the edge, one below, and in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.findings import Finding
from infra.config.platform import TIERS
from infra.tiers import performance
from infra.tiers.assumptions import Assumptions, assumptions
from infra.tiers.judging import Judged, judged
from infra.tiers.performance import expected, findings
from infra.tiers.promises import promises
from infra.tiers.sizes import LoadSize, Sizes
from tests.infra.projects import config
from tests.tiers.sized import SCALE, SIZES, service

ENOUGH = LoadSize(at_once=340, timeout_s=5, database_connections=24, cache_ttl_s=300)


def rows(tier: str, sizes: Sizes, rests_on: Assumptions | None = None) -> dict[str, Judged]:
    found = judged(expected(promises().tiers[tier], sizes, rests_on or assumptions()), sizes)
    assert len({row.id for row in found}) == len(found)
    return {row.id: row for row in found}


def loaded(**changes: float | None) -> dict[str, Judged]:
    """Scale with a load of the api."""
    return rows("scale", replace(SCALE, api=replace(SCALE.api, load=replace(ENOUGH, **changes))))  # type: ignore[arg-type]


@pytest.mark.parametrize("tier", list(SIZES))
def test_replicas_pools_and_feeds_of_the_shipped_tiers_are_enough(tier: str) -> None:
    found = rows(tier, SIZES[tier])
    assert [row.id for row in found.values() if not row.enough] == []


def test_where_the_promise_leaves_time_for_a_restart_nothing_need_be_spare() -> None:
    assert "api-replica-lost" not in rows("starter", SIZES["starter"])
    assert "api-replica-lost" in rows("growth", SIZES["growth"])


def test_a_feed_worker_need_not_be_spare_because_a_fetch_is_repeated() -> None:
    assert "feed-replica-lost" not in rows("growth", SIZES["growth"])
    assert rows("growth", SIZES["growth"])["feed-replicas"].enough


@pytest.mark.parametrize(("second", "enough"), [(3, True), (2, False)])
def test_the_second_region_must_carry_all_users_of_scale(second: int, enough: bool) -> None:
    """Three are the least: 968 requests a second on 360 of each."""
    row = rows("scale", replace(SCALE, api=service(2, 4, second)))["api-region-lost"]
    assert row.enough is enough
    assert row.verdict == f"needed at least 3, there {second}"


@pytest.mark.parametrize(
    ("id_", "value", "needed"),
    [
        ("request_cpu_ms", 5.5, 3),  # 968.05 × 0.0055 / 1.8 = 2.96
        ("request_cpu_ms", 5.6, 4),  # 3.01
        ("think_s", 9, 3),  # 10,000 / 9.33 = 1,071.8; / 360 = 2.98
        ("think_s", 8.9, 4),  # 10,000 / 9.23 = 1,083.4; / 360 = 3.01
        ("think_s", 7, 4),  # TPC-W's: 10,000 / 7.33 = 1,364.3; / 360 = 3.79
    ],
)
def test_how_far_the_assumptions_carry_the_second_region_is_what_the_page_says(
    id_: str, value: float, needed: int
) -> None:
    row = rows("scale", SCALE, assumptions().with_value(id_, value))["api-region-lost"]
    assert row.needed == f"at least {needed}"
    assert row.enough is (needed <= SCALE.api.without_region)


@pytest.mark.parametrize("tier", list(SIZES))
@pytest.mark.parametrize(
    ("id_", "times", "tight"),
    [
        ("request_cpu_ms", 1.5, "api-region-lost"),
        ("think_s", 1 / 1.5, "api-region-lost"),
        ("event_cpu_ms", 1.5, "webhook-region-lost"),
        ("events_an_exchange", 1.5, "webhook-region-lost"),
        ("database_ms", 1.5, None),
        ("products_vcpu_s", 1 / 1.5, None),
        ("feed_start_s", 1.5, None),
    ],
)
def test_only_the_second_region_of_scale_has_no_room_for_half_as_much_again(
    tier: str, id_: str, times: float, tight: str | None
) -> None:
    worse = assumptions().with_value(id_, times * assumptions().value(id_))
    short = [row.id for row in rows(tier, SIZES[tier], worse).values() if not row.enough]
    assert short == ([tight] if tight and tier == "scale" else [])


@pytest.mark.parametrize(("milliseconds", "enough"), [(2.7, True), (2.8, False)])
def test_how_far_the_second_region_carries_the_events_is_what_the_page_says(milliseconds: float, enough: bool) -> None:
    """333.3 × 0.0027 / 0.45 vCPU = 2.0 of the two replicas that are left."""
    worse = assumptions().with_value("event_cpu_ms", milliseconds)
    assert rows("scale", SCALE, worse)["webhook-region-lost"].enough is enough


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({}, []),
        ({"at_once": 323}, []),
        ({"at_once": 322}, ["api-at-once"]),
        ({"at_once": 360}, []),
        ({"at_once": 361}, ["api-at-once"]),
        ({"timeout_s": 1}, []),
        ({"timeout_s": 0.9}, ["api-timeout"]),
        ({"timeout_s": 5.1}, ["api-timeout"]),
        ({"database_connections": 16}, []),
        ({"database_connections": 15}, ["api-database-clients"]),
        ({"cache_ttl_s": 230}, []),
        ({"cache_ttl_s": 229}, ["api-cache"]),
        ({"cache_ttl_s": 301}, ["api-cache"]),
        ({"cache_ttl_s": None}, []),
    ],
)
def test_a_load_is_enough_up_to_its_edges(changes: dict[str, float | None], short: list[str]) -> None:
    assert [row.id for row in loaded(**changes).values() if not row.enough] == short


@pytest.mark.parametrize(("pool", "enough"), [(52, True), (51, False)])
def test_a_pool_is_enough_at_what_all_services_keep_busy(pool: int, enough: bool) -> None:
    assert rows("scale", replace(SCALE, pool_size=pool))["pool"].enough is enough


def test_a_pool_that_nobody_knows_is_not_judged() -> None:
    assert "pool" not in rows("enterprise", SIZES["enterprise"])


@pytest.mark.parametrize(("made", "enough"), [(2778, True), (2777, False)])
def test_a_feed_is_judged_by_its_promise(made: float, enough: bool) -> None:
    """5,000 / (2 × 2,778) + 0.2 = 1.1 s in Scale; in Enterprise 10,000 / (2 × 6,250) + 0.2 = 1 s is the edge."""
    rests_on = assumptions().with_value("products_vcpu_s", made)
    assert rows("scale", SCALE, rests_on)["feed-time"].enough
    edge = assumptions().with_value("products_vcpu_s", 6250 if enough else 6249)
    assert rows("enterprise", SIZES["enterprise"], edge)["feed-time"].enough is enough


def test_slower_code_is_a_remark_that_names_its_assumptions() -> None:
    changed = config("growth", {"hosting.railway.services.api.vcpu": 0.5}).platform
    found = {one.id: one for one in findings(changed)}
    one = found["performance-api-replicas"]
    assert one == Finding(
        "performance-api-replicas",
        "warning",
        "Not enough for what the tier promises, if the assumptions hold: api replicas, needed at least 3, there 2.",
        "infra/tiers/assumptions.yaml: think_s, mean_of_promised, request_cpu_ms, planned_cpu",
    )


def test_a_measured_figure_takes_the_remark_away(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = config("growth", {"hosting.railway.services.api.vcpu": 0.5}).platform
    quick = assumptions().with_value("request_cpu_ms", 1)
    monkeypatch.setattr(performance, "assumptions", lambda: quick)
    assert "performance-api-replicas" not in {one.id for one in findings(changed)}


@pytest.mark.parametrize("tier", TIERS)
def test_remarks_are_warnings_and_never_more(tier: str) -> None:
    for one in findings(config(tier).platform):
        assert one.severity == "warning"
        assert one.id.startswith("performance-")
        assert one.text.endswith(".")


def test_a_platform_without_services_has_nothing_to_be_judged() -> None:
    platform = config("enterprise").platform
    eks = platform.cluster.eks
    assert eks is not None
    bare = platform.cluster.model_copy(update={"engine": eks.model_copy(update={"workloads": eks.workloads[:1]})})
    assert findings(platform.model_copy(update={"cluster": bare})) == ()
