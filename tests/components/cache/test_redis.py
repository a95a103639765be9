"""Redis on Railway: a service a node, private, with what must last on a protected volume."""

import json
import re
from typing import Any

import pytest

from components.cache.redis import START, RedisStores
from tests.components.cache.made import COMPONENT, INSTANCE, PASSWORD, SERVICE, VOLUME, Made, canary, stores
from tests.components.cache.specs import AVAILABLE, CACHE, KEYS, QUEUE, external, spec
from tests.support.mocks import UNKNOWN, Secret, fake_providers, record


@pytest.fixture(scope="module")
def small() -> Made:
    return stores(spec(CACHE, {**CACHE, "region": "eu-west"}, KEYS, QUEUE))


@pytest.fixture(scope="module")
def available() -> Made:
    return stores(spec(AVAILABLE))


def test_a_store_is_a_service_with_an_instance_and_a_password_and_one_that_lasts_has_a_volume(small: Made) -> None:
    caches, lasting = ("cache-us-east", "cache-eu-west"), ("idempotency-us-east", "queue-us-east")
    every = {
        (type_, f"{store}{end}")
        for store in (*caches, *lasting)
        for type_, end in ((SERVICE, ""), (INSTANCE, "-instance"), (PASSWORD, "-password"))
    }
    assert small.names() == every | {(VOLUME, f"{store}-volume") for store in lasting}


def test_what_holds_state_and_every_password_is_protected(small: Made) -> None:
    """A cache has no volume to lose; its password was given to clients and cannot be had back."""
    protected = {row.name for row in small.recording.custom() if row.protect}
    assert protected == {
        "cache-us-east-password",
        "cache-eu-west-password",
        "idempotency-us-east-volume",
        "queue-us-east-volume",
        "idempotency-us-east-password",
        "queue-us-east-password",
    }
    kept = stores(spec({**CACHE, "append_log": "on", "max_memory_gb": 0.5, "volume_gb": 1}))
    assert kept.recording.one(VOLUME, "cache-us-east-volume").protect is None


def test_every_child_has_the_component_as_parent_and_an_explicit_provider(small: Made, available: Made) -> None:
    words = re.compile(r"starter|growth|scale|enterprise|prod")
    for row in (*small.recording.custom(), *available.recording.custom()):
        assert row.parent.endswith(f"{COMPONENT}::redis"), row.name
        assert f"::{'random' if row.type == PASSWORD else 'railway'}::" in row.provider, row.name
        assert None not in row.inputs.values(), row.name
        assert not words.search(row.name), row.name


def test_a_node_runs_the_pinned_image_in_its_region_and_nothing_of_it_is_public(small: Made) -> None:
    inputs = small.instance("cache-eu-west")
    assert {key: inputs[key] for key in inputs if key not in ("variables", "sealedVariables", "serviceId")} == {
        "environmentId": "env-1",
        "image": "redis:8.4.7-alpine",
        "regions": {"europe-west4-drams3a": {"numReplicas": 1}},
        "limits": {"vcpu": 1, "memoryGb": 1},
        # Railway ends a container at once unless it is told to wait for the log.
        "drainingSeconds": 10,
        "startCommand": START,
        "restartPolicyType": "ALWAYS",
        "sleepApplication": False,
    }
    assert not {row.type for row in small.recording.custom()} - {SERVICE, INSTANCE, VOLUME, PASSWORD}


def test_versions_have_images_of_their_own() -> None:
    assert stores(spec(CACHE, version="7")).instance("cache-us-east")["image"] == "redis:7.4.11-alpine"


def test_a_volume_is_in_the_store_s_region_and_there_before_the_first_start(small: Made) -> None:
    volume = small.recording.one(VOLUME, "queue-us-east-volume")
    assert {**volume.inputs, "serviceId": None} == {
        "projectId": "project-1",
        "environmentId": "env-1",
        "serviceId": None,
        "mountPath": "/data",
        "region": "us-east4-eqdc4a",
        "sizeMb": 1500,
    }
    assert volume.urn in small.recording.one(INSTANCE, "queue-us-east-instance").depends_on
    service = small.recording.one(SERVICE, "queue-us-east").urn
    assert volume.property_dependencies["serviceId"] == (service,)


def test_the_password_is_sealed_and_nowhere_in_plain(small: Made, available: Made) -> None:
    for made in (small, available):
        for row in made.recording.of(INSTANCE):
            assert row.inputs["sealedVariables"]["REDIS_PASSWORD"] == Secret(canary("1")), row.name
        for row in made.recording:
            plain = {key: value for key, value in row.inputs.items() if key != "sealedVariables"}
            assert canary("1") not in repr(plain), row.name
        assert canary("1") not in repr(made.recording.outputs)


