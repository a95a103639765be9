"""How clients reach a read replica, over the provider's own protocol."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.fakes.supabase.world import settled
from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import UNKNOWN, FailedError, HalfMadeError, State

POOLER: Final = "GET /v1/projects/{ref}/config/database/pooler"
SETUP: Final = "POST /v1/projects/{ref}/read-replicas/setup"
TOKEN: Final = "supabase:index:ReadReplica"
HOST: Final = "aws-0-eu-west-1.pooler.supabase.com"


def _up(cloud: Cloud, name: str = "it", region: str = "eu-west-1") -> str:
    return cloud.up("ReadReplica", name, region=region)


def _way(state: State) -> dict[str, Any]:
    return {name: state.outputs.get(name) for name in ("host", "port", "user")}


def _expected(cloud: Cloud, index: int = 0) -> dict[str, Any]:
    return {"host": HOST, "port": 6543, "user": f"postgres.{cloud.live.replicas[index].identifier}"}


def _older(cloud: Cloud, name: str = "it") -> None:
    """The state as a version without addresses has written it."""
    state = cloud.stack[name]
    kept = {each: value for each, value in state.outputs.items() if each not in ("host", "port", "user")}
    cloud.stack.resources[name] = replace(state, outputs=kept)


def test_a_replica_that_is_filled_says_how_it_is_reached(large: Cloud) -> None:
    _up(large)
    assert _way(large.stack["it"]) == _expected(large)
    assert isinstance(large.stack["it"].outputs["port"], int)
    assert _up(large) == "same"


def test_each_replica_has_its_own_row_and_none_the_one_of_the_primary(large: Cloud) -> None:
    for name in ("one", "two"):
        _up(large, name)
    large.live.databases.reverse()
    for name in ("one", "two"):
        large.stack.refresh(name)
        identifier = large.stack[name].outputs["identifier"]
        assert large.stack[name].outputs["user"] == f"postgres.{identifier}"


def test_a_preview_does_not_pretend_to_know_the_address(large: Cloud) -> None:
    inputs = {"projectRef": large.ref, "region": "eu-west-1"}
    assert set(_way(large.stack.plugin.create(TOKEN, "it", inputs, preview=True)).values()) == {UNKNOWN}


def test_a_pooler_that_lists_it_late_is_waited_for(large: Cloud) -> None:
    large.fake.pooler_lag = 3
    assert _up(large) == "create"
    assert _way(large.stack["it"]) == _expected(large)
    assert large.asked(POOLER) == 4


@pytest.mark.parametrize("effect", ["429", "500", "drop_before", "hang"])
def test_a_look_at_the_pooler_that_fails_once_is_repeated(large: Cloud, effect: str) -> None:
    large.fault(POOLER, effect, seconds=1.3)
    assert _up(large) == "create"
    assert _way(large.stack["it"]) == _expected(large)


def test_one_that_is_not_listed_in_time_is_half_made_and_the_next_update_goes_on(large: Cloud) -> None:
    large.fake.pooler_lag = 10_000
    with pytest.raises(HalfMadeError, match=r"is filled, but the pooler does not list it after 1.5 s; run the update"):
        _up(large)
    state = large.stack["it"]
    assert state.outputs["status"] == "ACTIVE_HEALTHY"
    assert set(_way(state).values()) == {None}
    diff = large.stack.plugin.diff(state, state.inputs)
    assert (diff.kinds, diff.replaces) == ({"host": "update", "port": "update", "user": "update"}, ())
    large.live.replicas[0].pooler_lag = 0
    assert _up(large) == "update"
    assert _way(large.stack["it"]) == _expected(large)
    assert _up(large) == "same"
    assert large.asked(SETUP) == 1


def test_a_pooler_that_may_not_be_read_loses_no_replica(large: Cloud) -> None:
    large.fault(POOLER, "not_authorized", times=9)
    with pytest.raises(HalfMadeError, match=r"is made, but: GET .*/config/database/pooler .*401"):
        _up(large)
    large.fake.faults.clear()
    assert _up(large) == "update"
    assert (large.asked(SETUP), _way(large.stack["it"])) == (1, _expected(large))


def test_a_state_of_an_older_version_gets_its_address_by_an_update_in_place(large: Cloud) -> None:
    _up(large)
    _older(large)
    identity = large.stack["it"].id
    planned = large.stack.plugin.update(large.stack["it"], large.stack["it"].inputs, preview=True)
    assert set(_way(planned).values()) == {UNKNOWN}
    assert planned.outputs["identifier"] == identity
    assert _up(large) == "update"
    assert (large.stack["it"].id, _way(large.stack["it"])) == (identity, _expected(large))
    assert _up(large) == "same"
    assert large.asked(SETUP) == 1


def test_a_state_of_an_older_version_gets_its_address_by_a_refresh_too(large: Cloud) -> None:
    _up(large)
    _older(large)
    large.stack.refresh("it")
    assert _way(large.stack["it"]) == _expected(large)
    assert _up(large) == "same"


def test_an_older_state_of_a_replica_that_is_not_well_is_left_alone(large: Cloud) -> None:
    # An update would wait for a health that may never come.
    _up(large)
    large.live.replicas[0].status = settled("ACTIVE_UNHEALTHY")
    large.live.replicas[0].pooler_lag = 10_000
    _older(large)
    large.stack.refresh("it")
    assert _up(large) == "same"


def test_an_import_brings_the_address(large: Cloud) -> None:
    _up(large, "one")
    state = large.stack.imported("it", TOKEN, f"{large.ref}/{large.stack['one'].id}")
    assert _way(state) == _expected(large)


def test_an_address_that_the_vendor_has_changed_comes_with_a_refresh(large: Cloud) -> None:
    _up(large)
    state = large.stack["it"]
    large.stack.resources["it"] = replace(state, outputs={**state.outputs, "host": "old.example"})
    large.stack.refresh("it")
    assert _way(large.stack["it"]) == _expected(large)


def test_a_pooler_that_does_not_list_it_for_a_moment_does_not_take_the_address_away(large: Cloud) -> None:
    # Whoever hangs on the address would lose it in the next preview.
    _up(large)
    large.live.replicas[0].pooler_lag = 10_000
    large.stack.refresh("it")
    assert _way(large.stack["it"]) == _expected(large)
    assert _up(large) == "same"


def test_a_replica_that_fails_has_no_address_and_is_replaced(large: Cloud) -> None:
    large.fake.replicas_fail = 1
    with pytest.raises(FailedError, match="its setup failed"):
        _up(large)
    assert large.asked(POOLER) == 0
    assert _up(large) == "replace"
    assert _way(large.stack["it"]) == _expected(large)


def test_replicas_that_are_read_at_once_share_a_look_at_the_pooler(large: Cloud) -> None:
    large.live.size = "xlarge"
    names = [f"replica-{index}" for index in range(4)]
    for name in names:
        _up(large, name)
    large.fake.latency_s = 0.1
    large.fake.seen.clear()
    with ThreadPoolExecutor() as pool:
        list(pool.map(large.stack.refresh, names))
    assert large.fake.apart_s(POOLER) >= 0.1, "two looks are never under way together"
