"""Clients in the whole platform: what a new one changes, what one that leaves keeps, and by which names they come."""

from pathlib import Path
from typing import Any

import pytest

from sayar.graph.model import Graph, Resource
from sayar.platform import platform_graph
from tests.infra.projects import project

ACME = "{name: acme, isolation: schema, hosts: {api: api.acme.test, web: shop.acme.test}, branding: {color: red}}"
BIG = "{name: big, isolation: dedicated, region: eu-west, slo: 99.95}"
NEW = "{name: new, isolation: schema, hosts: {api: api.new.test, web: new.test}}"
APPROVAL = (
    "{resource: 'sayar:clients:ClientCell::client-acme', action: release, by: both owners, "
    "reason: end of contract, until: '2027-01-31'}"
)


def graph(folder: Path, *clients: str, approvals: str = "") -> Graph:
    text = f"config:\n  sayar:tier: enterprise\n  sayar:clients: [{', '.join(clients)}]\n"
    folder.mkdir()
    project(folder, prod=f"{text}  sayar:approvals: [{approvals}]\n")
    return platform_graph("enterprise", config_dir=folder, stack="prod").graph


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph(tmp_path_factory.mktemp("two") / "p", ACME, BIG)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph(tmp_path_factory.mktemp("three") / "p", ACME, BIG, NEW)


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    gone = ACME.replace("isolation: schema", "isolation: schema, stage: leaving")
    return graph(tmp_path_factory.mktemp("leaving") / "p", gone, BIG, approvals=APPROVAL)


def inputs(found: Graph) -> dict[str, Any]:
    return {row.urn: (row.inputs, row.protect, sorted(row.dependencies)) for row in found.resources}


def of(found: Graph, client: str) -> list[Resource]:
    return [row for row in found.resources if f"client-{client}" in row.name or row.name == client]


def test_a_new_client_changes_nothing_of_the_others_nor_of_what_all_share(two: Graph, three: Graph) -> None:
    """So the hundredth is as little a risk for the ninety-nine as the first was."""
    before, after = inputs(two), inputs(three)
    assert {urn for urn in before if after.get(urn) != before[urn]} == set()
    added = [row for row in three.resources if row.urn not in before]
    assert added
    assert all("new" in row.name for row in added), [row.urn for row in added if "new" not in row.name]


def test_a_client_comes_by_names_of_its_own_at_the_edge_and_at_the_web(two: Graph) -> None:
    (hostname,) = [row for row in two.resources if row.type == "cloudflare:index/customHostname:CustomHostname"]
    assert hostname.inputs["hostname"] == "api.acme.test"
    domains = {row.inputs["domain"] for row in two.resources if row.type == "vercel:index/projectDomain:ProjectDomain"}
    assert domains == {"app.sayar.example", "shop.acme.test"}


def test_a_cell_is_in_the_cluster_of_its_region(two: Graph) -> None:
    (space,) = [row for row in of(two, "big") if row.type == "kubernetes:core/v1:Namespace"]
    assert space.name == "namespace-client-big-eu-west"
    assert "::cluster-eu-west" in str(space.provider) or "eu-west" in str(space.provider)


def test_a_client_that_leaves_keeps_its_data_and_nothing_else(two: Graph, leaving: Graph) -> None:
    kept = {row.type.rpartition(":")[2] for row in of(leaving, "acme") if row.custom}
    assert {"Bucket", "Key", "Secret"} <= kept
    assert not {"Namespace", "NodePool", "Role", "ProjectDomain", "CustomHostname"} & kept
    assert {"Namespace", "NodePool", "Role"} <= {row.type.rpartition(":")[2] for row in of(two, "acme")}


def test_data_is_protected_until_an_approval_names_its_cell_and_stays_at_aws_then(two: Graph, leaving: Graph) -> None:
    held = ("Bucket", "Key", "Secret")
    before = [row for row in of(two, "acme") if row.type.endswith(held)]
    after = [row for row in of(leaving, "acme") if row.type.endswith(held)]
    assert before
    assert all(row.protect for row in before)
    assert all((row.protect, row.retain_on_delete) == (False, True) for row in after), [row.urn for row in after]
    assert all(row.protect for row in of(leaving, "big") if row.type.endswith(held)), "nobody approved that one"
