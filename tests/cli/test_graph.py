"""`sayar graph`: a tier as a document that reads back as the same graph."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.load import graph_of
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project
from tests.support.remembered import forget

HOSTS = ("api", "webhook", "feed")


@pytest.fixture(scope="module", params=["starter", "growth"])
def graph(request: pytest.FixtureRequest) -> Ran:
    return sayar("graph", request.param)


def test_a_tier_is_a_valid_document_on_standard_output(graph: Ran) -> None:
    assert (graph.code, graph.err) == (0, "")
    Draft202012Validator(schema("graph")).validate(graph.json)
    assert graph.json["resources"][0]["type"] == "pulumi:pulumi:Stack"


def test_everything_comes_after_what_it_needs(graph: Ran) -> None:
    seen: set[str] = set()
    for row in graph.json["resources"]:
        needed = {*row["dependencies"], *([row["parent"]] if row["parent"] else [])}
        needed |= {urn for urns in row["property_dependencies"].values() for urn in urns}
        assert needed <= seen, row["urn"]
        seen.add(row["urn"])


def test_the_same_question_gets_the_same_bytes(graph: Ran) -> None:
    forget()
    assert sayar("graph", graph.json["outputs"]["tier"]).out == graph.out


def test_what_is_printed_reads_back_as_the_same_graph(graph: Ran) -> None:
    again = graph_of(graph.out)
    assert [one.urn for one in again.resources] == [row["urn"] for row in graph.json["resources"]]
    assert compare(again, graph_of(graph.out), load_facts()).changes == ()


def test_generated_values_are_marks_and_never_text(graph: Ran) -> None:
    assert "[unknown]" in graph.out
    assert "04da6b54" not in graph.out, "the engine's own mark of an unknown is no part of the contract"
    assert "1b470612" not in graph.out, "a secret's envelope is no part of it either"


def test_a_stack_names_the_urns_and_its_file_says_its_leaves(tmp_path: Path) -> None:
    folder = project(tmp_path, prod=PROD.format(tier="starter"), dev=PROD.format(tier="growth"))
    found = sayar("graph", "starter", "--stack", "dev", folder=folder)
    assert {row["urn"].split("::")[0] for row in found.json["resources"]} == {"urn:pulumi:dev"}
    assert found.json["outputs"]["tier"] == "starter", "the command line names the tier"
    assert found.json["outputs"]["hosts"]["api"] == "api.shop.dev"


def test_a_what_if_is_seen_in_the_resources() -> None:
    found = sayar("graph", "starter", "--set", "edge.mode=external", "--set", "platform.domain=shop.dev")
    assert found.code == 0
    assert "sayar:edge:" not in found.out
    assert found.json["outputs"]["dns_records"][0]["name"] == "api.shop.dev"


def proxied(ran: Ran) -> dict[str, bool]:
    """Whether each host passes the edge."""
    records = [row for row in ran.json["resources"] if row["type"] == "cloudflare:index/dnsRecord:DnsRecord"]
    return {row["name"]: bool(row["inputs"].get("proxied")) for row in records if row["name"] in HOSTS}


def test_a_phase_is_the_platform_as_it_is_then() -> None:
    """One host after the other is led through the edge; before and after stand the tiers themselves."""
    found = sayar("graph", "growth", "--from", "starter", "--phase", "shift-feed")
    assert (found.code, found.err) == (0, "")
    Draft202012Validator(schema("graph")).validate(found.json)
    assert proxied(found) == {"api": False, "webhook": False, "feed": True}
    assert (found.json["outputs"]["tier"], found.json["outputs"]["move"]["phase"]) == ("growth", "shift-feed")
    assert proxied(sayar("graph", "starter")) == dict.fromkeys(HOSTS, False)
    assert proxied(sayar("graph", "growth")) == dict.fromkeys(HOSTS, True)


def test_a_phase_of_people_is_what_was_there_before_it() -> None:
    """Buying plans changes no resource."""
    found = sayar("graph", "growth", "--from", "starter", "--phase", "plans")
    assert found.out == sayar("graph", "starter").out


def test_a_what_if_reaches_a_phase() -> None:
    found = sayar("graph", "growth", "--from", "starter", "--phase", "prepare", "--set", "edge.dns.ttl_s=60")
    ttls = {row["name"]: row["inputs"].get("ttl") for row in found.json["resources"]}
    assert ttls["spf"] == 60


def test_a_file_gets_the_document(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    found = sayar("graph", "starter", "--out", str(path))
    assert (found.code, found.out) == (0, "")
    assert json.loads(path.read_text())["format"] == "sayar.graph/1"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "TIER"),
        (("huge",), '"huge"'),
        (("starter", "growth"), "growth"),
        (("enterprise", "--set", "cluster.engine.gitops=argocd"), "sayar:cluster.engine.gitops"),
        (("starter", "--stack", "nowhere"), "Pulumi.nowhere.yaml"),
        (("starter", "--stack", "../starter"), '"../starter"'),
        (("starter", "--set", "edge.mode=fast"), "sayar:edge.mode"),
        (("starter", "--format", "text"), "--format"),
        (("growth", "--from", "starter"), "--from TIER and --phase NAME are given together"),
        (("growth", "--phase", "prepare"), "--from TIER and --phase NAME are given together"),
        (("growth", "--from", "huge", "--phase", "prepare"), '"huge"'),
        (("growth", "--from", "starter", "--phase", "shift"), "plans, prepare, certificate, shift-feed, shift-webhook"),
        (("growth", "--from", "starter", "--phase", "Settle"), '--phase: "Settle": a phase of starter to growth'),
        (("growth", "--from", "growth", "--phase", "settle"), "there is none"),
    ],
)
def test_a_wrong_question_is_refused_without_a_document(arguments: tuple[str, ...], says: str) -> None:
    found = sayar("graph", *arguments)
    assert (found.code, found.out) == (2, "")
    (line,) = found.err.splitlines()
    assert says in line
