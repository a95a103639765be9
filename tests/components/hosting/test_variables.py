"""Each service is told its own secrets and no others, and no secret is ever in plain text."""

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosting.railway_spec import LoadSpec
from components.hosting.variables import Reading, ServiceVariables, plain, secret
from components.hosting.words import ROLES, Role
from components.monitoring.telemetry import telemetry_variables
from tests.components.hosting.made import CANARIES, GIVEN, GROWN, INSTANCE, SEALED, Made, services
from tests.components.hosting.specs import HOSTS, load, spec
from tests.support.mocks import UNKNOWN, Secret, record

LOAD = LoadSpec(**load(timeout_s=10.0))


@pytest.fixture(scope="module")
def small() -> Made:
    return services(spec())


@pytest.mark.parametrize("role", ROLES)
def test_a_service_is_told_who_it_is_and_where_the_others_are(small: Made, role: str) -> None:
    assert small.instance(role)["variables"] == {
        "SERVICE_ROLE": role,
        "SERVICE_REGION": "us-east",
        "API_URL": "https://api.sayar.example",
        "FEED_URL": "https://feed.sayar.example",
        "WEB_URL": "https://sayar.example",
        "SUPABASE_URL": "https://ref.supabase.example",
        "ORIGIN_SECRET_HEADER": "x-sayar-edge",
        "ORIGIN_SECRET_MODE": "accept",
        # What one replica takes on.
        "MAX_CONCURRENT_REQUESTS": "16",
        "REQUEST_TIMEOUT_MS": "10000",
        "DATABASE_POOL_SIZE": "8",
        "CACHE_TTL_S": "60",
        **telemetry_variables(GIVEN.telemetry, service=role, region="us-east"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_service_gets_the_secrets_of_its_role_and_no_other(small: Made, role: str) -> None:
    assert small.instance(role)["sealedVariables"] == {name: Secret(CANARIES[name]) for name in SEALED[role]}
    others = [value for name, value in CANARIES.items() if name not in SEALED[role]]
    assert not [value for value in others if value in repr(small.instance(role))]


def test_a_service_beside_a_replica_is_told_of_it_and_of_how_stale_it_may_be() -> None:
    near, far = (plain("api", region, HOSTS, LOAD, GIVEN) for region in ("eu-west", "us-east"))
    assert near["DATABASE_READ_MAX_LAG_S"] == "30"
    assert secret("api", "eu-west", GIVEN)["DATABASE_READ_URLS"] == "canary-replica"
    assert "DATABASE_READ_MAX_LAG_S" not in far
    assert "DATABASE_READ_URLS" not in secret("api", "us-east", GIVEN), "without one it reads from the primary"


def test_several_replicas_are_one_variable() -> None:
    given = ServiceVariables(**{**variables(), "reading": {"eu-west": Reading(["canary-1", "canary-2"], 30)}})
    found: list[str] = []

    def program() -> None:
        joined = secret("api", "eu-west", given)["DATABASE_READ_URLS"]
        assert isinstance(joined, pulumi.Output)
        joined.apply(found.append)

    record(program)
    assert found == ["canary-1,canary-2"]


def test_a_region_without_stores_has_no_url_of_one() -> None:
    given = ServiceVariables(**{**variables(), "stores": {}})
    assert not [name for name in secret("api", "us-east", given) if name.startswith("REDIS")]


def test_what_is_not_cached_has_no_lifetime() -> None:
    assert "CACHE_TTL_S" not in plain("api", "us-east", HOSTS, LOAD.model_copy(update={"cache_ttl_s": None}), GIVEN)


def variables() -> dict[str, Any]:
    return {name: getattr(GIVEN, name) for name in ServiceVariables.__slots__}


@given(st.sampled_from(ROLES), st.sampled_from(["us-east", "eu-west"]), st.sampled_from(["off", "accept", "require"]))
def test_no_name_is_both_plain_and_sealed(role: Role, region: str, mode: Any) -> None:
    values = ServiceVariables(**{**variables(), "origin_stage": mode})
    told = plain(role, region, HOSTS, LOAD, values)
    assert told["ORIGIN_SECRET_MODE"] == mode
    assert not told.keys() & secret(role, region, values).keys()
    assert not [value for value in told.values() if value in CANARIES.values()]


def public(value: Any) -> Any:
    """What anybody may read of the inputs: secrets blacked out."""
    if isinstance(value, dict):
        return {key: public(item) for key, item in value.items()}
    if isinstance(value, list):
        return [public(item) for item in value]
    return "sealed" if isinstance(value, Secret) else value


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
def test_no_secret_is_ever_sent_in_plain_text(preview: bool) -> None:
    made = services(spec(**GROWN, railway__static_egress="on"), preview=preview)
    assert "canary" in repr([row.inputs for row in made.recording])
    assert "canary" not in repr([public(row.inputs) for row in made.recording])
    assert all(row.secret_outputs == ("sealedVariables",) for row in made.recording.of(INSTANCE))
    assert "canary" not in repr(made.recording.outputs)


def test_a_preview_shows_the_names_of_sealed_variables_before_their_values_exist() -> None:
    made = services(spec(), preview=True)
    assert made.instance("api")["environmentId"] is UNKNOWN
    assert made.instance("api")["sealedVariables"].keys() == SEALED["api"]
