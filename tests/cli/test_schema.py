"""`sayar schema`: the schemas of what other programs read and write."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import NAMES
from tests.cli.ran import sayar
from tests.infra.projects import ROOT


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed_as_the_project_keeps_it(name: str) -> None:
    found = sayar("schema", name, folder=None)
    assert (found.code, found.err) == (0, "")
    Draft202012Validator.check_schema(found.json)
    assert found.out == (ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8")


def test_every_document_that_other_programs_read_has_one() -> None:
    assert set(NAMES) == {
        "config",
        "plan",
        "graph",
        "metrics",
        "triggers",
        "usage",
        "cost",
        "prices",
        "services",
        "doctor",
        "recover",
        "probe",
        "rehearsal",
        "move",
        "status",
        "runbook",
    }


def test_a_schema_needs_no_project(tmp_path: Path) -> None:
    """An editor asks for it from wherever it was started."""
    assert sayar("schema", "plan", folder=tmp_path).code == 0


def test_a_file_gets_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "plan.schema.json"
    assert sayar("schema", "plan", "--out", str(path), folder=None).out == ""
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "PlanDocument"


@pytest.mark.parametrize("arguments", [(), ("policy",), ("plan", "graph"), ("Plan",)])
def test_another_name_is_refused_with_those_that_there_are(arguments: tuple[str, ...]) -> None:
    found = sayar("schema", *arguments, folder=None)
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
