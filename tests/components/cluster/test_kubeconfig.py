"""The kubeconfig: an address and a command, never a credential."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.cluster.kubeconfig import kubeconfig

GIVEN = {
    "cluster": "sayar-us-east",
    "endpoint": "https://example.eks.amazonaws.com",
    "authority": "Y2VydA==",
    "region": "us-east-1",
    "role_arn": "arn:aws:iam::123456789012:role/platform-admin",
}


def parsed(**changes: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(kubeconfig(**{**GIVEN, **changes}))
    return document


def test_the_context_leads_to_the_cluster_and_to_the_command() -> None:
    document = parsed()
    chosen = {row["name"]: row["context"] for row in document["contexts"]}[document["current-context"]]
    cluster = {row["name"]: row["cluster"] for row in document["clusters"]}[chosen["cluster"]]
    assert cluster == {"server": GIVEN["endpoint"], "certificate-authority-data": GIVEN["authority"]}
    assert {row["name"] for row in document["users"]} == {chosen["user"]}


def test_the_token_is_asked_for_with_the_role_of_the_admin_and_without_a_prompt() -> None:
    command = parsed()["users"][0]["user"]["exec"]
    assert command["command"] == "aws"
    assert command["args"][:2] == ["eks", "get-token"]
    assert dict(zip(command["args"][2::2], command["args"][3::2], strict=True)) == {
        "--cluster-name": "sayar-us-east",
        "--region": "us-east-1",
        "--role-arn": GIVEN["role_arn"],
        "--output": "json",
    }
    assert command["interactiveMode"] == "Never"


def test_a_user_has_a_command_and_nothing_that_could_be_stolen() -> None:
    assert [set(row["user"]) for row in parsed()["users"]] == [{"exec"}]


@given(st.text(), st.text())
def test_whatever_an_address_holds_stays_a_value(endpoint: str, authority: str) -> None:
    """Text that were pasted together could end a quote and add a command."""
    document = parsed(endpoint=endpoint, authority=authority)
    assert document["clusters"][0]["cluster"] == {"server": endpoint, "certificate-authority-data": authority}
    assert document["users"] == parsed()["users"]


def test_the_same_cluster_gives_the_same_text() -> None:
    """A text that changed by itself would show a changed provider in every preview."""
    assert kubeconfig(**GIVEN) == kubeconfig(**dict(reversed(GIVEN.items())))
