"""Each service is told its own secrets and no others, and no secret is ever in plain text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosting.variables import ServiceVariables, plain, secret
from components.hosting.words import ROLES, Role
from tests.components.hosting.made import CANARIES, GIVEN, GROWN, INSTANCE, SEALED, Made, services
from tests.components.hosting.specs import HOSTS, spec
from tests.support.mocks import UNKNOWN, Secret


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
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_service_gets_the_secrets_of_its_role_and_no_other(small: Made, role: str) -> None:
    assert small.instance(role)["sealedVariables"] == {name: Secret(CANARIES[name]) for name in SEALED[role]}
    others = [value for name, value in CANARIES.items() if name not in SEALED[role]]
    assert not [value for value in others if value in repr(small.instance(role))]


@pytest.mark.parametrize("role", ROLES)
def test_further_secrets_go_to_every_service_and_replace_none_of_its_own(role: Role) -> None:
    extra = {"REDIS_URL": "redis://canary", "DATABASE_URL": "postgresql://another"}
    told = secret(role, ServiceVariables(**{**variables(), "extra": extra}))
    assert told.keys() == SEALED[role] | {"REDIS_URL"}
    assert (told["REDIS_URL"], told["DATABASE_URL"]) == ("redis://canary", CANARIES["DATABASE_URL"])


def variables() -> dict[str, Any]:
    return {name: getattr(GIVEN, name) for name in ServiceVariables.__slots__}


@given(st.sampled_from(ROLES), st.sampled_from(["us-east", "eu-west"]), st.sampled_from(["off", "accept", "require"]))
def test_no_name_is_both_plain_and_sealed(role: Role, region: str, mode: Any) -> None:
    values = ServiceVariables(**{**variables(), "origin_stage": mode})
    told = plain(role, region, HOSTS, values)
    assert told["ORIGIN_SECRET_MODE"] == mode
    assert not told.keys() & secret(role, values).keys()
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
