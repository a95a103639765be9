"""docs/enterprise.md shows the subnets that are made, and every page names outputs of a stack that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.network.spec import AwsNetwork
from components.network.subnets import KINDS, Kind, planned
from sayar.platform import platform_graph
from tests.infra.projects import ROOT, config, project

DOCS = ROOT / "docs"
PAGE = (DOCS / "enterprise.md").read_text(encoding="utf-8")
CLIENT = "{name: acme, isolation: schema, hosts: {api: api.acme.test}}"
TITLES: dict[Kind, str] = {
    "private": "private, a /19 a zone",
    "intra": "intra, a /22 a zone",
    "public": "public, a /24 a zone",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The outputs of a stack at Enterprise that has a client."""
    said = f"config:\n  sayar:tier: enterprise\n  sayar:clients: [{CLIENT}]\n"
    folder: Path = project(tmp_path_factory.mktemp("stack"), prod=said)
    return dict(platform_graph("enterprise", config_dir=folder, stack="prod").graph.outputs)


def row(title: str) -> list[str]:
    """The cells of a row of a table behind its title."""
    (found,) = [line for line in PAGE.splitlines() if line.startswith(f"| {title} |")]
    return [cell.strip() for cell in found.strip("|").split("|")[1:]]


def test_the_subnets_on_the_page_are_those_that_are_made() -> None:
    network = config("enterprise").platform.network.cloud
    assert isinstance(network, AwsNetwork)
    assert row("VPC") == [vpc.cidr for vpc in network.vpcs]
    for place, vpc in enumerate(network.vpcs):
        ranges: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
        for subnet in planned(vpc):
            ranges[subnet.kind].append(subnet.cidr)
        for kind, title in TITLES.items():
            (size,) = {cidr.partition("/")[2] for cidr in ranges[kind]}
            assert f"a /{size} a zone" in title
            assert written_out(vpc.cidr, row(title)[place]) == [cidr.partition("/")[0] for cidr in ranges[kind]]
        more = vpc.room_for_zones - vpc.zones
        assert row("room kept for")[place].startswith({0: "none", 3: "three more zones"}[more])


def written_out(vpc: str, cell: str) -> list[str]:
    """Addresses of a cell, in which the second and later ones begin with the two numbers of their network."""
    first, *others = cell.split(", ")
    begin = ".".join(vpc.split(".")[:2])
    return [first, *(f"{begin}{end}" for end in others)]


def test_every_output_that_a_page_asks_a_stack_for_is_there(outputs: dict[str, object]) -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    asked = {
        (page.name, name)
        for page in pages
        for name in re.findall(r"pulumi stack output ([a-z_]+)", page.read_text(encoding="utf-8"))
    }
    assert {name for _, name in asked} >= {"zone", "clients", "client_hostnames", "edge_logs_pending"}
    assert {(page, name) for page, name in asked if name not in outputs} == set()


def test_the_addresses_that_others_allow_are_in_the_output_that_the_page_names(outputs: dict[str, object]) -> None:
    (output, part) = re.findall(r"in the output `([a-z_]+)\.([a-z_]+)`", PAGE)[0]
    found = outputs[output]
    assert isinstance(found, dict)
    assert set(found[part]) == set(config("enterprise").platform.network.names)
