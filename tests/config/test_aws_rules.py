"""What a platform on AWS needs of its environment: accounts of its own, a role that may deploy, clients that fit."""

from typing import Any

import pytest

from infra.config.check import resolve
from infra.config.errors import ConfigError
from infra.config.layers import Layer
from infra.config.stack import StackConfig
from tests.infra.projects import values

ACME: dict[str, Any] = {"name": "acme", "isolation": "schema", "hosts": {"api": "api.acme.test"}}
OWN = {"platform.domain": "shop.dev"}


def resolved(tier: str, changes: dict[str, Any] | None = None, **said: object) -> StackConfig:
    return resolve("prod", tier, [Layer("file", values(tier, changes)), Layer("prod", said)])  # type: ignore[arg-type]


def refused(tier: str, changes: dict[str, Any] | None = None, **said: object) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        resolved(tier, changes, **said)
    return {row.path.removeprefix("sayar:"): row.allowed for row in caught.value.problems}


def test_the_shipped_account_is_enough_for_a_forecast_and_is_told_apart_from_one_s_own() -> None:
    """Who thinks of moving to AWS wants to see the move before there is an account."""
    assert not resolved("enterprise").lacks_aws_account
    assert resolved("enterprise", OWN).lacks_aws_account
    own = resolved("enterprise", OWN, aws={"account": "123456789012", "backup": "123456789013"})
    assert not own.lacks_aws_account


def test_a_platform_without_aws_asks_for_no_account() -> None:
    assert not resolved("scale", OWN).lacks_aws_account


def test_a_platform_on_aws_without_any_account_is_refused() -> None:
    without = {key: value for key, value in values("enterprise").items() if key != "aws"}
    with pytest.raises(ConfigError) as caught:
        resolve("prod", "enterprise", [Layer("file", without)])
    assert [row.path for row in caught.value.problems] == ["sayar:aws"]


def test_copies_in_a_second_account_need_one_and_it_is_another_one() -> None:
    assert refused("enterprise", aws={"backup": None}) == {
        "aws.backup": "the account of the copies while backup.vaults.copy_account is backup"
    }
    assert refused("enterprise", aws={"backup": "000000000000"}) == {"aws.backup": "another account, or null"}


@pytest.mark.parametrize("role", ["on-call", "application-deploy", "nobody"])
def test_the_role_that_deploys_is_an_administrator_of_the_clusters(role: str) -> None:
    """on-call may look and application-deploy may write in one namespace: neither could make a namespace."""
    allowed = "platform-admin, the first role with may: admin in cluster.engine.access"
    assert refused("enterprise", aws={"deploy_role": role}) == {"aws.deploy_role": allowed}


@pytest.mark.parametrize(
    ("clients", "path", "allowed"),
    [
        ([ACME, {**ACME, "hosts": {}}], "clients[1].name", "a name that no other client has"),
        ([{**ACME, "region": "ap-southeast"}], "clients[0].region", "us-east, eu-west"),
        ([{**ACME, "hosts": {"api": "acme.sayar.example"}}], "clients[0].hosts.api", "a name of the client's own"),
        ([{**ACME, "hosts": {"web": "sayar.example"}}], "clients[0].hosts.web", "a name of the client's own"),
        ([ACME, {**ACME, "name": "other"}], "clients[1].hosts.api", "a name of its own; acme has this one"),
        (
            [{**ACME, "hosts": {"api": "acme.test", "web": "acme.test"}}],
            "clients[0].hosts.api",
            "a name of its own; acme has this one",
        ),
        ([{**ACME, "name": "Acme"}], "clients[0].name", "String should match pattern"),
        ([{**ACME, "name": "a" * 25}], "clients[0].name", "at most 24"),
        ([{**ACME, "isolation": "shared"}], "clients[0].isolation", "'dedicated' or 'schema'"),
        ([{**ACME, "slo": 100}], "clients[0].slo", "less than 100"),
        ([{**ACME, "branding": {"Color": "red"}}], "clients[0].branding.Color", "String should match pattern"),
    ],
)
def test_a_client_that_does_not_fit_is_refused_with_the_path(
    clients: list[dict[str, Any]], path: str, allowed: str
) -> None:
    found = refused("enterprise", clients=clients)
    assert any(where.startswith(path) and allowed in said for where, said in found.items()), found


def test_a_platform_without_clusters_has_no_cells() -> None:
    assert refused("scale", clients=[ACME]) == {"clients": "none: cells need cluster.engine.kind eks"}


def test_hosts_of_clients_need_custom_hostnames_and_no_more_of_them_than_were_bought() -> None:
    path = "edge.large.custom_hostnames"
    assert refused("enterprise", {path: None}, clients=[ACME]) == {
        "clients[0].hosts.api": f"no host while {path} is null"
    }
    two = [ACME, {**ACME, "name": "other", "hosts": {"api": "other.test"}}]
    assert refused("enterprise", {f"{path}.most": 1}, clients=two)["clients"].startswith("at most 1 API hosts")
    assert len(resolved("enterprise", {f"{path}.most": 2}, clients=two).environment.clients) == 2
