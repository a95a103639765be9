"""`sayar services`: a document that `sayar diff --services` reads, and nothing else on standard output."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from infra.config.platform import TIERS
from sayar.documents.base import to_json
from sayar.documents.schemas import schema
from sayar.impact.read import read_services
from tests.cli.ran import PROD, sayar
from tests.infra.projects import project
from tests.services.maps import made


@pytest.mark.parametrize("tier", TIERS)
def test_a_tiers_map_is_a_valid_document_on_standard_output(tier: str, tmp_path: Path) -> None:
    found = sayar("services", tier)
    assert (found.code, found.err) == (0, "")
    Draft202012Validator(schema("services")).validate(found.json)
    path = tmp_path / "services.json"
    path.write_text(found.out, encoding="utf-8")
    assert to_json(read_services(path).document) == to_json(made(tier)), "what is printed reads back as the same map"


def test_the_same_question_gets_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    written = sayar("services", "growth", "--out", str(path))
    assert (written.code, written.out) == (0, "")
    assert path.read_text(encoding="utf-8") == sayar("services", "growth").out


def test_a_stacks_own_leaves_and_those_of_a_what_if_count(tmp_path: Path) -> None:
    text = PROD.format(tier="growth") + "  sayar:edge: {dns: {ttl_s: 120}}\n"
    found = sayar("services", "growth", "--stack", "prod", folder=project(tmp_path, prod=text))
    assert found.json["timings"]["dns_ttl_s"] == 120
    asked = sayar("services", "growth", "--set", "edge.dns.ttl_s=600")
    assert asked.json["timings"]["dns_ttl_s"] == 600


def test_clients_of_an_environment_are_in_its_map(tmp_path: Path) -> None:
    text = PROD.format(tier="enterprise") + "  sayar:clients: [{name: acme, isolation: schema}]\n"
    found = sayar("services", "enterprise", "--stack", "prod", folder=project(tmp_path, prod=text))
    assert found.code == 0, found.err
    assert "cells-of-clients" in found.json["nodes"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("services", "platinum"), "platinum"),
        (("services",), "TIER"),
        (("services", "growth", "--stack", "nobody"), "Pulumi.nobody.yaml"),
        (("services", "growth", "--set", "edge.dns.ttl_s=fast"), "edge.dns.ttl_s"),
        (("services", "growth", "--format", "text"), "--format"),
    ],
)
def test_bad_input_is_one_line_and_code_2(arguments: tuple[str, ...], says: str) -> None:
    found = sayar(*arguments)
    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert "Traceback" not in found.err


def test_a_map_needs_no_engine_and_names_no_secret() -> None:
    text = json.dumps(sayar("services", "enterprise").json)
    assert "[secret]" not in text
    assert "[unknown]" not in text
