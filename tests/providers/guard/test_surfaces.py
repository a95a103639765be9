"""What a step may do to traffic, certificates and replicas."""

from __future__ import annotations

from datetime import timedelta

import pytest

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then
from providers.guard.rules import refusals, zeroed_now
from tests.providers.guard.cases import DRAIN_S, NOW, Wire, ago, moving, pools, settled, step, told, waived

SHIFTED = moving("shift", pools=pools(old=0, new=100))
CONTRACTED = moving("contract", pools=pools(new=100))
UNDRAINED = [("pools.old", "drain")]


@pytest.mark.parametrize(
    ("seconds", "allowed"), [(DRAIN_S - 1, False), (DRAIN_S, True), (DRAIN_S + 1, True), (-1, False)]
)  # the last: a clock that was put back proves nothing
def test_a_pool_leaves_once_it_has_had_no_traffic_for_the_drain_time(seconds: int, *, allowed: bool) -> None:
    assert step(SHIFTED, CONTRACTED, ago(seconds, "old")) == ([] if allowed else UNDRAINED)


def test_a_refused_contract_says_from_when_on_it_is_allowed() -> None:
    (refusal,) = told(SHIFTED, CONTRACTED, ago(600, "old"))
    assert "removed 600 s after its weight became 0: requests that are under way need 3600 s" in refusal.text
    assert "Allowed: from 2026-11-22T12:50:00.000000Z on" in refusal.text


@pytest.mark.parametrize("weight", [1, 100])
def test_a_pool_with_traffic_never_leaves_however_old_its_time_is(weight: int) -> None:
    old = moving("shift", pools=pools(old=weight, new=100 - weight))
    assert step(old, CONTRACTED, ago(10 * DRAIN_S, "old")) == UNDRAINED


def test_a_drain_can_be_waived() -> None:
    assert step(SHIFTED, {**CONTRACTED, "waivers": waived("drain")}, ago(0, "old")) == []


def test_without_a_time_in_the_state_nothing_proves_a_drain() -> None:
    assert step(SHIFTED, CONTRACTED, {}) == UNDRAINED


def test_from_inputs_alone_only_the_weight_is_judged_and_the_time_is_left_for_later() -> None:
    new = MoveArgs.model_validate(CONTRACTED)
    assert refusals(then(SHIFTED), new, None, NOW) == ()
    under_traffic = moving("shift", pools=pools(old=100, new=0))
    assert [each.gate for each in refusals(then(under_traffic), new, None, NOW)] == ["drain"]


def test_a_pool_that_comes_while_others_have_traffic_comes_with_none() -> None:
    old = moving("prepare", pools=pools(old=100))
    assert step(old, moving("expand", pools=pools(old=100, new=0))) == []
    jumped = moving("expand", pools=pools(old=99, new=1))
    assert step(old, jumped) == [("pools.new.weight", "weight")]
    assert step(old, {**jumped, "waivers": waived("weight")}) == []


@pytest.mark.parametrize("first", [{}, settled(pools={})], ids=["first update", "no pools"])
def test_where_nothing_had_traffic_a_pool_may_come_with_all_of_it(first: Wire) -> None:
    assert step(first, settled(pools=pools(old=100))) == []


def test_a_weight_may_go_up_and_down_in_one_step_between_pools_that_were_there() -> None:
    assert step(moving("shift", pools=pools(old=100, new=0)), SHIFTED) == []
    assert step(SHIFTED, moving("shift", pools=pools(old=100, new=0))) == []


