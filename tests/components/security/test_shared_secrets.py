"""Secrets of workloads: each its own, encrypted on the way, copied into every region under one name."""

import json
from typing import Any

import pulumi
import pytest

from components.aws import AwsPlace
from components.security.shared_secrets import SharedSecrets
from tests.support.mocks import Recording, Secret, record

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
CANARY = "c4n4ry-of-the-jwt"


@pytest.fixture(scope="module")
def made() -> Recording:
    def program() -> None:
        place = AwsPlace(
            "us-east", "us-east-1", "0" * 12, pulumi.ProviderResource("aws", "aws-us-east", {}), {"t": "x"}
        )
        SharedSecrets(
            "shared-secrets",
            place,
            values={"api": {"JWT_SECRET": pulumi.Output.secret(CANARY)}, "webhook": {"TOKEN": "t"}, "worker": {}},
            key_arn="arn:key:here",
            copies={"eu-west-1": "arn:key:there"},
            recovery_days=30,
        )

    return record(program)


def test_each_workload_has_a_secret_of_its_own_and_one_without_secrets_has_none(made: Recording) -> None:
    assert {row.name for row in made.of(SECRET)} == {"secrets-api", "secrets-webhook"}
    assert all(row.protect for row in made.of(SECRET))


def test_every_other_region_has_a_copy_under_its_own_key(made: Recording) -> None:
    """A cluster whose region lost the others still starts pods."""
    (api, _) = made.of(SECRET)
    assert api.inputs["kmsKeyId"] == "arn:key:here"
    assert api.inputs["replicas"] == [{"region": "eu-west-1", "kmsKeyId": "arn:key:there"}]


def test_a_value_is_a_json_object_and_never_leaves_unwrapped(made: Recording) -> None:
    value: Any = made.one(VERSION, "secrets-api-value").inputs["secretString"]
    assert isinstance(value, Secret)
    assert json.loads(value.value) == {"JWT_SECRET": CANARY}
    plain = [row.inputs for row in made if row.type != VERSION]
    assert CANARY not in repr(plain)


def test_even_a_value_that_came_in_plain_is_kept_as_a_secret(made: Recording) -> None:
    assert isinstance(made.one(VERSION, "secrets-webhook-value").inputs["secretString"], Secret)
