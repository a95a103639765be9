"""What somebody else gave us: secrets by name, sealed in the file, opened by the engine, and never in a message."""

from pathlib import Path
from typing import Any

import pytest

from infra.config.errors import ConfigError
from infra.config.load import load_stack, load_values
from infra.config.secrets import OFFLINE, secret
from infra.config.stack import EXAMPLE_KEY, Environment, Sealed
from tests.infra.projects import project
from tests.support.mocks import Secret, record

CANARY = "canary-credential"
PROD = """config:
  sayar:tier: starter
  sayar:secrets:
    telemetry:
      secure: v1:sealed
"""
STORE = """  sayar:cache:
    store:
      kind: external
      stores:
        - {use: cache, region: us-east, secret: redis-cache}
"""


def sent(environment: Environment, name: str) -> Any:
    """The secret as it reaches a resource."""
    import pulumi

    def program() -> None:
        pulumi.CustomResource("probe:index:Told", "told", {"value": secret(environment, name)})

    return record(program).one("probe:index:Told").inputs.get("value")


def test_a_sealed_secret_is_known_by_name_and_stays_sealed_offline(tmp_path: Path) -> None:
    environment = load_stack(project(tmp_path, prod=PROD), "prod").environment
    assert environment.secrets == {"telemetry": Sealed(secure="v1:sealed")}
    assert sent(environment, "telemetry") == Secret(OFFLINE)
    assert sent(environment, "redis") is None


def test_the_engine_hands_over_the_opened_value_and_it_stays_a_secret(tmp_path: Path) -> None:
    values = {"tier": "starter", "secrets": {"telemetry": CANARY}}
    environment = load_values(project(tmp_path), "prod", values).environment
    assert sent(environment, "telemetry") == Secret(CANARY)


@pytest.mark.parametrize(
    "secrets",
    [{"telemetry": 7}, {"telemetry": {"sealed": CANARY}}, {"telemetry": [CANARY]}, {"Not A Label": CANARY}, [CANARY]],
)
def test_a_secret_of_another_shape_is_refused_without_being_told(tmp_path: Path, secrets: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        load_values(project(tmp_path), "prod", {"tier": "starter", "secrets": secrets})
    assert CANARY not in str(caught.value)
    assert "sayar:secrets" in str(caught.value)


def test_a_store_of_one_s_own_needs_the_secret_that_it_names(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_stack(project(tmp_path, prod=PROD + STORE), "prod")
    how = "pulumi config set --secret --path sayar:secrets.redis-cache"
    assert str(caught.value) == f"Pulumi.prod.yaml: sayar:secrets.redis-cache: null: the URL of the store: {how}"
    given = PROD.replace("telemetry:", "redis-cache:")
    assert load_stack(project(tmp_path, prod=given + STORE), "prod").environment.secrets.keys() == {"redis-cache"}


def test_the_example_s_endpoint_of_telemetry_is_only_the_example_s(tmp_path: Path) -> None:
    environment = load_stack(project(tmp_path, prod=PROD), "prod").environment
    assert environment.telemetry is not None
    assert environment.telemetry.is_example
    own = PROD + "  sayar:telemetry: {endpoint: https://otlp.vendor.dev/otlp}\n"
    target = load_stack(project(tmp_path, prod=own), "prod").environment.telemetry
    assert target is not None
    assert not target.is_example


@pytest.mark.parametrize(
    "endpoint", ["http://otlp.vendor.dev", "https://user:canary@otlp.vendor.dev", "https://otlp.vendor.dev/?key=canary"]
)
def test_an_endpoint_is_https_and_carries_no_credential(tmp_path: Path, endpoint: str) -> None:
    text = PROD + f"  sayar:telemetry: {{endpoint: '{endpoint}'}}\n"
    with pytest.raises(ConfigError) as caught:
        load_stack(project(tmp_path, prod=text), "prod")
    assert "sayar:telemetry.endpoint" in str(caught.value)


KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_the_shipped_key_is_the_example_s_and_nobody_s(tmp_path: Path) -> None:
    keys = load_stack(project(tmp_path, prod=PROD), "prod").environment.keys
    assert keys is not None
    assert keys.dumps == EXAMPLE_KEY
    assert keys.dumps_is_example


def test_a_key_with_a_wrong_letter_is_found_before_a_dump_is_encrypted_for_nobody(tmp_path: Path) -> None:
    def told(key: str) -> str:
        with pytest.raises(ConfigError) as caught:
            load_stack(project(tmp_path, prod=PROD + f"  sayar:keys: {{dumps: '{key}'}}\n"), "prod")
        return str(caught.value)

    assert "the checksum in this one is wrong" in told(KEY[:-1] + "q")
    for key in ("AGE-SECRET-KEY-1QQQ", KEY[:-1], f"{KEY} ", "ssh-ed25519 AAAA", ""):
        assert "sayar:keys.dumps" in told(key)
    own = load_stack(project(tmp_path, prod=PROD + f"  sayar:keys: {{dumps: {KEY}}}\n"), "prod").environment.keys
    assert own is not None
    assert not own.dumps_is_example
