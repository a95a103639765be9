"""Scale as the program composes it: who is told of what, and what depends on which region."""

from typing import Any

import pytest

from infra.config.check import resolve
from infra.config.layers import Layer
from sayar.graph.model import Graph, Resource, Secret
from sayar.platform import record_config
from tests.infra.projects import values

INSTANCE = "railway:index:ServiceInstance"
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
OWN = {"platform.domain": "shop.dev"}
GIVEN = {**OWN, "telemetry.endpoint": "https://otlp.vendor.dev", "keys.dumps": KEY}
CANARY = "canary-credential"


def recorded(changes: dict[str, Any] | None = None, *, secrets: dict[str, str] | None = None) -> Graph:
    said = {**values("scale", changes), "secrets": secrets or {}}
    return record_config(resolve("prod", "scale", [Layer("file", said)]), stack="prod").graph


@pytest.fixture(scope="module")
def scale() -> Graph:
    return recorded()


def instance(graph: Graph, name: str) -> Resource:
    (found,) = [one for one in graph.resources if (one.type, one.name) == (INSTANCE, f"{name}-instance")]
    return found


def sealed(resource: Resource) -> set[str]:
    """The names of the sealed variables, which are no secret."""
    told = resource.inputs["sealedVariables"]
    names: set[str] = set(told.value if isinstance(told, Secret) else told)
    return names


def needs(resource: Resource, key: str) -> set[str]:
    """The logical names of what a property is made of."""
    return {urn.rpartition("::")[2] for urn in resource.property_dependencies[key]}


def test_services_of_each_region_read_from_the_replica_and_the_cache_beside_them(scale: Graph) -> None:
    near, far = instance(scale, "api-eu-west"), instance(scale, "api")
    assert {"DATABASE_READ_URLS", "REDIS_CACHE_URL"} <= sealed(near)
    assert {"replica-eu-west", "cache-eu-west-password"} <= needs(near, "sealedVariables")
    assert "cache-us-east-password" not in needs(near, "sealedVariables")
    assert "DATABASE_READ_URLS" not in sealed(far)
    assert "cache-us-east-password" in needs(far, "sealedVariables")
    assert near.inputs["variables"]["DATABASE_READ_MAX_LAG_S"] == "30"


def test_keys_and_jobs_have_one_home_for_all_regions(scale: Graph) -> None:
    for name in ("webhook", "webhook-eu-west"):
        assert {"queue-us-east-password", "idempotency-us-east-password"} <= needs(
            instance(scale, name), "sealedVariables"
        )


def test_everybody_who_connects_to_the_database_is_let_in(scale: Graph) -> None:
    (access,) = [one for one in scale.resources if one.type == "supabase:index:NetworkRestrictions"]
    services = {f"{role}{end}" for role in ("api", "webhook", "feed") for end in ("", "-eu-west")}
    assert needs(access, "allowedCidrs") == {f"{name}-egress" for name in (*services, "dumps")}


def test_no_store_has_a_public_name_or_port(scale: Graph) -> None:
    stores = [one for one in scale.resources if "RedisStores" in one.urn and one.type == INSTANCE]
    assert len(stores) == 4
    assert not [one for one in stores if "tcpProxies" in one.inputs]
    named = [one.name for one in scale.resources if one.type == "railway:index:CustomDomain"]
    assert not [name for name in named if name.startswith(("cache", "queue", "idempotency"))]


def test_every_service_is_told_where_telemetry_goes_and_with_which_credential() -> None:
    graph = recorded(GIVEN, secrets={"telemetry": CANARY})
    for role in ("api", "webhook", "feed"):
        for end in ("", "-eu-west"):
            told = instance(graph, f"{role}{end}")
            assert told.inputs["variables"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == "https://otlp.vendor.dev"
            assert told.inputs["variables"]["OTEL_TRACES_SAMPLER_ARG"] == "0.05"
            assert "OTEL_EXPORTER_OTLP_HEADERS" in sealed(told)


def test_a_credential_goes_to_nobody_but_the_endpoint_that_it_was_given_for() -> None:
    """With a domain of one's own the shipped endpoint counts for nothing, and so the credential has nowhere to go."""
    graph = recorded(OWN, secrets={"telemetry": CANARY})
    api = instance(graph, "api")
    assert api.inputs["variables"]["OTEL_TRACES_EXPORTER"] == "none"
    assert "OTEL_EXPORTER_OTLP_HEADERS" not in sealed(api)
    assert CANARY not in repr(graph)


def test_dumps_are_taken_only_for_somebody_who_can_read_them() -> None:
    types = {key: {one.type for one in recorded(changes).resources} for key, changes in (("own", OWN), ("key", GIVEN))}
    assert "cloudflare:index/r2Bucket:R2Bucket" in types["own"]
    assert "sayar:backup:DumpJob" not in types["own"]
    assert "cloudflare:index/accountToken:AccountToken" not in types["own"], "a token that nobody uses is a risk"
    assert "sayar:backup:DumpJob" in types["key"]


def test_a_store_of_one_s_own_is_told_to_the_services_and_makes_nothing() -> None:
    rows = [{"use": "cache", "region": "us-east", "secret": "redis-cache"}]
    changes = {"cache.store": {"kind": "external", "stores": rows}}
    graph = recorded(changes, secrets={"redis-cache": CANARY})
    assert "sayar:cache:RedisStores" not in {one.type for one in graph.resources}
    for name in ("api", "api-eu-west"):
        assert "REDIS_CACHE_URL" in sealed(instance(graph, name))
        assert "REDIS_QUEUE_URL" not in sealed(instance(graph, name))
    assert CANARY not in repr([one.inputs["variables"] for one in graph.resources if one.type == INSTANCE])
