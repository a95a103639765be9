"""Wrong plans, each refuted with a trace that names the culprit, and their right versions, each proven.

Every plan runs among other changes that have nothing to do with it, in any order and at any parallelism.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.impact.order.check import SurfaceProof, check
from sayar.impact.order.model import Need, Object, Part, Problem, Step, StepKind, Surface, Use, Version

NOTHING = Version()
KINDS: tuple[StepKind, ...] = ("create", "update", "delete")


def using(*names: str) -> Version:
    return Version(tuple(map(Use, names)))


def stands_on(*parts: Part, enough: int = 1, failover: bool = False) -> Surface:
    return Surface("api", (Need("group", parts, enough, failover),))


def both(name: str) -> Part:
    """A part of one object that is there before and after."""
    return Part(name, (name,), (name,))


@st.composite
def among_others(draw: st.DrawFn, objects: list[Object], steps: list[Step], surface: Surface) -> Problem:
    """The plan, and others whose steps come after some of it or of each other: none orders the plan itself."""
    more: list[Step] = []
    things = list(objects)
    for index in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(KINDS))
        name = f"other{index}"
        after = draw(st.sets(st.sampled_from([step.id for step in (*steps, *more)]), max_size=3))
        more.append(Step(f"{kind} {name}", name, kind, tuple(sorted(after)), draw(st.booleans())))
        uses = using(*sorted(draw(st.sets(st.sampled_from([one.id for one in things]), max_size=2))))
        things.append(Object(name, None if kind == "create" else uses, None if kind == "delete" else uses))
    everything = draw(st.permutations([*steps, *more]))
    return Problem(tuple(things), tuple(everything), (surface,), draw(st.sampled_from((1, 2, 16, None))))


def proof_of(problem: Problem) -> SurfaceProof:
    proof = check(problem)
    assert proof.bounds == ()
    assert proof.steps <= proof.reduced_from == len(problem.steps)
    return proof.surfaces["api"]


def refuted(problem: Problem, *trace: str) -> None:
    found = proof_of(problem)
    assert (found.status, found.trace) == ("broken", trace)


def proven(problem: Problem, *interruptions: str) -> None:
    found = proof_of(problem)
    assert (found.status, found.trace, found.interruptions) == ("served", (), interruptions)


# A record that leads to an origin by its text alone: the engine knows of no dependency between the two.
DNS = [
    Object("dns", using("old-origin"), using("origin")),
    Object("old-origin", NOTHING),
    Object("origin", None, NOTHING),
]
ORIGIN = Step("create origin", "origin", "create")
OLD_ORIGIN = Step("delete old-origin", "old-origin", "delete", ("update dns",))


@given(among_others(DNS, [ORIGIN, Step("update dns", "dns", "update"), OLD_ORIGIN], stands_on(both("dns"))))
@settings(max_examples=40, deadline=None)
def test_dns_before_the_origin_is_ready_is_refuted(problem: Problem) -> None:
    refuted(problem, "update dns: under way", "api is not served: dns uses origin, which is not there")


@given(
    among_others(DNS, [ORIGIN, Step("update dns", "dns", "update", (ORIGIN.id,)), OLD_ORIGIN], stands_on(both("dns")))
)
@settings(max_examples=40, deadline=None)
def test_dns_after_the_origin_is_proven(problem: Problem) -> None:
    proven(problem)


# A primary that fails over once, and the replica it fails over to, which becomes another one.
REPLICAS = [Object("writer", NOTHING, NOTHING), Object("old-replica", NOTHING), Object("replica", None, NOTHING)]
WRITER = Step("update writer", "writer", "update", interrupts=True)
REPLICA = Step("create replica", "replica", "create")
DATABASE = stands_on(both("writer"), Part("standby", ("old-replica",), ("replica",)), failover=True)


@given(among_others(REPLICAS, [WRITER, REPLICA, Step("delete old-replica", "old-replica", "delete")], DATABASE))
@settings(max_examples=40, deadline=None)
def test_the_old_replica_first_is_refuted(problem: Problem) -> None:
    found = proof_of(problem)
    assert found.status == "broken"
    assert any("delete old-replica" in line for line in found.trace)
    assert "writer is interrupted" in found.trace[-1]
    assert "old-replica is not there" in found.trace[-1]


@given(
    among_others(
        REPLICAS,
        [WRITER, REPLICA, Step("delete old-replica", "old-replica", "delete", (WRITER.id, REPLICA.id))],
        DATABASE,
    )
)
@settings(max_examples=40, deadline=None)
def test_the_old_replica_last_is_proven_with_one_failover(problem: Problem) -> None:
    proven(problem, "update writer")


CACHE = [Object("config", using("cache"), NOTHING), Object("cache", NOTHING)]
CONFIG = Step("update config", "config", "update")


@given(among_others(CACHE, [CONFIG, Step("delete cache", "cache", "delete")], stands_on(both("config"))))
@settings(max_examples=40, deadline=None)
def test_a_cache_that_is_removed_before_the_configuration_that_uses_it_is_refuted(problem: Problem) -> None:
    refuted(problem, "delete cache: under way", "api is not served: config uses cache, which is not there")


@given(among_others(CACHE, [CONFIG, Step("delete cache", "cache", "delete", (CONFIG.id,))], stands_on(both("config"))))
@settings(max_examples=40, deadline=None)
def test_a_cache_that_is_removed_after_it_is_proven(problem: Problem) -> None:
    proven(problem)


REGIONS = [Object("us", NOTHING, NOTHING), Object("eu", NOTHING, NOTHING)]
US = Step("update us", "us", "update", interrupts=True)
ONE_OF_TWO = stands_on(both("us"), both("eu"))


@given(among_others(REGIONS, [US, Step("update eu", "eu", "update", interrupts=True)], ONE_OF_TWO))
@settings(max_examples=40, deadline=None)
def test_both_members_of_a_group_at_once_are_refuted(problem: Problem) -> None:
    found = proof_of(problem)
    assert found.status == "broken"
    assert found.trace[-1] == "api is not served: eu is interrupted; us is interrupted"
    failing = [line for line in found.trace if line.endswith("fails half-way, the update ends")]
    assert bool(failing) == (problem.parallelism == 1), "one at a time, both are down only after a failure"


@given(among_others(REGIONS, [US, Step("update eu", "eu", "update", (US.id,), interrupts=True)], ONE_OF_TWO))
@settings(max_examples=40, deadline=None)
def test_members_of_a_group_one_after_the_other_are_proven(problem: Problem) -> None:
    proven(problem)


def test_an_interruption_of_what_is_alone_is_named_and_not_a_break() -> None:
    proven(Problem((REGIONS[0],), (US,), (stands_on(both("us")),)), "update us")


def test_a_group_that_begins_without_a_spare_member_has_its_interruptions_named() -> None:
    """The forecast counts them in seconds; no order of the steps could hide them."""
    made = Step("create eu", "eu", "create")
    surface = stands_on(both("us"), Part("eu", (), ("eu",)))
    problem = Problem((REGIONS[0], Object("eu", None, NOTHING)), (US, made), (surface,))
    proven(problem, "update us")


def test_what_is_deleted_first_breaks_its_users_unless_the_forecast_names_the_gap() -> None:
    objects = (Object("user", using("store"), using("store")), Object("store", NOTHING, NOTHING))

    def gap(interrupts: bool) -> Problem:
        taken = Step("take store", "store", "delete_replaced", (), interrupts)
        made = Step("make store", "store", "create_replacement", (taken.id,), interrupts)
        return Problem(objects, (taken, made), (stands_on(both("user")),))

    refuted(gap(False), "delete replaced store: under way", "api is not served: user uses store, which is not there")
    proven(gap(True))


def test_a_successor_that_stands_on_what_goes_is_no_successor() -> None:
    objects = (Object("old", NOTHING), Object("new", None, using("store")), Object("store", NOTHING))
    made = Step("create new", "new", "create")
    steps = (made, Step("delete old", "old", "delete", (made.id,)), Step("delete store", "store", "delete", (made.id,)))
    found = proof_of(Problem(objects, steps, (stands_on(Part("app", ("old",), ("new",))),)))
    assert found.trace == (
        "create new: done",
        "delete old: under way",
        "delete store: under way",
        "api is not served: new uses store, which is not there; old is not there",
    )


def test_a_surface_of_which_nothing_is_left_at_the_end_is_broken() -> None:
    gone = Step("delete us", "us", "delete")
    problem = Problem((Object("us", NOTHING),), (gone,), (stands_on(Part("us", ("us",))),))
    refuted(problem, "delete us: under way", "api is not served: us is not there")


def test_a_surface_that_begins_with_the_update_counts_at_its_end() -> None:
    made = Step("create us", "us", "create")
    new = Object("us", None, using("store"))
    surface = stands_on(Part("us", (), ("us",)))
    proven(Problem((new, Object("store", NOTHING, NOTHING)), (made,), (surface,)))
    gone = Step("delete store", "store", "delete")
    refuted(
        Problem((new, Object("store", NOTHING)), (made, gone), (surface,)),
        "create us: done",
        "delete store: done",
        "api is not served: us uses store, which is not there",
    )


def test_a_proof_that_reaches_its_bound_is_no_proof() -> None:
    """Six members in no order, four at a time: a failure makes it five down at most, so one is always up."""
    names = [f"m{index}" for index in range(6)]
    steps = tuple(Step(f"update {name}", name, "update", interrupts=True) for name in names)
    objects = tuple(Object(name, NOTHING, NOTHING) for name in names)
    problem = Problem(objects, steps, (stands_on(*map(both, names)),), parallelism=4)
    whole = check(problem)
    assert (whole.surfaces["api"].status, whole.bounds) == ("served", ())
    bounded = check(problem, max_states=50)
    assert bounded.surfaces["api"].status == "undecided"
    assert bounded.surfaces["api"].reasons == ("not every order was tried of what group stands on",)
    assert bounded.bounds == ("api: max states reached (50)",)
    assert bounded.states == 50


def test_one_more_at_a_time_takes_the_last_member_down() -> None:
    """Five at a time and one that failed are all six."""
    names = [f"m{index}" for index in range(6)]
    steps = tuple(Step(f"update {name}", name, "update", interrupts=True) for name in names)
    objects = tuple(Object(name, NOTHING, NOTHING) for name in names)
    found = proof_of(Problem(objects, steps, (stands_on(*map(both, names)),), parallelism=5))
    assert found.trace[:2] == ("update m0: fails half-way, the update ends", "the update is rerun")
    assert found.under_way == tuple(step.id for step in steps)


def test_a_break_that_was_found_stays_one_when_the_bound_is_reached() -> None:
    """The record breaks in the first moment that is tried; whether a shorter way is there takes more of them."""
    chain = [Step("create c0", "c0", "create")]
    chain += [Step(f"create c{index}", f"c{index}", "create", (f"create c{index - 1}",)) for index in range(1, 8)]
    objects = [Object(f"c{index}", None, using("late")) for index in range(8)]
    late = Object("late", None, NOTHING)
    dns = Object("dns", NOTHING, Version(tuple(Use(f"c{index}") for index in range(8))))
    update = Step("update dns", "dns", "update", ("create c7",))
    problem = Problem(
        (*objects, late, dns), (*chain, Step("create late", "late", "create"), update), (stands_on(both("dns")),)
    )
    whole, bounded = check(problem), check(problem, max_states=25)
    assert whole.bounds == ()
    assert bounded.bounds == ("api: max states reached (25), a shorter trace may be there",)
    assert bounded.surfaces["api"].status == whole.surfaces["api"].status == "broken"
    assert "late, which is not there" in bounded.surfaces["api"].trace[-1]
