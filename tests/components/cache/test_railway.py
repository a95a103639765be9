"""Redis on Railway: what must last is on a volume, and a full cache never pushes out a key."""

import pytest
from pydantic import ValidationError

from components.cache.railway_spec import RailwayStore
from components.limits import limit, limits_of
from tests.components.cache.specs import AVAILABLE, CACHE, QUEUE, spec


def problems(*stores: dict[str, object], version: str = "8") -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec(*stores, version=version).problems()}


def test_a_cache_in_memory_and_a_queue_on_a_volume_are_sound_at_their_limits() -> None:
    # 0.75 of the memory and twice that on the volume are exactly what is allowed.
    assert problems(CACHE, QUEUE) == {}


def test_only_keys_and_jobs_are_state() -> None:
    uses = {
        use: RailwayStore.model_validate({**QUEUE, "use": use}).stateful for use in ("cache", "idempotency", "queue")
    }
    assert uses == {"cache": False, "idempotency": True, "queue": True}


@pytest.mark.parametrize("use", ["idempotency", "queue"])
def test_what_holds_state_never_evicts(use: str) -> None:
    found = problems({**QUEUE, "use": use, "eviction": "allkeys-lru"})
    assert found["store.stores[0].eviction"].startswith(f"one of noeviction for redis {use}")


def test_a_cache_that_never_evicts_would_refuse_writes_when_full() -> None:
    assert "allkeys-lru" in problems({**CACHE, "eviction": "noeviction"})["store.stores[0].eviction"]


def test_state_needs_a_volume_and_a_log_on_it() -> None:
    found = problems({**QUEUE, "volume_gb": None, "append_log": "off"})
    assert set(found) == {"store.stores[0].volume_gb", "store.stores[0].append_log"}
    assert problems({**QUEUE, "volume_gb": None})["store.stores[0].append_log"] == "off without a volume to write to"


def test_saving_needs_a_quarter_of_the_memory() -> None:
    assert problems({**QUEUE, "max_memory_gb": 0.76, "volume_gb": 2})["store.stores[0].max_memory_gb"].startswith(
        "at most 0.75, 75% of memory_gb"
    )
    assert problems({**CACHE, "max_memory_gb": 1}) == {}
    assert "store.stores[0].max_memory_gb" in problems({**CACHE, "max_memory_gb": 1.1})


def test_a_volume_holds_the_old_log_and_the_new_one() -> None:
    assert problems({**QUEUE, "volume_gb": 1.4}) == {"store.stores[0].volume_gb": "at least 1.5, twice max_memory_gb"}


def test_a_use_has_one_store_a_region() -> None:
    assert problems(CACHE, {**CACHE, "region": "eu-west"}) == {}
    assert problems(CACHE, CACHE) == {"store.stores[1].use": "one store for each use and region"}


def test_state_cannot_be_in_two_places() -> None:
    found = problems(QUEUE, {**QUEUE, "region": "eu-west"})
    assert found["store.stores[1].region"].startswith("us-east: use queue holds state")


def test_versions_are_those_that_railway_runs() -> None:
    assert "one of 7, 8" in problems(CACHE, version="6")["store.version"]


def test_a_volume_is_held_against_the_plan_of_the_workspace() -> None:
    five = spec({**QUEUE, "volume_gb": 5})
    more = spec({**QUEUE, "volume_gb": 5.5})
    assert list(five.on_plan("hobby")) == []
    (problem,) = more.on_plan("hobby")
    assert problem.path == "store.stores[0].volume_gb"
    assert problem.allowed.startswith("at most 5 for railway hobby")


def test_a_volume_is_never_smaller_than_a_new_one_because_none_shrinks() -> None:
    # The provider would refuse the size once the volume is made, in the middle of a move.
    (problem,) = spec({**QUEUE, "volume_gb": 49.9}).on_plan("pro")
    assert problem.path == "store.stores[0].volume_gb"
    assert problem.allowed.startswith("at least 50 for railway pro, as a new volume has that and none shrinks")
    assert list(spec({**QUEUE, "volume_gb": 50}).on_plan("pro")) == []
    # What a contract starts with is not documented, so it is not checked.
    assert list(spec({**QUEUE, "volume_gb": 1.5}).on_plan("enterprise")) == []


def test_memory_and_cores_are_held_against_the_plan() -> None:
    large = spec({**CACHE, "memory_gb": 24, "vcpu": 24})
    assert list(large.on_plan("pro")) == []
    assert {problem.path for problem in large.on_plan("hobby")} == {
        "store.stores[0].memory_gb",
        "store.stores[0].vcpu",
    }


def test_each_node_of_a_highly_available_store_takes_a_volume() -> None:
    stores = [{**AVAILABLE, "use": "idempotency", "volume_gb": 5}, {**AVAILABLE, "volume_gb": 5}]
    assert sum(store.volume_count for store in map(RailwayStore.model_validate, stores)) == 6
    found = {problem.path: problem.allowed for problem in spec(*stores).on_plan("free")}
    assert found["store.stores"].startswith("at most 1")
    assert list(spec(*stores).on_plan("hobby")) == []


def test_a_highly_available_store_counts_all_its_nodes_and_proxies() -> None:
    # Three nodes of 1 GB and two proxies of half a GB.
    store = RailwayStore.model_validate(AVAILABLE)
    assert (store.node_count, store.entry_count, store.total_memory_gb) == (3, 2, 4)
    single = RailwayStore.model_validate(QUEUE)
    assert (single.node_count, single.entry_count, single.total_memory_gb) == (1, 0, 1)


def test_nodes_are_odd_and_three_at_least_so_that_a_cut_network_has_one_majority_at_most() -> None:
    nodes = limit("cache", "railway", "sentinel", "ha_nodes").value
    assert (nodes >= 3, nodes % 2) == (True, 1)
    assert nodes in limit("cache", "railway", "any", "ha_node_counts").value


def test_a_highly_available_store_has_a_log_or_a_master_that_comes_back_would_empty_the_others() -> None:
    found = problems({**CACHE, "nodes": "sentinel"})
    assert found["store.stores[0].append_log"].startswith("one of on for railway sentinel")
    assert problems(AVAILABLE) == {}


def test_two_proxies_are_more_replicas_than_plan_free_has() -> None:
    found = {problem.path: problem.allowed for problem in spec(AVAILABLE).on_plan("free")}
    assert found["store.stores[0].nodes"].startswith("single: sentinel has 2 proxies, and railway free 1 replica")
    assert "store.stores[0].nodes" not in {problem.path for problem in spec(AVAILABLE).on_plan("pro")}


def test_a_region_is_one_that_railway_has() -> None:
    assert "region that Railway has" in problems({**CACHE, "region": "mars"})["store.stores[0].region"]


def test_a_password_is_long_enough_to_be_guessed_by_nobody() -> None:
    least = limit("security", "secret", "any", "least_length").value
    short = spec(CACHE, password={"length": least - 1, "generation": 1})
    assert [problem.path for problem in short.problems()] == ["store.password.length"]
    assert list(spec(CACHE, password={"length": least, "generation": 1}).problems()) == []


def test_every_version_has_a_full_tag_of_its_own_line() -> None:
    for version in limit("cache", "railway", "any", "redis_versions").value:
        image = str(limits_of("cache")["redis", version, "image"].value)
        assert image.startswith(f"redis:{version}.")
        assert image.count(".") == 2


def test_no_size_is_zero_and_no_store_list_is_empty() -> None:
    with pytest.raises(ValidationError):
        spec({**CACHE, "memory_gb": 0})
    with pytest.raises(ValidationError):
        spec()
