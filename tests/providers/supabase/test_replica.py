"""Read replicas over the provider's own protocol."""

from typing import Any

import pytest

from tests.fakes.supabase.world import Database, settled
from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import FailedError, HalfMadeError

SETUP = "POST /v1/projects/{ref}/read-replicas/setup"
REMOVE = "POST /v1/projects/{ref}/read-replicas/remove"
TOKEN = "supabase:index:ReadReplica"


def _up(cloud: Cloud, name: str = "it", region: str = "eu-west-1") -> str:
    return cloud.up("ReadReplica", name, region=region)


def _replicas(cloud: Cloud) -> list[str]:
    return [each.identifier for each in cloud.live.replicas]


def test_a_replica_is_set_up_identified_and_waited_for(large: Cloud) -> None:
    large.fake.replica_lag, large.fake.replica_reads = 2, 2
    assert _up(large) == "create"
    state = large.stack["it"]
    assert [state.id] == [state.outputs["identifier"]] == _replicas(large)
    assert state.outputs["status"] == "ACTIVE_HEALTHY"
    assert _up(large) == "same"


def test_the_primary_s_own_region_may_have_one_too(large: Cloud) -> None:
    assert _up(large, region="us-east-1") == "create"


def test_several_of_one_region_are_told_apart(large: Cloud) -> None:
    _up(large, "one")
    _up(large, "two")
    assert [large.stack[each].id for each in ("one", "two")] == _replicas(large)


def test_another_region_replaces_and_reads_go_on_meanwhile(large: Cloud) -> None:
    _up(large)
    diff = large.stack.plugin.diff(large.stack["it"], {"projectRef": large.ref, "region": "sa-east-1"})
    assert (diff.replaces, diff.delete_first) == (("region",), False)
    assert _up(large, region="sa-east-1") == "replace"
    assert [each.region for each in large.live.replicas] == ["sa-east-1"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"plan": "free"}, "a plan of the organization that includes read replicas .instances.read_replicas."),
        ({"size": "micro"}, "compute of small or larger, not micro: an Addon of type compute_instance"),
        ({"walg_enabled": False}, "physical backups: the add-on pitr brings them"),
        ({"replicas": 2}, "a free place: small may have 2 read replicas, and 2 are there"),
    ],
)
def test_what_is_missing_is_named_before_the_call(large: Cloud, change: dict[str, Any], text: str) -> None:
    for name, value in change.items():
        if name == "size":
            large.live.size = value
        elif name == "replicas":
            for index in range(value):
                large.live.databases.append(
                    Database(f"{large.ref}-rr-{index}", "sa-east-1", "READ_REPLICA", settled("ACTIVE_HEALTHY"))
                )
        else:
            setattr(large.fake, name, value)
    with pytest.raises(FailedError, match=f"not set up, as it needs {text}"):
        _up(large)
    assert large.asked(SETUP) == 0
    assert "it" not in large.stack.resources


def test_everything_that_is_missing_is_named_at_once(ready: Cloud) -> None:
    ready.fake.plan = "free"
    with pytest.raises(FailedError, match=r"includes read replicas.*; and compute of small.*; and physical backups"):
        _up(ready)


def test_xlarge_may_have_more(large: Cloud) -> None:
    large.live.size = "xlarge"
    for index in range(5):
        _up(large, f"replica-{index}")
    with pytest.raises(FailedError, match=r"xlarge may have 5 read replicas, and 5 are there"):
        _up(large, "one-more")


def test_a_replica_that_fails_is_kept_and_replaced_by_the_next_update(large: Cloud) -> None:
    large.fake.replicas_fail = 1
    with pytest.raises(HalfMadeError, match=r"its setup failed .INIT_READ_REPLICA_FAILED.; run the update again"):
        _up(large)
    (failed,) = _replicas(large)
    assert large.stack["it"].outputs["status"] == "INIT_READ_REPLICA_FAILED"
    assert large.stack["it"].id == failed
    assert _up(large) == "replace"
    (healthy,) = _replicas(large)
    assert healthy != failed
    assert _up(large) == "same"


