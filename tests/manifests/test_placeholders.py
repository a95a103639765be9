"""No secret is shown, and what is not known yet is a value that the API server takes."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sayar.graph.model import UNKNOWN, Ciphertext, Identity, Secret
from sayar.manifests.placeholders import shown
from tests.graph.builders import urn

CANARY = "canary-a7f3"
GROUP = urn("nodes", "aws:ec2/securityGroup:SecurityGroup")


def seen(fields: dict[str, Any], kind: str = "Deployment", **ids: str) -> dict[str, Any]:
    return shown(fields, kind=kind, ids=ids)


def test_a_secrets_data_is_base64_and_its_string_data_is_not() -> None:
    found = seen({"data": {"a": Secret(CANARY), "b": "Zm9v"}, "stringData": {"c": Secret(CANARY)}}, "Secret")
    assert base64.b64decode(found["data"]["a"]) == b"[secret]"
    assert found["data"]["b"] == "Zm9v"
    assert found["stringData"] == {"c": "[secret]"}


def test_a_config_maps_data_is_text_and_its_binary_data_is_base64() -> None:
    found = seen({"data": {"port": UNKNOWN}, "binaryData": {"key": UNKNOWN}}, "ConfigMap")
    assert found["data"] == {"port": "[unknown]"}, "the key is the user's word and says nothing of the value"
    assert base64.b64decode(found["binaryData"]["key"]) == b"[unknown]"


@pytest.mark.parametrize("secret", [Secret(CANARY), Ciphertext(CANARY), Secret({"deep": [CANARY, 7, None]})])
def test_no_secret_is_shown_wherever_it_stands(secret: Any) -> None:
    fields = {"spec": {"password": secret, "args": [secret], "labels": {"a": secret}}, "data": {"x": secret}}
    for kind in ("Secret", "ConfigMap", "SecretStore"):
        assert CANARY not in str(seen(fields, kind))


def test_a_secret_structure_keeps_its_fields_with_no_value_in_them() -> None:
    """An apply over a secret makes the whole a secret, and a Deployment without its spec is none."""
    found = seen({"spec": Secret({"replicas": 3, "paused": True, "schedulerName": CANARY})})
    assert found == {"spec": {"replicas": 1, "paused": False, "schedulerName": "unknown"}}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"spec": {"replicas": UNKNOWN}}, {"spec": {"replicas": 1}}),
        ({"spec": {"minAvailable": UNKNOWN}}, {"spec": {"minAvailable": 1}}),
        ({"spec": {"port": UNKNOWN}}, {"spec": {"port": 1}}),
        ({"spec": {"suspend": UNKNOWN}}, {"spec": {"suspend": False}}),
        ({"limits": {"cpu": UNKNOWN}}, {"limits": {"cpu": "1"}}),
        ({"hard": {"requests.cpu": UNKNOWN}}, {"hard": {"requests.cpu": "1"}}),
        ({"averageValue": UNKNOWN}, {"averageValue": "1"}),
        ({"supplementalGroups": [UNKNOWN]}, {"supplementalGroups": [1]}),
        ({"args": ["--at", UNKNOWN]}, {"args": ["--at", "[unknown]"]}),
        ({"args": UNKNOWN}, {}),
        ({"tolerations": [UNKNOWN, {"key": "spot"}]}, {"tolerations": [{"key": "spot"}]}),
        ({"labels": UNKNOWN}, {}),
        ({"labels": {"vpc": UNKNOWN}}, {"labels": {"vpc": "unknown"}}),
        ({"annotations": {"replicas": UNKNOWN}}, {"annotations": {"replicas": "[unknown]"}}),
        ({"serviceAccountName": UNKNOWN}, {"serviceAccountName": "unknown"}),
        ({"namespace": UNKNOWN}, {"namespace": "unknown"}),
        (
            {"ipBlock": {"cidr": UNKNOWN, "except": [UNKNOWN]}},
            {"ipBlock": {"cidr": "192.0.2.0/24", "except": ["192.0.2.0/24"]}},
        ),
        ({"loadBalancerIP": UNKNOWN}, {"loadBalancerIP": "192.0.2.1"}),
        ({"rules": [{"host": UNKNOWN}]}, {"rules": [{"host": "unknown.example"}]}),
        ({"env": [{"name": "URL", "value": UNKNOWN}]}, {"env": [{"name": "URL", "value": "[unknown]"}]}),
        ({"spec": {"paused": None}}, {"spec": {}}),
    ],
)
def test_an_unknown_is_a_value_that_its_field_takes(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert seen(fields) == expected


def test_an_id_is_known_in_the_graph_or_looks_like_one_or_is_marked_within_its_text() -> None:
    space = urn("space", "kubernetes:core/v1:Namespace")
    alone = Identity(("", GROUP, ""))
    found = shown(
        {
            "namespace": Identity(("", space, "")),
            "securityGroupSelectorTerms": [{"id": alone}],
            "annotations": {"where": Identity(("groups/", GROUP, "/of/", space, ""))},
            "serviceName": Identity(("x-", GROUP, "")),
        },
        kind="NodeClass",
        ids={space: "commerce"},
    )
    assert found == {
        "namespace": "commerce",
        "securityGroupSelectorTerms": [{"id": "sg-unknown"}],
        "annotations": {"where": "groups/[unknown]/of/commerce"},
        "serviceName": "unknown",
    }
