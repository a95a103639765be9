"""The reference itself: against the worked examples, and against cases small enough to do by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.impact.reference.data import Failover, Felt, KOfN, Need, Step, Surface, World
from tests.impact.reference.seconds import feel

DAY = 86400.0


def step(name: str, typical: float, worst: float, *nodes: str, **more: Any) -> Step:
    """A change; its node has its name unless others are given."""
    more = {"best": typical, **more}
    return Step(name, frozenset(nodes or (name,)), typical=typical, worst=worst, **more)


def event(name: str, node: str, typical: float, worst: float, **more: Any) -> Step:
    return Step(f"event:{name}", frozenset({node}), typical=typical, worst=worst, event=True, **more)


def pairs(*names: str) -> frozenset[tuple[str, str]]:
    """Each before all after it."""
    return frozenset((a, b) for at, a in enumerate(names) for b in names[at + 1 :])


def felt(world: World, *needs: Need, **more: Any) -> Felt:
    return feel(world, Surface(needs, **more))


def test_w1_a_day_is_not_less_than_a_window_of_a_day() -> None:
    world = World((step("api", 900, DAY),))
    assert felt(world, Need("api"), budget=300).verdict == "breach"
    late = felt(world, Need("api", "buffered", window_s=DAY), budget=300)
    assert (late.delay, late.loss, late.error, late.verdict) == ((900, DAY), (0, 0), (0, 0), "at_risk")


def test_w2_steps_of_one_node_add_up() -> None:
    world = World((step("size", 120, 600, "db"), step("recovery", 5, 30, "db")))
    assert felt(world, Need("db"), budget=900).down == (125, 630)
    cached = felt(world, Need("db", "cached", hit_ratio=0.9, stale_if_error_s=900), budget=900)
    assert (cached.error, cached.down) == (pytest.approx((12.5, 63)), (0, 0))
    assert felt(world, Need("db", "buffered", window_s=DAY)).delay == (125, 630)


def database(*first: str, **more: Any) -> World:
    everyone = Step("all", frozenset({"writer", "reader"}), "full", 660, 660, best=660)
    return World(
        tuple(step(name, 30, 60, effect="failover") for name in ("writer", "reader")),
        pairs(*first),
        {"db": Failover("writer", ("reader",), **{"everyone": everyone, **more})},
    )


def test_w3_the_order_of_writer_and_reader_decides() -> None:
    assert felt(database(), Need("db")).down == (660, 660)
    assert felt(database(), Need("db", proxy=0.34)).down == (660, 660)
    assert felt(database("reader", "writer"), Need("db")).down == (30, 60)
    assert felt(database("reader", "writer"), Need("db", proxy=0.34)).down == pytest.approx((10.2, 20.4))
    assert felt(database("writer", "reader"), Need("db")).down == (60, 120)
    blind = felt(database(everyone=None), Need("db"))
    assert (blind.down, blind.error, blind.verdict, blind.delay) == ((None, None), (None, None), "unknown", (0, 0))


def test_w3d_what_is_deferred_counts_in_its_window() -> None:
    steps = tuple(step(name, 30, 60, effect="deferred", window="sunday") for name in ("writer", "reader"))
    world = World(steps, pairs("reader", "writer"), {"db": Failover("writer", ("reader",))})
    later = felt(world, Need("db"), budget=10)
    assert (later.down, later.deferred, later.verdict) == ((0, 0), {"sunday": (30, 60)}, "ok")


@pytest.mark.parametrize(("weight", "seconds"), [(0.1, 7.5), (0.5, 37.5), (1, 75)])
def test_w5_a_share_of_the_requests_fails(weight: float, seconds: float) -> None:
    lost = felt(World((event("lost", "eks", 75, 75),)), Need("eks", weight=weight))
    assert lost.error == pytest.approx((seconds, seconds))
    assert (lost.down, lost.degraded) == (((75, 75), False) if weight == 1 else ((0, 0), True))


def test_w6_a_pause_turns_errors_into_waiting() -> None:
    world = World((event("cut-over", "db", 17, 129, capability="write"),))
    plain, paused = felt(world, Need("db")), felt(world, Need("db", pause=30))
    assert (plain.write, plain.read, plain.down) == ((17, 129), (0, 0), (17, 129))
    assert (paused.error, paused.delay) == ((0, 99), (17, 30))
    assert felt(world, Need("db", capability="read")).down == (0, 0)


def test_w7_enough_members_hide_what_one_does() -> None:
    regions = (step("us", 20, 60), step("eu", 20, 60))
    groups = {"api": KOfN(1, ("us", "eu"))}
    assert felt(World(regions, groups=groups), Need("api")).down == (20, 60)
    assert felt(World(regions, pairs("us", "eu"), groups), Need("api")).down == (0, 0)
    three = (step("us", 30, 60), step("eu", 20, 40), step("ap", 10, 30))
    for k, seconds in ((1, (10, 30)), (2, (20, 40)), (3, (30, 60))):
        assert felt(World(three, groups={"api": KOfN(k, ("us", "eu", "ap"))}), Need("api")).down == seconds


def test_w9_a_soft_need_degrades() -> None:
    soft = felt(World((step("redis", 15, 120),)), Need("redis", "soft"), budget=0)
    assert (soft.down, soft.error, soft.degraded, soft.verdict) == ((0, 0), (0, 0), True, "ok")


# By hand.


def test_typical_is_the_heaviest_chain_and_worst_the_sum() -> None:
    # a before b, c beside both: a and b are 30 together, c 25 by itself; at worst one follows the other.
    world = World((step("a", 10, 11), step("b", 20, 21), step("c", 25, 26)), pairs("a", "b"))
    assert felt(world, Need("a"), Need("b"), Need("c")).down == (30, 58)


def test_what_is_deleted_along_is_down_for_the_sum() -> None:
    world = World((step("a", 10, 11), step("b", 20, 21)), pairs("a", "b"), along=(frozenset({"a", "b"}),))
    assert felt(world, Need("b")).down == (30, 32)
    assert felt(world, Need("a"), Need("b")).down == (30, 32)
    assert felt(World(world.steps, world.before), Need("b")).down == (20, 21)


def test_one_step_of_two_members_takes_both() -> None:
    world = World((step("both", 10, 11, "us", "eu"),), groups={"api": KOfN(1, ("us", "eu"))})
    assert felt(world, Need("api")).down == (10, 11)


def test_events_come_after_all_changes_and_one_after_another() -> None:
    world = World((step("a", 10, 11), event("e", "b", 5, 6), event("f", "c", 7, 8)))
    needs = (Need("a"), Need("b"), Need("c"))
    assert felt(world, *needs).down == (22, 25)
    beside = World((step("a", 10, 11), event("e", "b", 5, 6, concurrent=True), event("f", "c", 7, 8)))
    assert felt(beside, *needs).down == (17, 25), "e may be while a is, or f"


def test_weights_of_needs_of_one_step_add_up_to_one() -> None:
    world = World((step("both", 10, 20, "a", "b"),))
    halves = felt(world, Need("a", weight=0.5), Need("b", weight=0.75))
    assert (halves.down, halves.error, halves.degraded) == ((10, 20), (10, 20), False)
    part = felt(world, Need("a", weight=0.25), Need("b", weight=0.5))
    assert (part.down, part.error, part.degraded) == ((0, 0), (7.5, 15), True)
    twice = felt(world, Need("a"), Need("b"))
    assert (twice.down, twice.error) == ((10, 20), (10, 20))


def test_a_cache_hides_what_it_holds_until_it_is_too_old() -> None:
    cached = felt(World((step("a", 10, 100),)), Need("a", "cached", weight=0.5, hit_ratio=0.75, stale_if_error_s=40))
    assert cached.error == pytest.approx((0.5 * 0.25 * 10, 0.5 * (0.25 * 40 + 60)))
    assert cached.down == (0, 60)


@pytest.mark.parametrize("mode", ["hard", "soft", "buffered", "cached"])
def test_a_need_of_weight_zero_counts_nothing(mode: str) -> None:
    for effect in ("full", "blocked", "unknown", "degraded", "reset"):
        need = Need("a", mode, weight=0, window_s=5, hit_ratio=0.5, stale_if_error_s=5)
        none = felt(World((step("a", 10, 20, effect=effect),)), need, budget=0)
        assert (none.down, none.error, none.delay, none.loss) == ((0, 0),) * 4
        assert (none.verdict, none.degraded, none.resets) == ("ok", False, 0)


def test_verdicts_come_in_the_order_of_the_contract() -> None:
    full, unknown = step("a", 10, 20), Step("u", frozenset({"u"}), "unknown")
    for budget, word in ((9, "breach"), (10, "at_risk"), (19, "at_risk"), (20, "ok"), (None, "ok")):
        assert felt(World((full,)), Need("a"), budget=budget).verdict == word
    both = World((full, unknown))
    assert felt(both, Need("a"), Need("u"), budget=9).verdict == "unknown", "nobody knows how long requests fail"
    assert felt(both, Need("a"), Need("u", "soft"), budget=9).verdict == "breach"
    assert felt(both, Need("a"), Need("u", "soft"), budget=15).verdict == "unknown"
    lost = World((*both.steps, Step("l", frozenset({"l"}), "data_loss")))
    assert felt(lost, Need("a"), Need("u"), Need("l", "soft"), budget=9).verdict == "blocked"


def test_budgets_of_reading_and_writing_are_held_against_each() -> None:
    world = World((step("a", 10, 20, capability="write"),))
    for budgets, word in (({"read": 0, "write": 20}, "ok"), ({"write": 15}, "at_risk"), ({"write": 5}, "breach")):
        assert felt(world, Need("a"), budget_by=budgets).verdict == word


def test_the_lower_bound_takes_the_best_of_all_rows_and_events_as_they_stand() -> None:
    world = World((step("a", 10, 20, best=4), event("e", "a", 3, 5)))
    assert felt(world, Need("a")).lower_bound == 7
    assert felt(World((step("a", 10, 20, best=None),)), Need("a")).lower_bound is None