def test_a_replica_that_fails_later_is_replaced_after_a_refresh(large: Cloud) -> None:
    _up(large)
    large.live.replicas[0].status = settled("INIT_READ_REPLICA_FAILED")
    assert _up(large) == "same"
    large.stack.refresh("it")
    assert _up(large) == "replace"


def test_a_replica_that_takes_long_is_waited_for_again(large: Cloud) -> None:
    large.fake.replica_reads = 10_000
    with pytest.raises(HalfMadeError, match=r"is INIT_READ_REPLICA after 2 s; run the update again, it goes on"):
        _up(large)
    large.stack.refresh("it")
    large.live.replicas[0].status = settled("ACTIVE_HEALTHY")
    assert _up(large) == "update"
    assert _up(large) == "same"
    assert large.asked(SETUP) == 1


@pytest.mark.parametrize("fault", [{"effect": "drop_after"}, {"effect": "500", "after": True}])
def test_a_setup_whose_answer_is_lost_is_found(large: Cloud, fault: dict[str, Any]) -> None:
    large.fault(SETUP, **fault)
    assert _up(large) == "create"
    assert (large.asked(SETUP), len(_replicas(large))) == (1, 1)


def test_a_setup_that_is_done_late_is_the_next_update_s(large: Cloud) -> None:
    large.fault(SETUP, "hang", seconds=2.5)
    with pytest.raises(HalfMadeError, match=r"no answer within 1 s"):
        _up(large)
    handle = large.stack["it"].id
    assert handle == f"unsettled:{large.ref}/eu-west-1"
    large.wait_for(SETUP)
    assert _up(large) == "update"
    assert [large.stack["it"].outputs["identifier"]] == _replicas(large)
    assert large.stack["it"].id == handle
    large.stack.down("it")
    assert _replicas(large) == []


def test_a_setup_that_is_accepted_and_not_to_be_seen_is_not_repeated(large: Cloud) -> None:
    large.fake.replica_lag = 10_000
    with pytest.raises(HalfMadeError, match=r"it is accepted, but not to be seen after 1.5 s"):
        _up(large)
    assert large.asked(SETUP) == 1
    large.live.replicas[0].lag = 0
    assert _up(large) == "update"
    assert large.asked(SETUP) == 1


def test_a_setup_that_never_came_is_made_by_the_next_update(large: Cloud) -> None:
    large.fault(SETUP, "hang", seconds=30, late=False)
    with pytest.raises(HalfMadeError):
        _up(large)
    large.stack.refresh("it")
    assert _up(large) == "update"
    assert len(_replicas(large)) == 1


def test_several_new_ones_are_named(large: Cloud) -> None:
    large.fault(SETUP, "hang", seconds=30, late=False)
    with pytest.raises(HalfMadeError):
        _up(large, "lost")
    _up(large, "one")
    _up(large, "two")
    with pytest.raises(FailedError, match=r"2 came since: .*; or `pulumi state delete` .*pulumi import"):
        _up(large, "lost")


def test_deleting_waits_until_it_is_gone_and_twice_is_no_error(large: Cloud) -> None:
    _up(large)
    state = large.stack["it"]
    large.stack.plugin.delete(state)
    assert _replicas(large) == []
    large.stack.plugin.delete(state)
    assert large.asked(REMOVE) == 1


def test_a_replica_that_is_gone_leaves_the_state(large: Cloud) -> None:
    _up(large)
    large.live.databases.pop()
    assert large.stack.refresh("it") is None


def test_a_replica_is_imported_with_its_project(large: Cloud) -> None:
    _up(large, "one")
    identifier = large.stack["one"].id
    state = large.stack.imported("it", TOKEN, f"{large.ref}/{identifier}")
    assert state.id == identifier
    assert state.inputs == {"projectRef": large.ref, "region": "eu-west-1"}
    assert _up(large) == "same"
    with pytest.raises(FailedError, match=r"to import a read replica give REF/IDENTIFIER"):
        large.stack.imported("it", TOKEN, "x")


def test_a_refused_setup_leaves_nothing_behind(large: Cloud) -> None:
    large.fault(SETUP, "refuse", message="spend cap is on")
    with pytest.raises(FailedError, match=r"402: spend cap is on\); the plan does not include it") as raised:
        _up(large)
    assert not isinstance(raised.value, HalfMadeError)
    assert "it" not in large.stack.resources
