"""The provider over its own protocol, asked in the order in which the engine asks."""

import threading
from dataclasses import replace
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from sayar.engine.sandbox.faults import Fault, written
from sayar.engine.sandbox.schema import PackageSchema
from sayar.engine.sandbox.settings import Settings
from sayar.engine.sandbox.wire import UNKNOWN, decoded, encoded, is_secret, plain, secret
from sayar.engine.sandbox.world import World

_ZONE = "cloudflare:index/zone:Zone"
_RECORD = "cloudflare:index/dnsRecord:DnsRecord"
_RULESET = "cloudflare:index/ruleset:Ruleset"
_PASSWORD = "random:index/randomPassword:RandomPassword"
_ZONE_INPUTS = {"name": "sayar.example", "account": {"id": "0" * 32}}
_RECORD_INPUTS = {"zoneId": "z", "name": "api.sayar.example", "type": "CNAME", "content": "up.example", "ttl": 300}


def _urn(token: str, name: str = "one") -> str:
    return f"urn:pulumi:prod::sayar::sayar:edge:Zone${token}::{name}"


class Engine:
    """Asks a provider as the engine does."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub

    def create(self, token: str, inputs: dict[str, Any], *, preview: bool = False, name: str = "one") -> Any:
        request = provider_pb2.CreateRequest(urn=_urn(token, name), properties=encoded(inputs), preview=preview)
        return self.stub.Create(request)

    def diff(self, token: str, identity: str, old: dict[str, Any], new: dict[str, Any]) -> Any:
        request = provider_pb2.DiffRequest(
            id=identity, urn=_urn(token), olds=encoded(old), old_inputs=encoded(old), news=encoded(new)
        )
        return self.stub.Diff(request)

    def update(self, token: str, made: Any, old: dict[str, Any], new: dict[str, Any], *, preview: bool = False) -> Any:
        request = provider_pb2.UpdateRequest(
            id=made.id,
            urn=_urn(token),
            olds=made.properties,
            old_inputs=encoded(old),
            news=encoded(new),
            preview=preview,
        )
        return self.stub.Update(request)

    def delete(self, token: str, identity: str) -> None:
        self.stub.Delete(provider_pb2.DeleteRequest(id=identity, urn=_urn(token)))

    def read(self, token: str, identity: str, inputs: Any = None, state: Any = None) -> Any:
        request = provider_pb2.ReadRequest(
            id=identity, urn=_urn(token), inputs=encoded(inputs or {}), properties=state or encoded({})
        )
        return self.stub.Read(request)

    def check(self, token: str, inputs: dict[str, Any]) -> list[tuple[str, str]]:
        answer = self.stub.Check(provider_pb2.CheckRequest(urn=_urn(token), news=encoded(inputs)))
        assert decoded(answer.inputs) == inputs, "checked inputs come back as they went"
        return [(each.property, each.reason) for each in answer.failures]


@pytest.fixture
def cloudflare(serve: Any) -> Engine:
    return Engine(serve("cloudflare"))


@pytest.fixture
def world(settings: Settings) -> World:
    return World(settings.world)


def _refusal(caught: Any) -> str:
    return str(caught.value.details())


def test_the_provider_takes_secrets_and_needs_no_credential(cloudflare: Engine) -> None:
    assert cloudflare.stub.Handshake(provider_pb2.ProviderHandshakeRequest()).accept_secrets
    answer = cloudflare.stub.Configure(provider_pb2.ConfigureRequest(args=encoded({})))
    assert answer.supportsPreview
    assert answer.acceptSecrets


def test_a_preview_makes_nothing_and_what_the_vendor_makes_is_unknown(cloudflare: Engine, world: World) -> None:
    answer = cloudflare.create(_ZONE, _ZONE_INPUTS, preview=True)
    values = decoded(answer.properties)
    assert answer.id == ""
    assert values["name"] == "sayar.example"
    assert values["nameServers"] == UNKNOWN
    assert world.things() == ()


def test_what_is_made_is_in_the_world_with_all_that_was_promised(cloudflare: Engine, world: World) -> None:
    answer = cloudflare.create(_ZONE, _ZONE_INPUTS)
    values = decoded(answer.properties)
    (zone,) = world.things(_ZONE)
    assert (zone.id, zone.properties) == (answer.id, plain(values))
    assert len(values["nameServers"]) == 2
    assert set(values) == set(decoded(cloudflare.create(_ZONE, _ZONE_INPUTS, preview=True).properties))


def test_equal_inputs_are_no_change(cloudflare: Engine) -> None:
    answer = cloudflare.diff(_RECORD, "i", _RECORD_INPUTS, _RECORD_INPUTS)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert not answer.detailedDiff


def test_a_change_is_told_by_path_and_kind(cloudflare: Engine) -> None:
    answer = cloudflare.diff(
        _RECORD, "i", _RECORD_INPUTS, _RECORD_INPUTS | {"ttl": 60, "comment": "c", "type": UNKNOWN}
    )
    kinds = provider_pb2.PropertyDiff
    assert {path: each.kind for path, each in answer.detailedDiff.items()} == {
        "ttl": kinds.UPDATE,
        "comment": kinds.ADD,
        # A value that is not known yet may be another one, so the engine must plan for a replacement.
        "type": kinds.UPDATE_REPLACE,
    }
    assert list(answer.replaces) == ["type"]


def test_an_update_keeps_what_the_vendor_made(cloudflare: Engine, world: World) -> None:
    made = cloudflare.create(_RECORD, _RECORD_INPUTS)
    new = _RECORD_INPUTS | {"content": "down.example"}
    planned = decoded(cloudflare.update(_RECORD, made, _RECORD_INPUTS, new, preview=True).properties)
    assert plain(world.things()[0].properties)["content"] == "up.example", "a preview changes nothing"
    done = decoded(cloudflare.update(_RECORD, made, _RECORD_INPUTS, new).properties)
    assert planned == done == decoded(made.properties) | {"content": "down.example"}
    assert world.things()[0].properties["content"] == "down.example"


def test_with_the_option_every_computed_output_is_unknown_in_the_preview_of_an_update(
    serve: Any, settings: Settings
) -> None:
    engine = Engine(serve("cloudflare", replace(settings, options=frozenset({"unknown_on_update"}))))
    made = engine.create(_RECORD, _RECORD_INPUTS)
    new = _RECORD_INPUTS | {"ttl": 60}
    planned = decoded(engine.update(_RECORD, made, _RECORD_INPUTS, new, preview=True).properties)
    assert planned["createdOn"] == UNKNOWN
    assert planned["ttl"] == 60
    assert decoded(engine.update(_RECORD, made, _RECORD_INPUTS, new).properties)["createdOn"] != UNKNOWN


def test_a_replacement_has_an_id_of_its_own_so_deleting_the_old_one_leaves_it(cloudflare: Engine, world: World) -> None:
    old = cloudflare.create(_RECORD, _RECORD_INPUTS)
    new = cloudflare.create(_RECORD, _RECORD_INPUTS | {"zoneId": "other"})
    cloudflare.delete(_RECORD, old.id)
    assert [thing.id for thing in world.things()] == [new.id]


def test_deleting_what_is_gone_is_no_error(cloudflare: Engine) -> None:
    cloudflare.delete(_RECORD, "gone")


def test_updating_what_is_gone_says_so(cloudflare: Engine, world: World) -> None:
    made = cloudflare.create(_RECORD, _RECORD_INPUTS)
    world.lose(_RECORD, made.id)
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.update(_RECORD, made, _RECORD_INPUTS, _RECORD_INPUTS)
    assert "not there any more" in _refusal(caught)


def test_a_refresh_without_drift_gives_back_what_the_state_has(cloudflare: Engine) -> None:
    inputs = _ZONE_INPUTS | {"account": {"id": secret("0" * 32)}}
    made = cloudflare.create(_ZONE, inputs)
    answer = cloudflare.read(_ZONE, made.id, inputs, made.properties)
    assert decoded(answer.inputs) == inputs
    assert decoded(answer.properties) == decoded(made.properties)


def test_a_refresh_shows_drift_of_declared_properties_and_leaves_undeclared_ones_out_of_the_inputs(
    cloudflare: Engine, world: World
) -> None:
    made = cloudflare.create(_RECORD, _RECORD_INPUTS)
    world.drift(_RECORD, made.id, {"ttl": 60, "comment": "by hand"})
    answer = cloudflare.read(_RECORD, made.id, _RECORD_INPUTS, made.properties)
    assert decoded(answer.inputs) == _RECORD_INPUTS | {"ttl": 60}
    assert decoded(answer.properties)["comment"] == "by hand"


def test_what_was_lost_is_read_with_an_empty_id(cloudflare: Engine) -> None:
    assert cloudflare.read(_RECORD, "gone").id == ""


def test_an_import_reads_every_input_by_the_vendors_import_id(cloudflare: Engine) -> None:
    made = cloudflare.create(_RECORD, _RECORD_INPUTS)
    answer = cloudflare.read(_RECORD, f"z/{made.id}")
    assert answer.id == made.id
    assert decoded(answer.inputs).items() >= _RECORD_INPUTS.items()


def test_a_secret_of_the_vendor_is_a_secret_for_the_engine_and_stays_one_when_read(serve: Any, world: World) -> None:
    engine = Engine(serve("random"))
    made = engine.create(_PASSWORD, {"length": 24})
    result = decoded(made.properties)["result"]
    assert is_secret(result)
    assert len(plain(result)) == 24
    read = decoded(engine.read(_PASSWORD, made.id, {"length": 24}, made.properties).properties)
    assert is_secret(read["result"])
    (thing,) = world.things()
    world.drift(_PASSWORD, thing.id, {"result": "stolen"})
    assert decoded(engine.read(_PASSWORD, made.id, {"length": 24}, made.properties).properties)["result"] == secret(
        "stolen"
    )


@pytest.mark.parametrize(
    ("token", "inputs", "second", "refused"),
    [
        (_RECORD, _RECORD_INPUTS, {"content": "elsewhere.example"}, "name api.sayar.example"),
        (_RECORD, _RECORD_INPUTS | {"type": "A", "content": "192.0.2.1"}, {}, "content 192.0.2.1"),
        (_RULESET, {"zoneId": "z", "name": "a", "kind": "zone", "phase": "ddos_l7"}, {"name": "b"}, "phase ddos_l7"),
        (_ZONE, _ZONE_INPUTS, {}, "name sayar.example"),
    ],
)
def test_a_second_one_is_refused_where_the_vendor_allows_one(
    cloudflare: Engine, world: World, token: str, inputs: dict[str, Any], second: dict[str, Any], refused: str
) -> None:
    cloudflare.create(token, inputs)
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.create(token, inputs | second, name="two")
    assert refused in _refusal(caught)
    assert "exists already" in _refusal(caught)
    assert len(world.things()) == 1


def test_two_addresses_on_one_name_are_allowed_though_two_aliases_are_not(cloudflare: Engine, world: World) -> None:
    for number in (1, 2):
        cloudflare.create(_RECORD, _RECORD_INPUTS | {"type": "A", "content": f"192.0.2.{number}"}, name=f"r{number}")
    assert len(world.things()) == 2


def test_faults_of_inputs_come_with_their_paths(cloudflare: Engine) -> None:
    rules = [{"action": "block", "expression": "true"}, {"action": "blok", "expression": "true"}]
    inputs = {
        "zoneId": "z",
        "name": "n",
        "kind": "zone",
        "phase": "http_request_firewall_custom",
        "rules": rules,
        "x": 1,
    }
    found = cloudflare.check(_RULESET, inputs)
    assert [path for path, _ in found] == ["x", "rules[1].action"]


def test_a_type_that_the_sandbox_does_not_know_is_refused_by_name(cloudflare: Engine) -> None:
    assert cloudflare.check("cloudflare:index/new:New", {}) == [
        ("", "the sandbox does not know the type cloudflare:index/new:New")
    ]
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.create("cloudflare:index/new:New", {})
    assert "does not know the type cloudflare:index/new:New" in _refusal(caught)


def test_a_data_source_is_refused_since_it_would_ask_the_real_vendor(cloudflare: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.stub.Invoke(provider_pb2.InvokeRequest(tok="cloudflare:index/getZone:getZone"))
    assert _refusal(caught) == "the sandbox answers no data source: cloudflare:index/getZone:getZone"


def test_a_package_without_a_schema_is_refused_as_soon_as_a_provider_of_it_is_checked(serve: Any) -> None:
    answer = serve("grafana-of-nobody").CheckConfig(provider_pb2.CheckRequest(urn=_urn("x"), news=encoded({})))
    assert [each.reason for each in answer.failures] == ["the sandbox has no schema of package grafana-of-nobody"]


@pytest.mark.parametrize(
    ("config", "faults"),
    [
        ({"apiToken": secret("t"), "version": "6.23.1"}, []),
        ({"apiToken": secret(UNKNOWN)}, []),
        ({"apiTokn": "t"}, ["apiTokn"]),
    ],
)
def test_the_arguments_of_a_provider_are_checked(cloudflare: Engine, config: dict[str, Any], faults: list[str]) -> None:
    answer = cloudflare.stub.CheckConfig(provider_pb2.CheckRequest(urn=_urn("x"), news=encoded(config)))
    assert [each.property for each in answer.failures] == faults


def test_another_token_of_a_provider_replaces_nothing(cloudflare: Engine) -> None:
    olds, news = encoded({"apiToken": "a", "version": "1"}), encoded({"apiToken": "b", "version": "2"})
    answer = cloudflare.stub.DiffConfig(provider_pb2.DiffRequest(urn=_urn("x"), olds=olds, news=news))
    assert list(answer.diffs) == ["apiToken"]
    assert not answer.replaces


_OWN = PackageSchema(
    "own",
    "1.0.0",
    {
        "config": {"retries": {"type": "integer", "maximum": 5}, "region": {"type": "string", "replace": True}},
        "resources": {
            "own:index:T": {"deleteBeforeReplace": True, "inputs": {"n": {"type": "string", "replace": True}}}
        },
    },
)


@pytest.mark.parametrize(("sent", "faults"), [("5", []), ("6", ["retries"]), ('"5"', ["retries"]), (UNKNOWN, [])])
def test_an_argument_that_is_no_text_is_read_from_the_text_it_travels_in(
    serve: Any, sent: str, faults: list[str]
) -> None:
    for value in (sent, secret(sent)):
        request = provider_pb2.CheckRequest(urn=_urn("x"), news=encoded({"retries": value}))
        assert [each.property for each in serve(_OWN).CheckConfig(request).failures] == faults


def test_a_provider_of_another_region_is_another_provider_where_the_schema_says_so(serve: Any) -> None:
    olds, news = encoded({"region": "a", "retries": "1"}), encoded({"region": "b", "retries": "1"})
    answer = serve(_OWN).DiffConfig(provider_pb2.DiffRequest(urn=_urn("x"), olds=olds, news=news))
    assert (list(answer.diffs), list(answer.replaces)) == (["region"], ["region"])


def test_a_type_that_is_deleted_first_by_its_provider_is_so_only_when_it_is_replaced(serve: Any) -> None:
    engine = Engine(serve(_OWN))
    assert engine.diff("own:index:T", "i", {"n": "a"}, {"n": "b"}).deleteBeforeReplace
    assert not engine.diff("own:index:T", "i", {"n": "a"}, {"n": "a"}).deleteBeforeReplace


def test_what_is_unknown_outside_a_preview_is_refused_since_no_vendor_could_take_it(
    cloudflare: Engine, world: World
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.create(_ZONE, _ZONE_INPUTS | {"name": UNKNOWN})
    assert "not known, though this is no preview: name" in _refusal(caught)
    assert world.things() == ()


def _inject(settings: Settings, *faults: Fault) -> None:
    assert settings.faults is not None
    settings.faults.write_text(written(faults), encoding="utf-8")


def test_a_failing_create_makes_nothing_and_the_next_try_works(
    cloudflare: Engine, settings: Settings, world: World
) -> None:
    _inject(settings, Fault("create", _ZONE, message="quota"))
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.create(_ZONE, _ZONE_INPUTS)
    assert _refusal(caught) == "quota"
    assert world.things() == ()
    cloudflare.create(_ZONE, _ZONE_INPUTS)
    assert len(world.things()) == 1


def test_a_create_that_fails_afterwards_leaves_an_object_that_the_engine_does_not_know(
    cloudflare: Engine, settings: Settings, world: World
) -> None:
    _inject(settings, Fault("create", _ZONE, moment="after"))
    with pytest.raises(grpc.RpcError):
        cloudflare.create(_ZONE, _ZONE_INPUTS)
    assert len(world.things()) == 1


def test_a_preview_meets_no_fault_since_it_asks_no_vendor(cloudflare: Engine, settings: Settings) -> None:
    _inject(settings, Fault("create", "*", times=None))
    assert decoded(cloudflare.create(_ZONE, _ZONE_INPUTS, preview=True).properties)["name"] == "sayar.example"


def test_a_hanging_vendor_is_waited_for(cloudflare: Engine, settings: Settings, world: World) -> None:
    _inject(settings, Fault("create", _ZONE, effect="hang", seconds=0.01))
    cloudflare.create(_ZONE, _ZONE_INPUTS)
    assert len(world.things()) == 1


def test_cancelling_ends_the_wait_for_a_hanging_vendor(cloudflare: Engine, settings: Settings, world: World) -> None:
    _inject(settings, Fault("create", _ZONE, effect="hang"))
    failures: list[str] = []

    def create() -> None:
        try:
            cloudflare.create(_ZONE, _ZONE_INPUTS)
        except grpc.RpcError as error:
            failures.append(error.details())

    waiting = threading.Thread(target=create)
    waiting.start()
    cloudflare.stub.Cancel(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty())
    waiting.join(timeout=10)
    assert failures == ["cancelled while it hung"]
    assert world.things() == ()


def test_what_was_cancelled_in_one_run_hangs_again_in_the_next(cloudflare: Engine, settings: Settings) -> None:
    """An engine that attaches cancels at its end; the one after it configures first."""
    _inject(settings, Fault("create", _ZONE, effect="hang", seconds=0.1, times=2))
    cloudflare.stub.Cancel(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty())
    with pytest.raises(grpc.RpcError, match="cancelled while it hung"):
        cloudflare.create(_ZONE, _ZONE_INPUTS)
    cloudflare.stub.Configure(provider_pb2.ConfigureRequest())
    assert cloudflare.create(_ZONE, _ZONE_INPUTS), "it hung for its time, and went on"


def test_a_provider_dies_on_request(cloudflare: Engine, settings: Settings, deaths: list[int]) -> None:
    _inject(settings, Fault("delete", _ZONE, effect="die"))
    with pytest.raises(grpc.RpcError):
        cloudflare.delete(_ZONE, "i")
    assert deaths == [70]


def test_a_broken_faults_file_stops_the_operation_and_says_why(cloudflare: Engine, settings: Settings) -> None:
    assert settings.faults is not None
    settings.faults.write_text("{}", encoding="utf-8")
    with pytest.raises(grpc.RpcError) as caught:
        cloudflare.delete(_ZONE, "i")
    assert "faults file: a faults file is" in _refusal(caught)
