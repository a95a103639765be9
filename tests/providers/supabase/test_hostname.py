"""The custom hostname: no update waits for DNS, and each brings it as far as it goes."""

import pytest

from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import UNKNOWN, FailedError, HalfMadeError

NAME = "db.sayar.example"
TOKEN = "supabase:index:CustomHostname"
INITIALIZE = "POST /v1/projects/{ref}/custom-hostname/initialize"
ACTIVATE = "POST /v1/projects/{ref}/custom-hostname/activate"
REVERIFY = "POST /v1/projects/{ref}/custom-hostname/reverify"


@pytest.fixture
def bought(ready: Cloud) -> Cloud:
    """A project with the add-on."""
    ready.live.addons.add("cd_default")
    return ready


def _up(cloud: Cloud, hostname: str = NAME) -> str:
    return cloud.up("CustomHostname", hostname=hostname)


def test_a_name_is_ordered_and_its_records_are_told(bought: Cloud) -> None:
    bought.fake.records_late = 2
    assert _up(bought) == "create"
    state = bought.stack["it"]
    assert state.id == f"{bought.ref}/custom-hostname"
    assert state.outputs["cnameTarget"] == f"{bought.ref}.supabase.co"
    assert state.outputs["verificationHost"] == f"_acme-challenge.{NAME}"
    assert state.outputs["verificationValue"] == f"challenge-of-{NAME}"
    assert state.outputs["status"] == "2_initiated"


def test_a_name_that_verifies_late_is_no_error(bought: Cloud) -> None:
    _up(bought)
    assert _up(bought) == "update"
    assert bought.stack["it"].outputs["status"] == "2_initiated"
    diff = bought.stack.plugin.diff(bought.stack["it"], bought.stack["it"].inputs)
    assert (diff.replaces, diff.kinds) == ((), {"status": "update"})
    planned = bought.stack.plugin.update(bought.stack["it"], bought.stack["it"].inputs, preview=True)
    assert planned.outputs["status"] is UNKNOWN
    assert planned.outputs["cnameTarget"] == f"{bought.ref}.supabase.co"
    bought.fake.dns_ready(NAME)
    assert _up(bought) == "update"
    assert bought.stack["it"].outputs["status"] == "5_services_reconfigured"
    assert bought.stack["it"].outputs["verificationHost"] == f"_acme-challenge.{NAME}"
    assert _up(bought) == "same"


def test_without_the_add_on_it_is_told_what_to_make_first(ready: Cloud) -> None:
    with pytest.raises(FailedError, match="lacks the add-on custom_domain; make an Addon of that type first"):
        _up(ready)
    assert ready.written() == []


def test_another_name_replaces_and_deletes_first(bought: Cloud) -> None:
    _up(bought)
    assert _up(bought, "api.sayar.example") == "replace"
    assert bought.live.hostname is not None
    assert bought.live.hostname.name == "api.sayar.example"


def test_a_name_of_somebody_else_is_not_taken_away(bought: Cloud) -> None:
    _up(bought)
    state = bought.stack.resources.pop("it")
    with pytest.raises(FailedError, match=f"has {NAME} already, and no more than one; import or delete that one"):
        _up(bought, "api.sayar.example")
    bought.stack.resources["it"] = state


@pytest.mark.parametrize("effect", ["drop_after", "drop_before", "500", "429"])
@pytest.mark.parametrize("call", [INITIALIZE, REVERIFY, ACTIVATE])
def test_a_passing_fault_is_survived(bought: Cloud, call: str, effect: str) -> None:
    bought.fault(call, effect)
    bought.fake.dns_ready(NAME)
    assert _up(bought) == "create"
    assert _up(bought) == "update"
    assert bought.stack["it"].outputs["status"] == "5_services_reconfigured"


def test_an_order_that_an_earlier_create_has_left_is_taken_over(bought: Cloud) -> None:
    bought.fault(INITIALIZE, "hang", seconds=2.0)
    with pytest.raises(FailedError, match="no answer within 1 s"):
        _up(bought)
    bought.wait_for(INITIALIZE)
    assert _up(bought) == "create"
    assert bought.asked(INITIALIZE) == 1


def test_a_record_that_does_not_come_is_asked_for_again(bought: Cloud) -> None:
    bought.fake.records_late = 10_000
    with pytest.raises(HalfMadeError, match="is ordered, but its TXT record is not told yet; run the update again"):
        _up(bought)
    assert bought.live.hostname is not None
    bought.live.hostname.lag = 0
    assert _up(bought) == "update"
    assert bought.stack["it"].outputs["verificationValue"] == f"challenge-of-{NAME}"


def test_a_refresh_sees_the_state_and_what_is_gone(bought: Cloud) -> None:
    _up(bought)
    assert bought.live.hostname is not None
    bought.live.hostname.step = 3
    refreshed = bought.stack.refresh("it")
    assert refreshed is not None
    assert refreshed.outputs["status"] == "3_challenge_verified"
    bought.live.hostname = None
    assert bought.stack.refresh("it") is None


def test_a_name_is_imported_by_its_project(bought: Cloud) -> None:
    _up(bought)
    state = bought.stack.imported("it", TOKEN, bought.ref)
    assert state.inputs == {"projectRef": bought.ref, "hostname": NAME}


def test_deleting_twice_is_no_error(bought: Cloud) -> None:
    _up(bought)
    state = bought.stack["it"]
    bought.stack.plugin.delete(state)
    bought.stack.plugin.delete(state)
    assert bought.live.hostname is None
    assert bought.live.addons == {"cd_default"}
