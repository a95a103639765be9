"""Domains, fixed addresses, volumes and limits over the provider's own protocol."""

from __future__ import annotations

import pytest

from tests.providers.railway.conftest import EAST, WEST, Cloud
from tests.support.plugin import FailedError, HalfMadeError, State


def test_a_domain_tells_the_records_that_it_needs(ready: Cloud) -> None:
    assert ready.domain() == "create"
    outputs, (row,) = ready.stack["domain"].outputs, ready.live("custom_domains")
    assert outputs["cnameTarget"] == row["target"]
    assert outputs["verificationToken"] == row["verification"]
    assert outputs["verified"] is False
    assert {each["recordType"] for each in outputs["dnsRecords"]} >= {"CNAME"}


def test_a_domain_is_not_waited_for_until_it_is_verified_as_its_records_come_after_it(ready: Cloud) -> None:
    ready.domain()
    ready.fake.verify("api.sayar.example")
    found = ready.stack.refresh("domain")
    assert found is not None
    assert (found.outputs["verified"], found.outputs["status"]) == (True, "VALID")
    assert ready.domain() == "same"


def test_records_that_come_late_are_waited_for(ready: Cloud) -> None:
    ready.fake.dns_lag = ready.fake.list_lag = 3
    assert ready.domain() == "create"
    assert ready.stack["domain"].outputs["cnameTarget"]


def test_a_domain_whose_records_do_not_come_stays_in_the_state_and_is_finished_later(ready: Cloud) -> None:
    ready.fake.dns_lag = 10_000
    with pytest.raises(HalfMadeError, match="is made, but not ready"):
        ready.domain()
    ready.fake.dns_lag = 0
    assert ready.domain() == "update"
    assert ready.stack["domain"].outputs["cnameTarget"]
    assert ready.asked("customDomainCreate") == 1


def test_a_domains_port_changes_in_place_and_its_name_does_not(ready: Cloud) -> None:
    ready.domain()
    assert ready.domain(targetPort=8080) == "update"
    (row,) = ready.live("custom_domains")
    assert row["target_port"] == 8080
    state = ready.stack["domain"]
    assert ready.stack.plugin.diff(state, {**state.inputs, "domain": "b.sayar.example"}).replaces == ("domain",)


def test_a_domain_that_another_service_has_is_refused_in_railways_words(ready: Cloud) -> None:
    ready.service("web")
    ready.domain()
    ready.stack.resources.pop("domain")
    with pytest.raises(FailedError, match=r"CustomDomain 'domain': customDomainCreate at Railway: refused: "):
        ready.domain(service="web")


def test_a_domain_is_imported_by_environment_service_and_name(ready: Cloud) -> None:
    ready.domain()
    state = ready.stack["domain"]
    identity = f"{ready.environment_id}/{ready.stack['api'].id}/api.sayar.example"
    assert ready.stack.imported("domain", state.type, identity).inputs == state.inputs
    assert ready.stack["domain"].id == state.id
    with pytest.raises(FailedError, match="give ENVIRONMENT/SERVICE/NAME"):
        ready.stack.imported("domain", state.type, state.id)


@pytest.mark.parametrize("effect", ["drop_after", "500", "429"])
@pytest.mark.parametrize("mutation", ["customDomainCreate", "egressGatewayAssociationCreate", "volumeCreate"])
def test_a_create_whose_answer_is_lost_is_done_once(ready: Cloud, mutation: str, effect: str) -> None:
    ready.fault(mutation, effect, after=effect == "500")
    ready.domain()
    ready.egress()
    ready.volume()
    assert [len(ready.live(kind)) for kind in ("custom_domains", "egress", "volumes")] == [1, 1, 1]


@pytest.mark.parametrize("name", ["domain", "egress", "volume"])
def test_deleted_twice_is_no_error(ready: Cloud, name: str) -> None:
    getattr(ready, name)()
    state = ready.stack[name]
    ready.fault("*Delete", "drop_after")
    ready.fault("*Clear", "drop_after")
    ready.stack.down(name)
    ready.stack.plugin.delete(state)
    assert [len(ready.live(kind)) for kind in ("custom_domains", "egress", "volumes")] == [0, 0, 0]
    assert ready.stack.plugin.read(state) is None


def test_fixed_addresses_are_outputs_and_need_a_plan(ready: Cloud) -> None:
    ready.fake.plan = "HOBBY"
    with pytest.raises(FailedError, match="egressGatewayAssociationCreate at Railway: refused: "):
        ready.egress()
    ready.fake.plan = "PRO"
    assert ready.egress() == "create"
    outputs = ready.stack["egress"].outputs
    assert len(outputs["addresses"]) == 3
    assert outputs["addresses"] == sorted(outputs["addresses"])


