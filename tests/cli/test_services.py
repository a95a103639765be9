"""`sayar services`: a document that `sayar diff --services` reads, and nothing else on standard output."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from infra.config.platform import TIERS
from infra.moves.phase import Phase
from infra.moves.phases import phases_of
from sayar.documents.base import dumps, to_json
from sayar.documents.schemas import schema
from sayar.impact.read import read_services
from sayar.plan.phased import phase_of, phase_services
from tests.cli.ran import PROD, sayar
from tests.infra.projects import ROOT, config, project
from tests.services.maps import made


@pytest.mark.parametrize("tier", TIERS)
def test_a_tiers_map_is_a_valid_document_on_standard_output(tier: str, tmp_path: Path) -> None:
    found = sayar("services", tier)
    assert (found.code, found.err) == (0, "")
    Draft202012Validator(schema("services")).validate(found.json)
    path = tmp_path / "services.json"
    path.write_text(found.out, encoding="utf-8")
    assert to_json(read_services(path).document) == to_json(made(tier)), "what is printed reads back as the same map"


PHASES = [
    (origin, to, phase)
    for origin, to in (*pairwise(TIERS), *pairwise(reversed(TIERS)))
    for phase in phases_of(config(origin).platform, config(to).platform)
]


@pytest.mark.parametrize(("origin", "to", "phase"), PHASES, ids=lambda one: one if isinstance(one, str) else one.name)
def test_every_phase_of_every_move_has_a_map_that_reads_back(
    origin: str, to: str, phase: Phase, tmp_path: Path
) -> None:
    place = phase_of(origin, to, phase.name, config_dir=ROOT)
    document = phase_services(place)
    path = tmp_path / "services.json"
    path.write_text(dumps(document.model_dump(mode="json", by_alias=True, exclude_none=True)), encoding="utf-8")
    assert to_json(read_services(path).document) == to_json(document)
    assert set(document.surfaces) == {"api", "web", "webhook", "csv"}


def test_a_phase_before_the_first_update_stands_on_what_the_tier_before_does() -> None:
    assert (
        sayar("services", "growth", "--from", "starter", "--phase", "plans").json == sayar("services", "starter").json
    )


def test_the_last_phase_stands_on_what_the_tier_does() -> None:
    assert (
        sayar("services", "growth", "--from", "starter", "--phase", "settle").json == sayar("services", "growth").json
    )


def test_while_writes_are_moved_services_stand_on_the_old_database_and_a_pause_is_in_the_map() -> None:
    found = sayar("services", "enterprise", "--from", "scale", "--phase", "cut-over").json
    assert {"supabase", "cluster-us-east", "api-aws-us-east"} <= set(found["nodes"]), "services and data are apart"
    assert not [name for name in found["nodes"] if "railway" in name], "nobody is sent there any more"
    assert [(one["name"], one["node"], one["capability"]) for one in found["events"]] == [
        ("cut-over", "supabase", "write")
    ]


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
        (("services", "growth", "--from", "starter"), "--from TIER and --phase NAME are given together"),
        (("services", "growth", "--from", "starter", "--phase", "shift-10"), "a phase of starter to growth: plans, "),
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
