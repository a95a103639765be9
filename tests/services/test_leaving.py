"""What leaves unused in a phase: facts that hold between two platforms, and in no other update."""

from __future__ import annotations

from typing import Any

import pytest

from infra.config.platform import TIERS
from sayar.services.leaving import situations, unused
from tests.services.maps import spec

SERVICE = "railway:index:Service"
EGRESS = "railway:index:StaticEgress"


def facts(old: Any, new: Any) -> set[tuple[str, str | None]]:
    return {(str(one.match.type), one.match.name) for one in unused(old, new)}


@pytest.mark.parametrize("tier", [tier for tier in TIERS if tier != "starter"])
def test_an_update_that_takes_nothing_away_has_no_such_fact(tier: str) -> None:
    assert unused(spec(tier), spec(tier)) == ()


def test_a_region_that_leaves_behind_a_balancer_has_none_either_as_its_pool_may_still_get_requests() -> None:
    scale = spec("scale")
    assert scale.edge.large.balancing is not None
    one_region = scale.model_copy(update={"hosting": spec("growth").hosting})
    assert (SERVICE, "*-eu-west") not in facts(scale, one_region)


def test_a_region_that_no_balancer_leads_to_leaves_unused() -> None:
    scale, growth = spec("scale"), spec("growth")
    unbalanced = scale.model_copy(update={"edge": growth.edge})
    found = facts(unbalanced, unbalanced.model_copy(update={"hosting": growth.hosting}))
    assert (SERVICE, "*-eu-west") in found
    assert not any(name and "us-east" in name for _, name in found), "the region that stays has no such fact"


def test_stores_leave_unused_once_services_go_on_without_them() -> None:
    scale, growth = spec("scale"), spec("growth")
    found = facts(scale, scale.model_copy(update={"cache": growth.cache}))
    assert {(SERVICE, "cache-*"), (SERVICE, "idempotency-*"), (SERVICE, "queue-*")} <= found


def test_fixed_addresses_are_unused_only_while_the_database_admits_everybody() -> None:
    starter, growth = spec("starter"), spec("growth")
    assert (EGRESS, None) in facts(starter, starter), "the database of the first tier admits everybody"
    assert (EGRESS, None) not in facts(growth, growth.model_copy(update={"hosting": starter.hosting}))


def test_each_fact_takes_no_seconds_and_names_its_source_and_its_day() -> None:
    for row in situations():
        assert row.source, row.when
        assert len(row.date) == len("2026-11-26"), row.when
    scale, growth = spec("scale"), spec("growth")
    for fact in unused(scale, scale.model_copy(update={"cache": growth.cache})):
        assert (fact.typical_s, fact.worst_s, fact.op) == (0, 0, "delete")
        assert str(fact.source).count(", 2026-") == 1
