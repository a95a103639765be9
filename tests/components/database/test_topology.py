"""Which databases there are and in which order they are made: the planner that the component follows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.topology import Primary, Replica, Topology, source_of, topology
from components.network.regions import offered
from tests.components.database.specs import GROWN, NANO, REPLICA, engine, replicas

PARTS: dict[str, Any] = {
    "disk": GROWN["disk"],
    "pitr_days": 7,
    "ipv4": "on",
    "postgres__work_mem": "64MB",
    "backup_at": "03:30",
}
"""What may be bought or left out, each apart from the others."""
SIZES = ["nano", "micro", "small", "large", "xlarge", "16xlarge"]


def planned(**changes: Any) -> Topology:
    return topology(engine(**changes), "us-east")


@st.composite
def any_topology(draw: st.DrawFn) -> Topology:
    bought = draw(st.sets(st.sampled_from(list(PARTS))))
    counts = draw(st.dictionaries(st.sampled_from(offered("supabase")), st.integers(1, 4)))
    rows = [{**REPLICA, "region": region, "count": count} for region, count in counts.items()]
    chosen = {name: PARTS[name] for name in bought}
    return planned(compute=draw(st.sampled_from(SIZES)), read_replicas=rows, **chosen)


def test_the_primary_is_the_project_with_its_size_and_disk() -> None:
    assert planned().primary == Primary("project", "us-east", "small", None)
    grown = planned(**GROWN, compute="large").primary
    assert (grown.compute, grown.disk and grown.disk.size_gb) == ("large", 60)


def test_the_first_replica_of_a_region_is_named_after_it_and_the_others_are_counted() -> None:
    rows = [{"region": "eu-west", "count": 3, "max_lag_s": 30}, {"region": "us-east", "count": 1, "max_lag_s": 5}]
    assert planned(read_replicas=rows).replicas == (
        Replica("replica-eu-west", "eu-west", 30),
        Replica("replica-eu-west-2", "eu-west", 30),
        Replica("replica-eu-west-3", "eu-west", 30),
        Replica("replica-us-east", "us-east", 5),
    )


def test_no_region_is_called_as_if_it_were_a_count() -> None:
    # A region eu-west-2 beside eu-west would give two replicas one name.
    assert not [name for name in offered("supabase") if name.rpartition("-")[2].isdigit()]


@given(
    st.dictionaries(st.sampled_from(offered("supabase")), st.integers(1, 5), min_size=1),
    st.integers(1, 5),
    st.data(),
)
def test_a_higher_count_adds_names_and_renames_none(counts: dict[str, int], more: int, data: st.DataObject) -> None:
    region = data.draw(st.sampled_from(sorted(counts)))
    raised = {**counts, region: counts[region] + more}

    def names(said: dict[str, int]) -> list[str]:
        rows = [{**REPLICA, "region": name, "count": count} for name, count in said.items()]
        return [row.name for row in planned(read_replicas=rows).replicas]

    before, after = names(counts), names(raised)
    assert set(before) < set(after)
    assert len(after) == len(set(after)) == len(before) + more


@pytest.mark.parametrize(
    ("plan", "size", "most", "bound"),
    [
        ("free", "nano", 0, "plan"),
        ("pro", "micro", 0, "compute"),
        ("pro", "small", 2, "compute"),
        ("team", "large", 2, "compute"),
        ("pro", "xlarge", 5, "plan"),
        ("enterprise", "16xlarge", 5, "plan"),
    ],
)
def test_the_stricter_of_plan_and_size_says_how_many(plan: str, size: str, most: int, bound: str) -> None:
    found = planned(plan=plan, compute=size)
    assert (found.most, found.most_by) == (most, bound)


def test_preconditions_say_what_is_missing_and_who_wants_it() -> None:
    def met(**changes: Any) -> dict[str, bool]:
        found = planned(**changes).preconditions
        assert all(row.source == "supabase/supabase guides/platform/read-replicas/getting-started" for row in found)
        return {row.name: row.met for row in found}

    assert met(**NANO) == {"paid_plan": False, "compute": False, "physical_backups": False}
    assert met(compute="micro") == {"paid_plan": True, "compute": False, "physical_backups": False}
    assert met() == {"paid_plan": True, "compute": True, "physical_backups": False}
    assert met(pitr_days=7) == {"paid_plan": True, "compute": True, "physical_backups": True}


def test_the_order_of_everything_that_can_be_bought() -> None:
    found = planned(**GROWN, compute="large")
    assert {step.name: step.after for step in found.order} == {
        "compute": (),
        "ssl": (),
        "keys": (),
        "disk": ("compute",),
        "pitr": ("compute",),
        "ipv4": ("compute",),
        "pooler": ("compute",),
        "postgres": ("compute",),
        "replica-eu-west": ("compute", "disk", "pitr"),
    }


def test_nothing_waits_for_the_smallest_size_because_every_project_starts_with_it() -> None:
    assert {step.name: step.after for step in planned(**NANO).order} == {"ssl": (), "keys": (), "pooler": ()}


def test_replicas_of_one_region_do_not_wait_for_one_another() -> None:
    found = planned(pitr_days=7, read_replicas=replicas(eu_west=2))
    assert found.after("replica-eu-west") == found.after("replica-eu-west-2") == ("compute", "pitr")


def test_a_part_that_is_not_there_waits_for_nothing_that_could_be_told() -> None:
    with pytest.raises(KeyError, match="disk"):
        planned().after("disk")


@given(any_topology())
def test_every_step_comes_after_what_it_waits_for_and_once(found: Topology) -> None:
    done: set[str] = set()
    for step in found.order:
        assert step.name not in done
        assert set(step.after) <= done
        done.add(step.name)
    assert {row.name for row in found.replicas} <= done


@given(any_topology())
def test_the_way_back_takes_every_part_after_those_that_waited_for_it_and_replicas_first(found: Topology) -> None:
    back = found.way_back
    assert [step.name for step in back] == [step.name for step in found.order][::-1]
    gone: set[str] = set()
    for step in back:
        assert set(step.after) <= gone
        assert set(step.after) == {row.name for row in found.order if step.name in row.after}
        gone.add(step.name)
    count = len(found.replicas)
    assert {step.name for step in back[:count]} == {row.name for row in found.replicas}


@pytest.mark.parametrize("change", ["postgres_upgrade", "restore"])
def test_all_replicas_are_gone_before_an_upgrade_and_a_restore(change: Any) -> None:
    assert planned().removed_first(change) == ()
    found = planned(read_replicas=replicas(eu_west=2, us_east=1))
    assert found.removed_first(change) == ("replica-eu-west", "replica-eu-west-2", "replica-us-east")
    assert source_of(change).endswith("read-replicas/getting-started")


def test_a_new_size_restarts_the_primary_while_replicas_answer_and_then_all_of_them_together() -> None:
    assert planned().restarts("compute") == (("project",),)
    found = planned(read_replicas=replicas(eu_west=2))
    assert found.restarts("compute") == (("project",), ("replica-eu-west", "replica-eu-west-2"))
    assert source_of("compute").endswith("read-replicas/getting-started")
