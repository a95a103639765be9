"""What may be said of read replicas: where, how many, how late, and what they need."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.database.replicas import most_replicas
from tests.components.database.specs import NANO, REPLICA, refused, replicas, supabase

PAID = ["pro", "team", "enterprise"]
BELOW_XL = ["small", "medium", "large"]
FROM_XL = ["xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"]
REGIONS = ["us-east", "eu-west", "us-west", "ap-southeast"]


def found(**changes: Any) -> dict[str, str]:
    return refused(supabase(**{"pitr_days": 7, **changes}))


@pytest.mark.parametrize("plan", PAID)
@pytest.mark.parametrize(("size", "most"), [*((size, 2) for size in BELOW_XL), *((size, 5) for size in FROM_XL)])
def test_two_replicas_below_extra_large_and_five_from_there(plan: str, size: str, most: int) -> None:
    assert found(plan=plan, compute=size, read_replicas=replicas(eu_west=most)) == {}
    above = found(plan=plan, compute=size, read_replicas=replicas(eu_west=most + 1))
    assert above.keys() == {"read_replicas"}
    # Where plan and size allow the same, a larger size would not help, so the plan is named.
    named = plan if most == 5 else size
    assert above["read_replicas"] == f"at most {most} for supabase {named} (supabase/supabase, 2026-08)"


def test_it_is_the_sum_of_all_regions_that_counts() -> None:
    assert found(read_replicas=replicas("us-east", "eu-west")) == {}
    assert set(found(read_replicas=replicas("us-east", "eu-west", "us-west"))) == {"read_replicas"}
    assert set(found(read_replicas=replicas(us_east=2, eu_west=1))) == {"read_replicas"}


def test_the_free_plan_has_no_replicas_and_is_not_told_to_buy_backups_for_them() -> None:
    problems = found(**NANO, pitr_days=None, read_replicas=replicas("eu-west"))
    assert problems.keys() == {"read_replicas"}
    assert problems["read_replicas"].startswith("at most 0 for supabase free")


def test_micro_is_too_small_for_a_replica() -> None:
    problems = found(compute="micro", pitr_days=None, read_replicas=replicas("eu-west"))
    assert problems.keys() == {"read_replicas"}
    assert problems["read_replicas"].startswith("at most 0 for supabase micro")


def test_a_replica_is_filled_from_physical_backups_which_recovery_to_a_point_brings() -> None:
    assert found(pitr_days=None) == {}
    assert found(pitr_days=None, read_replicas=replicas("eu-west")) == {
        "pitr_days": "one of 7, 14, 28 with read_replicas, which need physical backups (supabase/supabase, 2026-11)"
    }
    assert found(pitr_days=7, read_replicas=replicas("eu-west")) == {}


def test_a_replica_is_in_a_region_that_supabase_has() -> None:
    assert found(read_replicas=replicas("eu-west", "ap-south")) == {
        "read_replicas[1].region": "a region that Supabase has: one of us-east, eu-west, us-west, ap-southeast"
    }


def test_a_region_stands_once_because_its_count_says_how_many() -> None:
    assert found(read_replicas=[REPLICA, {**REPLICA, "max_lag_s": 5}]) == {
        "read_replicas[1].region": "each region once"
    }


@pytest.mark.parametrize("name", ["count", "max_lag_s"])
def test_there_is_at_least_one_replica_and_some_lag_because_there_always_is(name: str) -> None:
    assert found(read_replicas=[{**REPLICA, name: 1}]) == {}
    with pytest.raises(ValidationError, match=name):
        found(read_replicas=[{**REPLICA, name: 0}])


@pytest.mark.parametrize("name", list(REPLICA))
def test_a_row_has_no_defaults(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        found(read_replicas=[{key: value for key, value in REPLICA.items() if key != name}])


def test_replicas_are_where_the_platform_is_the_primary_region_included() -> None:
    chosen = supabase(pitr_days=7, read_replicas=replicas("us-east", "eu-west"))
    assert list(chosen.problems()) == []
    assert list(chosen.in_regions(("us-east", "eu-west"))) == []
    (problem,) = chosen.in_regions(("us-east",))
    assert (problem.path, problem.value) == ("engine.read_replicas[1].region", "eu-west")
    assert problem.allowed == "a region of the platform: one of us-east"


@given(
    st.sampled_from(PAID),
    st.sampled_from(["micro", *BELOW_XL, *FROM_XL]),
    st.dictionaries(st.sampled_from(REGIONS), st.integers(1, 6), min_size=1),
)
def test_what_is_taken_never_exceeds_what_the_vendor_allows(plan: str, size: str, counts: dict[str, int]) -> None:
    rows = [{**REPLICA, "region": region, "count": count} for region, count in counts.items()]
    days = None if size == "micro" else 7
    allowed = {"micro": 0, **dict.fromkeys(BELOW_XL, 2)}.get(size, 5)
    assert most_replicas(plan, size).value == allowed
    problems = found(plan=plan, compute=size, pitr_days=days, read_replicas=rows)
    assert (problems == {}) == (sum(counts.values()) <= allowed)
    assert set(problems) <= {"read_replicas"}
