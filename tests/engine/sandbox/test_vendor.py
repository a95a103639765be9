"""What the stand-in vendor does with an order, apart from the protocol."""

from pathlib import Path
from typing import Any

import pytest

from sayar.engine.sandbox.schema import Property, ResourceSchema, Unique
from sayar.engine.sandbox.vendor import RefusedError, Vendor, as_read, planned_create, planned_update
from sayar.engine.sandbox.wire import UNKNOWN, plain, secret
from sayar.engine.sandbox.world import World

_SERVICE = ResourceSchema(
    token="x:index:Service",
    inputs={
        "name": Property("string", required=True),
        "slug": Property("string", computed=True),
        "plan": Property("string", default="free"),
        "env": Property("map", items=Property("string")),
        "token": Property("string", secret=True),
    },
    outputs={"url": Property("string", made="https://{name}.example"), "key": Property("string", secret=True)},
    unique=(Unique(("name",)),),
)
_URN = "urn:pulumi:prod::sayar::x:index:Service::one"


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    return Vendor(World(tmp_path / "world.json"))


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain(values).items() if name in ("url", "key", "slug", "plan")}


def test_the_preview_of_a_create_knows_inputs_and_defaults_and_nothing_else() -> None:
    assert planned_create(_SERVICE, {"name": "a"}) == {
        "name": "a",
        "slug": UNKNOWN,
        "plan": "free",
        "url": UNKNOWN,
        "key": secret(UNKNOWN),
    }


def test_an_input_that_the_program_gives_is_never_unknown_or_defaulted() -> None:
    planned = planned_create(_SERVICE, {"name": "a", "slug": "s", "plan": "pro"})
    assert (planned["slug"], planned["plan"]) == ("s", "pro")


def test_an_output_made_of_an_input_follows_it_and_the_others_stay(vendor: Vendor) -> None:
    identity, made = vendor.create(_SERVICE, _URN, {"name": "a"})
    assert made["url"] == "https://a.example"
    planned = planned_update(_SERVICE, made, {"name": "a"}, {"name": "b"}, all_unknown=False)
    assert planned == made | {"name": "b", "url": UNKNOWN}
    assert vendor.update(_SERVICE, identity, {"name": "b"}) == made | {"name": "b", "url": "https://b.example"}


def test_an_output_made_of_an_input_is_known_while_that_input_stays(vendor: Vendor) -> None:
    _, made = vendor.create(_SERVICE, _URN, {"name": "a"})
    new = {"name": "a", "env": {"A": "1"}}
    assert planned_update(_SERVICE, made, {"name": "a"}, new, all_unknown=False) == made | new


def test_what_the_vendor_changed_by_itself_is_kept_by_an_update(vendor: Vendor) -> None:
    identity, _ = vendor.create(_SERVICE, _URN, {"name": "a"})
    vendor.world.drift(_SERVICE.token, identity, {"key": "rotated"})
    assert vendor.update(_SERVICE, identity, {"name": "a"})["key"] == secret("rotated")


def test_what_the_vendor_fills_in_keeps_the_value_that_the_program_gave_it_last(vendor: Vendor) -> None:
    """Optional and computed at once, as bridged providers call it: left out, it is not set back."""
    identity, _ = vendor.create(_SERVICE, _URN, {"name": "a", "slug": "mine"})
    assert vendor.update(_SERVICE, identity, {"name": "b"})["slug"] == "mine"
    assert vendor.update(_SERVICE, identity, {"name": "b", "slug": "other"})["slug"] == "other"


def test_a_property_that_the_program_no_longer_gives_is_gone(vendor: Vendor) -> None:
    identity, _ = vendor.create(_SERVICE, _URN, {"name": "a", "env": {"A": "1"}})
    vendor.update(_SERVICE, identity, {"name": "a"})
    assert "env" not in vendor.world.things()[0].properties


def test_an_update_may_keep_its_own_name_but_not_take_that_of_another(vendor: Vendor) -> None:
    identity, _ = vendor.create(_SERVICE, _URN, {"name": "a"})
    vendor.create(_SERVICE, f"{_URN}-two", {"name": "b"})
    vendor.update(_SERVICE, identity, {"name": "a", "plan": "pro"})
    with pytest.raises(RefusedError, match="with name b exists already"):
        vendor.update(_SERVICE, identity, {"name": "b"})
    assert {thing.properties["name"] for thing in vendor.world.things()} == {"a", "b"}, (
        "a refused order changes nothing"
    )


def test_drift_inside_a_secret_map_is_read_as_a_secret(vendor: Vendor) -> None:
    inputs = {"name": "a", "env": {"OPEN": "1", "HIDDEN": secret("2")}, "token": "t"}
    identity, made = vendor.create(_SERVICE, _URN, inputs)
    assert made["token"] == secret("t"), "the SDK treats it as a secret, so the state does too"
    vendor.world.drift(_SERVICE.token, identity, {"env": {"OPEN": "3", "HIDDEN": "4"}})
    thing = vendor.read(_SERVICE, identity)
    assert thing is not None
    read_inputs, state = as_read(_SERVICE, thing, inputs, made)
    assert read_inputs["env"] == state["env"] == {"OPEN": "3", "HIDDEN": secret("4")}
    assert state["key"] == made["key"]


def test_an_id_that_is_made_of_inputs_is_refused_a_second_time(vendor: Vendor) -> None:
    single = ResourceSchema(token="x:index:S", inputs={"zone": Property("string")}, outputs={}, id="{zone}/settings")
    assert vendor.create(single, _URN, {"zone": "z"})[0] == "z/settings"
    with pytest.raises(RefusedError, match=r"x:index:S z/settings exists already"):
        vendor.create(single, f"{_URN}-two", {"zone": "z"})


def test_an_output_that_the_program_declared_secret_stays_one_when_drift_is_read(vendor: Vendor) -> None:
    identity, made = vendor.create(_SERVICE, _URN, {"name": "a"})
    vendor.world.drift(_SERVICE.token, identity, {"url": "https://moved.example"})
    thing = vendor.read(_SERVICE, identity)
    assert thing is not None
    _, state = as_read(_SERVICE, thing, {"name": "a"}, made | {"url": secret(made["url"])})
    assert state["url"] == secret("https://moved.example")


def test_what_is_inside_of_an_object_goes_with_it_and_what_is_elsewhere_stays(vendor: Vendor) -> None:
    zone = ResourceSchema("x:index:Zone", {"name": Property("string")}, {}, takes_along="zoneId")
    record = ResourceSchema("x:index:Record", {"zoneId": Property("string"), "name": Property("string")}, {})
    one, _ = vendor.create(zone, _URN, {"name": "one"})
    other, _ = vendor.create(zone, f"{_URN}-other", {"name": "other"})
    for place, home in enumerate((one, other)):
        vendor.create(record, f"{_URN}-record-{place}", {"zoneId": home, "name": "www"})
    vendor.delete(zone, one)
    left = [(thing.type, thing.properties.get("zoneId")) for thing in vendor.world.things()]
    assert left == [("x:index:Zone", None), ("x:index:Record", other)]