def test_a_password_is_as_long_as_the_spec_says_and_a_generation_makes_a_new_one() -> None:
    made = stores(spec(CACHE, password={"length": 48, "generation": 3}))
    assert made.recording.one(PASSWORD, "cache-us-east-password").inputs == {
        "length": 48,
        "special": False,
        "keepers": {"generation": "3"},
    }
    assert made.urls["cache", "us-east"].startswith(f"redis://default:{canary('3').replace('/', '%2F')[:-1]}%40@")


def test_clients_reach_a_single_node_by_its_service_name_on_the_private_network(small: Made) -> None:
    assert {row.name: row.inputs["name"] for row in small.recording.of(SERVICE)}["queue-us-east"] == (
        "redis-queue-us-east"
    )
    assert small.urls == {
        (use, region): f"redis://default:canary%2F1%40@redis-{use}-{region}.railway.internal:6379"
        for use, region in (
            ("cache", "us-east"),
            ("cache", "eu-west"),
            ("idempotency", "us-east"),
            ("queue", "us-east"),
        )
    }


@pytest.mark.parametrize("preview", [False, True])
def test_every_url_is_secret_also_where_it_is_not_known_yet(preview: bool) -> None:
    made = stores(spec(CACHE, AVAILABLE), preview=preview)
    assert made.secret == {("cache", "us-east"): True, ("queue", "us-east"): True}


def test_a_first_preview_knows_no_password_and_makes_the_same_resources(available: Made) -> None:
    made = stores(spec(AVAILABLE), preview=True)
    assert made.names() == available.names()
    assert made.instance("queue-us-east")["sealedVariables"]["REDIS_PASSWORD"] in (UNKNOWN, Secret(UNKNOWN))


def test_becoming_highly_available_keeps_the_first_node_its_volume_and_its_password(available: Made) -> None:
    single = stores(spec(QUEUE))
    assert single.names() < available.names()
    assert single.recording.one(VOLUME).inputs == available.recording.one(VOLUME, "queue-us-east-volume").inputs
    assert single.recording.one(SERVICE).inputs == available.recording.one(SERVICE, "queue-us-east").inputs
    more = {name for _, name in available.names() - single.names()}
    assert more == {
        *(f"queue-us-east-{at}{end}" for at in (2, 3) for end in ("", "-instance", "-volume")),
        "queue-us-east-entry",
        "queue-us-east-entry-instance",
    }


def test_clients_of_several_nodes_go_to_the_proxy_that_knows_the_master(available: Made) -> None:
    assert available.urls == {
        ("queue", "us-east"): "redis://default:canary%2F1%40@redis-queue-us-east-entry.railway.internal:6379"
    }
    proxy = available.instance("queue-us-east-entry")
    assert proxy["image"] == "haproxy:3.2.24-alpine"
    # Two, as one proxy would be what fails for all nodes.
    assert proxy["regions"] == {"us-east4-eqdc4a": {"numReplicas": 2}}
    for host in ("redis-queue-us-east", "redis-queue-us-east-2", "redis-queue-us-east-3"):
        assert f"{host}.railway.internal:6379" in proxy["variables"]["HAPROXY_CONFIG"]


def test_every_node_of_a_store_with_state_has_a_protected_volume(available: Made) -> None:
    volumes = {row.name: row.protect for row in available.recording.of(VOLUME)}
    assert volumes == {f"queue-us-east{end}-volume": True for end in ("", "-2", "-3")}
    assert available.instance("queue-us-east-2")["drainingSeconds"] == 20


def test_all_that_was_made_can_be_found_by_use_and_region(available: Made) -> None:
    assert available.resources is not None
    store = available.resources.stores["queue", "us-east"]
    assert len(store.nodes) == 3
    assert all(node.volume is not None for node in store.nodes)
    assert store.entry is not None
    assert store.entry.volume is None


def test_the_component_tells_the_hosts(small: Made) -> None:
    outputs = small.recording.outputs[small.recording.one(COMPONENT).urn]
    assert outputs["hosts"]["cache-eu-west"] == "redis-cache-eu-west.railway.internal"
    assert set(outputs) == {"hosts"}


@pytest.mark.parametrize("kind", ["none", "external"])
def test_stores_that_are_elsewhere_are_not_made_here(kind: str) -> None:
    other: Any = external({"use": "cache", "region": "us-east", "secret": "redis"})
    if kind == "none":
        other = type(other).model_validate_json(json.dumps({"store": {"kind": "none"}}))
    with pytest.raises(ValueError, match=f"makes stores on Railway, not {kind}"):
        record(lambda: RedisStores("redis", other, fake_providers(), project_id="p", environment_id="e"))