def test_another_region_of_fixed_addresses_deletes_first_and_the_same_one_said_later_is_no_change(ready: Cloud) -> None:
    ready.egress(region=EAST)
    assert ready.egress() == "same"
    assert ready.egress(region=EAST) == "same"
    state = ready.stack["egress"]
    diff = ready.stack.plugin.diff(state, {**state.inputs, "region": WEST})
    assert (diff.replaces, diff.delete_first) == (("region",), True)


def test_a_volume_is_made_named_and_grown_and_does_not_shrink(ready: Cloud) -> None:
    assert ready.volume(name="data", sizeMb=60_000) == "create"
    assert ready.volume(name="files", sizeMb=70_000) == "update"
    (row,), (place,) = ready.live("volumes"), ready.live("volume_instances")
    assert row["name"] == "files"
    assert place["size_mb"] == 70_000
    with pytest.raises(
        FailedError, match="sizeMb: 100 is less than the 70000 MB that it has, and a volume never shrinks"
    ):
        ready.volume(name="files", sizeMb=100)
    assert ready.volume() == "same"


def test_a_volume_that_could_not_be_finished_stays_in_the_state(ready: Cloud) -> None:
    ready.fault("volumeUpdate", "refuse", message="no such name")
    with pytest.raises(HalfMadeError, match="the volume is made, but: volumeUpdate at Railway: refused: no such name"):
        ready.volume(name="data")
    assert ready.volume(name="data") == "update"
    assert [row["name"] for row in ready.live("volumes")] == ["data"]
    assert ready.asked("volumeCreate") == 1


def test_a_volume_moves_to_another_service_and_is_imported(ready: Cloud) -> None:
    ready.service("queue")
    ready.volume(name="data")
    assert ready.volume("queue", mountPath="/files", name="data") == "update"
    (place,) = ready.live("volume_instances")
    assert (place["service_id"], place["mount_path"]) == (ready.stack["queue"].id, "/files")
    state = ready.stack["volume"]
    found = ready.stack.imported("volume", state.type, f"{ready.environment_id}/{state.id}")
    assert found.id == state.id
    assert ready.volume("queue", mountPath="/files", name="data") == "same"


def test_a_volume_in_another_region_is_another_volume(ready: Cloud) -> None:
    ready.volume()
    state = ready.stack["volume"]
    assert ready.stack.plugin.diff(state, {**state.inputs, "region": WEST}).replaces == ("region",)
    assert not ready.stack.plugin.diff(state, {**state.inputs, "region": state.outputs["region"]}).changes


def test_a_usage_limit_is_soft_unless_asked_and_goes(cloud: Cloud) -> None:
    def limit(**bounds: int) -> str:
        return cloud.up("UsageLimit", "limit", workspaceId=cloud.fake.workspace_id, **bounds)

    assert limit(softLimitDollars=20) == "create"
    assert cloud.live("usage_limits") == [{"soft": 20, "hard": None}]
    assert limit(softLimitDollars=20, hardLimitDollars=40) == "update"
    assert limit(softLimitDollars=25) == "update"
    assert cloud.live("usage_limits") == [{"soft": 25, "hard": None}]
    state = cloud.stack["limit"]
    assert cloud.stack.imported("limit", state.type, state.id).inputs == state.inputs
    cloud.stack.down("limit")
    cloud.stack.plugin.delete(state)
    assert cloud.fake.empty


@pytest.mark.parametrize(
    ("bounds", "path"),
    [
        ({"softLimitDollars": 4}, "softLimitDollars"),
        ({"softLimitDollars": 5, "hardLimitDollars": 9}, "hardLimitDollars"),
        ({"softLimitDollars": 50, "hardLimitDollars": 20}, "hardLimitDollars"),
    ],
)
def test_a_limit_that_railway_would_refuse_is_refused_before(cloud: Cloud, bounds: dict[str, int], path: str) -> None:
    faults = cloud.stack.plugin.check("railway:index:UsageLimit", {"workspaceId": "w", **bounds})
    assert set(faults) == {path}


@pytest.mark.parametrize("name", ["", "Api.sayar.example", "api", "api..example", "-a.example", "a" * 250 + ".example"])
def test_what_is_no_name_of_a_host_is_refused_before(cloud: Cloud, name: str) -> None:
    inputs = {"projectId": "p", "environmentId": "e", "serviceId": "s", "domain": name}
    assert set(cloud.stack.plugin.check("railway:index:CustomDomain", inputs)) == {"domain"}


def test_reading_one_that_never_was_is_no_error(ready: Cloud) -> None:
    state = State("railway:index:UsageLimit", "limit", f"{ready.fake.workspace_id}/usage", {}, {})
    assert ready.stack.plugin.read(state) is None
