"""Sizes are read the same from services on Railway and from workloads of a cluster."""

from __future__ import annotations

import pytest

from infra.config.platform import TIERS
from infra.tiers.sizes import SERVED, sizes_of
from tests.infra.projects import config
from tests.tiers.sized import SIZES


@pytest.mark.parametrize("tier", TIERS)
def test_the_shipped_sizes_are_those_that_the_sums_of_the_tests_go_by(tier: str) -> None:
    found = sizes_of(config(tier).platform)
    assert found is not None
    assert found.pool_size == SIZES[tier].pool_size
    for role in SERVED:
        there, by_hand = found.of(role), SIZES[tier].of(role)
        assert (there.vcpu, there.replicas, there.scale_at) == (by_hand.vcpu, by_hand.replicas, by_hand.scale_at)


def test_what_one_replica_takes_on_is_told_of_railway_and_unknown_of_a_cluster() -> None:
    changed = config("scale", {"hosting.railway.services.api.load.at_once": 77}).platform
    found, cluster = sizes_of(changed), sizes_of(config("enterprise").platform)
    assert found is not None
    assert cluster is not None
    assert found.api.load is not None
    assert found.api.load.at_once == 77
    assert cluster.api.load is None


def test_the_largest_region_is_the_one_that_is_lost() -> None:
    api = SIZES["scale"].api
    assert (api.total, api.regions, api.without_region) == (7, 2, 3)
    assert SIZES["growth"].api.without_region == 0


def test_a_platform_without_a_place_for_a_service_has_no_sizes() -> None:
    changed = config("enterprise").platform
    eks = changed.cluster.eks
    assert eks is not None
    bare = eks.model_copy(update={"workloads": tuple(row for row in eks.workloads if row.surface != "feed")})
    cluster = changed.cluster.model_copy(update={"engine": bare})
    assert sizes_of(changed.model_copy(update={"cluster": cluster})) is None
