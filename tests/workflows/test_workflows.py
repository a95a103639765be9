"""The workflows run other people's code with our tokens, so what they may do is tested."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.forecast_changed import moves

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - plain texts, and `on` stays a word
    assert isinstance(document, dict)
    return document


def steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_full_hash_with_its_version_beside_it(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_may_do_nothing_by_default_and_a_job_may_only_read(path: Path) -> None:
    document = load(path)
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        assert job["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_code_of_a_fork_never_meets_a_token(path: Path) -> None:
    document = load(path)
    assert "pull_request_target" not in document["on"]
    for job in document["jobs"].values():
        if "secrets." in str(job):
            assert "head.repo.full_name == github.repository" in job["if"]


def test_the_forecast_has_no_token_at_all() -> None:
    job = load(ROOT / ".github" / "workflows" / "preview.yaml")["jobs"]["forecast"]
    assert "secrets" not in str(job)
    assert "if" not in job


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_that_a_contributor_can_write_is_pasted_into_a_shell(path: Path) -> None:
    for step in steps(load(path)):
        assert "${{" not in step.get("run", ""), "values reach a script through env"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    for step in steps(load(path)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["README.md"], []),
        (["Pulumi.starter.yaml"], [("starter", "growth")]),
        (["Pulumi.growth.yaml"], [("starter", "growth"), ("growth", "scale")]),
        (["Pulumi.enterprise.yaml"], [("scale", "enterprise")]),
        (["components/edge/zone.py"], [("starter", "growth"), ("growth", "scale"), ("scale", "enterprise")]),
    ],
)
def test_a_changed_tier_file_is_forecast_in_the_moves_it_takes_part_in(
    changed: list[str], expected: list[tuple[str, str]]
) -> None:
    assert moves(changed) == expected