@pytest.mark.parametrize(
    ("old", "new", "strict", "allowed"),
    [
        ((0, 100), (0, 100), False, True),
        ((1, 99), (0, 100), False, False),  # the engine may set the mode before the weight
        ((0, 100), (1, 99), False, False),  # or the weight before the mode
        ((50, 50), (50, 50), False, False),
        ((50, 50), (50, 50), True, True),
    ],
)
def test_strict_origin_tls_waits_until_no_pool_without_a_certificate_has_traffic(
    old: tuple[int, int], new: tuple[int, int], *, strict: bool, allowed: bool
) -> None:
    def two(weights: tuple[int, int]) -> dict[str, dict[str, object]]:
        return {**pools(old=weights[0], strict=strict), **pools(new=weights[1], strict=True)}

    before, after = moving("shift", pools=two(old)), moving("shift", pools=two(new), originTls="strict")
    assert step(before, after) == ([] if allowed else [("originTls", "tls")])
    assert step(before, {**after, "waivers": waived("tls")}) == []


def test_strict_origin_tls_counts_in_a_first_update_too() -> None:
    assert step({}, settled(originTls="strict")) == [("originTls", "tls")]


def test_a_certificate_that_comes_with_strict_tls_in_one_update_comes_too_late() -> None:
    after = settled(pools=pools(old=100, strict=True), originTls="strict")
    assert step(settled(), after) == [("originTls", "tls")]


def test_a_zone_that_is_strict_against_the_rule_may_be_mended() -> None:
    wrong = moving("shift", originTls="strict", pools={**pools(old=50), **pools(new=50, strict=True)})
    mended = moving("shift", originTls="strict", pools={**pools(old=0), **pools(new=100, strict=True)})
    assert step(wrong, mended) == []
    assert step(wrong, {**wrong, "originTls": "full"}) == []
    assert step(wrong, wrong) == [("originTls", "tls")], "a waiver that has passed ends it"


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [(0, 0, True), (1, 0, False), (0, 1, False), (2, 2, False)],
)
def test_a_database_is_upgraded_without_replicas(before: int, after: int, *, allowed: bool) -> None:
    old = settled(database={"engine": "postgres", "version": "15.8", "replicas": before})
    new = settled(database={"engine": "postgres", "version": "17.4", "replicas": after})
    assert step(old, new) == ([] if allowed else [("database.version", "replicas")])
    assert step(old, {**new, "waivers": waived("replicas")}) == []


def test_another_database_is_no_upgrade_of_the_one_before() -> None:
    """From Scale to Enterprise the replicas stay with the database that they follow."""
    old = settled(database={"engine": "postgres", "version": "15.8", "replicas": 1})
    other = settled(database={"engine": "aurora", "version": "17.4", "replicas": 0})
    assert step(old, other) == []
    assert step(other, old) == []


def test_replicas_may_come_and_go_while_the_version_stays() -> None:
    one, none = (settled(database={"engine": "postgres", "version": "15.8", "replicas": count}) for count in (1, 0))
    for old, new in ((one, none), (none, one), (settled(), one), (one, settled())):
        assert step(old, new) == []


def test_a_time_is_kept_while_the_weight_stays_zero_and_dropped_when_it_rises() -> None:
    then_at, later = NOW, NOW + timedelta(seconds=90)

    def times(old: dict[str, int] | None, new: dict[str, int], since: dict[str, object]) -> object:
        args = MoveArgs.model_validate(settled(pools=pools(**new)))
        before = None if old is None else then(settled(pools=pools(**old)))
        return zeroed_now(before, args.pools, since, later)

    assert times(None, {"a": 0, "b": 100}, {}) == {"a": later}
    assert times({"a": 50, "b": 50}, {"a": 0, "b": 100}, {}) == {"a": later}
    assert times({"a": 0, "b": 100}, {"a": 0, "b": 100}, {"a": then_at}) == {"a": then_at}
    assert times({"a": 0, "b": 100}, {"a": 10, "b": 90}, {"a": then_at}) == {}
    assert times({"a": 10, "b": 90}, {"a": 0, "b": 100}, {"a": then_at}) == {"a": later}, "an older time is not its own"
    assert times({"a": 0, "b": 100}, {"b": 100}, {"a": then_at}) == {}
    assert times({"b": 100}, {"a": 0, "b": 100}, {"a": then_at}) == {"a": later}, "it left, and comes anew"
