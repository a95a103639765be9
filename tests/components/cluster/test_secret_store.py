"""The store of secrets: made once its controller runs, for the namespaces of the platform."""

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components.aws import AwsPlace
from components.cluster.external_secrets import Store
from components.cluster.secret_store import SecretStore
from components.tokens import TOKENS
from tests.components.cluster.workload_made import cluster

STORE = "kubernetes:external-secrets.io/v1:ClusterSecretStore"


@pytest.mark.parametrize("preview", [False, True])
def test_the_store_waits_for_its_controller_and_the_platform_for_the_store(
    preview: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = {"SecretStore": "sayar:cluster:SecretStore", **TOKENS}
    monkeypatch.setattr("components.base.TOKENS", tokens)
    told: list[Store] = []

    def program(where: AwsPlace, provider: kubernetes.Provider, ready: pulumi.Resource) -> None:
        told.append(
            SecretStore("secrets-eu-west", where, provider=provider, ready=[ready], namespaces=["shop", "acme"]).store
        )

    recording = cluster(program, preview=preview)
    made = recording.one(STORE, "store-eu-west")
    assert made.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}
    assert made.inputs["metadata"]["name"] == "aws"
    assert made.inputs["spec"] == {
        "conditions": [{"namespaces": ["shop", "acme"]}],
        "provider": {"aws": {"service": "SecretsManager", "region": "eu-west-1"}},
    }
    assert recording.named("before").urn in made.depends_on
    assert told == [Store("aws", "ClusterSecretStore")]
