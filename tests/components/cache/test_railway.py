"""Redis on Railway: what must last is on a volume, and a full cache never pushes out a key."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.cache.railway_spec import RailwayStore
from components.cache.spec import CacheSpec

CACHE: dict[str, Any] = {
    "use": "cache",
    "region": "us-east",
    "vcpu": 1,
    "memory_gb": 1,
    "max_memory_gb": 0.8,
    "eviction": "allkeys-lru",
    "nodes": "single",
    "append_log": "off",
    "volume_gb": None,
}
QUEUE: dict[str, Any] = {
    **CACHE,
    "use": "queue",
    "max_memory_gb": 0.75,
    "eviction": "noeviction",
    "append_log": "on",
    "volume_gb": 1.5,
}


def spec(*stores: dict[str, Any], version: str = "8") -> CacheSpec:
    value = {"store": {"kind": "railway", "version": version, "stores": stores}}
    return CacheSpec.model_validate_json(json.dumps(value))


def problems(*stores: dict[str, Any], version: str = "8") -> dict[str, str]:
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
    assert list(more.on_plan("pro")) == []


def test_memory_and_cores_are_held_against_the_plan() -> None:
    large = spec({**CACHE, "memory_gb": 24, "vcpu": 24})
    assert list(large.on_plan("pro")) == []
    assert {problem.path for problem in large.on_plan("hobby")} == {
        "store.stores[0].memory_gb",
        "store.stores[0].vcpu",
    }


def test_each_node_of_a_highly_available_store_takes_a_volume() -> None:
    stores = [{**QUEUE, "use": "idempotency", "nodes": "sentinel"}, {**QUEUE, "nodes": "sentinel"}]
    assert sum(store.volume_count for store in map(RailwayStore.model_validate, stores)) == 6
    found = {problem.path: problem.allowed for problem in spec(*stores).on_plan("free")}
    assert found["store.stores"].startswith("at most 1")
    assert "store.stores" not in {problem.path for problem in spec(*stores).on_plan("hobby")}


def test_no_size_is_zero_and_no_store_list_is_empty() -> None:
    with pytest.raises(ValidationError):
        spec({**CACHE, "memory_gb": 0})
    with pytest.raises(ValidationError):
        spec()
