"""The generated secrets: protected, of the spec's length, and secrets wherever they go."""

from typing import Any

import pulumi
import pytest

from components.security.secrets import PlatformSecrets
from tests.components.security.specs import NAMES, spec
from tests.support.mocks import UNKNOWN, Recording, Secret, fake_providers, record

PASSWORD = "random:index/randomPassword:RandomPassword"
TOLD = "probe:index:Told"
"""A made-up resource that takes what the component tells the rest of the platform, secret marks included."""
OUTPUTS = {
    "database_password": "database-password",
    "origin_secret": "origin-header",
    "jwt_secret": "jwt",
    "webhook_verify_token": "webhook-handshake",
    "session_secret": "session",
}
"""Which resource each output is the value of."""
ROLES = {name: name.replace("_", "-") for name in NAMES} | {"webhook_verify_token": "webhook-handshake"}
"""The logical name of each secret: a name that says verify would name a phase of a move."""
LENGTHS = {name: 50 + index for index, name in enumerate(NAMES)}


def secrets(preview: bool = False, **changes: Any) -> Recording:
    lengths = {f"secrets__{name}__length": length for name, length in LENGTHS.items()}
    chosen = spec(**lengths, **changes)

    def program() -> None:
        parts = PlatformSecrets("secrets", chosen, fake_providers())
        pulumi.CustomResource(TOLD, "told", {name: getattr(parts, name) for name in OUTPUTS})

    # The value of each is told apart by its length, which differs in every role.
    vendor = {PASSWORD: lambda inputs: {"result": f"canary-{int(inputs['length'])}"}}
    return record(program, preview=preview, outputs=vendor)


@pytest.fixture(scope="module")
def made() -> Recording:
    return secrets()


def test_a_role_has_a_secret_of_its_own_with_the_length_of_its_row(made: Recording) -> None:
    assert {row.name: row.inputs["length"] for row in made.of(PASSWORD)} == {
        ROLES[name]: length for name, length in LENGTHS.items()
    }
    assert {row.type for row in made.custom()} == {PASSWORD, TOLD}


def test_every_secret_is_protected_because_others_were_given_its_value(made: Recording) -> None:
    assert [row.name for row in made.of(PASSWORD) if not row.protect] == []
    assert not made.one("sayar:security:PlatformSecrets").protect


def test_values_are_letters_and_digits_because_they_stand_in_urls_and_headers(made: Recording) -> None:
    for row in made.of(PASSWORD):
        assert row.inputs["special"] is False, row.name
        # Letters and digits are the vendor's default; nothing takes a kind of them away.
        assert not row.inputs.keys() & {"upper", "lower", "numeric", "number", "overrideSpecial"}, row.name


@pytest.mark.parametrize("name", NAMES)
def test_a_new_generation_makes_a_new_value_of_that_secret_alone(made: Recording, name: str) -> None:
    def generations(recording: Recording) -> dict[str, Any]:
        return {row.name: row.inputs["keepers"] for row in recording.of(PASSWORD)}

    before = generations(made)
    after = generations(secrets(**{f"secrets__{name}__generation": 2}))
    assert {key for key in before if before[key] != after[key]} == {ROLES[name]}
    assert before[ROLES[name]] == {"generation": "1"}
    assert after[ROLES[name]] == {"generation": "2"}


def test_every_child_has_parent_and_explicit_provider(made: Recording) -> None:
    for row in made.of(PASSWORD):
        assert row.parent.endswith("sayar:security:PlatformSecrets::secrets"), row.name
        assert "::random::" in row.provider, row.name


def test_each_output_is_the_value_of_its_own_role_and_a_secret(made: Recording) -> None:
    lengths = {row.name: int(row.inputs["length"]) for row in made.of(PASSWORD)}
    assert made.one(TOLD).inputs == {
        output: Secret(f"canary-{lengths[resource]}") for output, resource in OUTPUTS.items()
    }


def test_values_that_are_not_made_yet_are_unknown_secrets() -> None:
    assert set(secrets(preview=True).one(TOLD).inputs.values()) == {Secret(UNKNOWN)}


def test_the_component_shows_no_value(made: Recording) -> None:
    assert made.outputs[made.one("sayar:security:PlatformSecrets").urn] == {}
    shown = repr([row.inputs for row in made if row.type != TOLD])
    assert "canary" not in shown
    assert all("result" in row.secret_outputs for row in made.of(PASSWORD))
