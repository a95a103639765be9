"""`sayar diff` of what it cannot read: exit code 2, one line for each problem, no document, nothing written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.diffed import DATABASE, document, entry, export, kept, plain, preview, step, urn
from tests.cli.ran import ROOT, Ran, sayar

GOOD = export(entry("a"))
GONE = urn("gone")
LONG = {**GOOD, "deployment": {"resources": [entry("a", inputs={"ids": [0] * 1_000_000})]}}


def refused(folder: Path, *files: Any, more: tuple[str, ...] = ()) -> list[str]:
    """The lines on standard error for files with these contents."""
    names = [kept(folder, f"{('old', 'new')[place]}.json", one) for place, one in enumerate(files)]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for out in ((), ("--out", str(folder / "plan.json"))):
        ran: Ran = sayar("diff", *names, *more, *out, folder=None)
        assert (ran.code, ran.out) == (2, "")
        assert {path: path.read_bytes() for path in folder.iterdir()} == before, "nothing is written"
    lines = ran.err.splitlines()
    assert lines
    assert len(lines) == len(set(lines))
    return lines


BAD: dict[str, Any] = {
    "not a JSON document at line 1": json.dumps(GOOD)[:-40],
    "not a JSON document at line 2": "\nurn: no json\n",
    "not an object": [],
    "neither a stack export": {},
    "a checkpoint file of a backend": {"version": 3, "checkpoint": {"stack": "prod", "latest": {"resources": []}}},
    "deployment version 2: versions 3 and 4": export(version=2),
    "deployment version 5: versions 3 and 4": export(version=5),
    "deployment version '3'": export(version="3"),
    "holds a list of 1000000 entries: at most 100000": LONG,
    "stands there twice": export(entry("a"), entry("a")),
    f"its parent {GONE} is not there": export(entry("a", parent=GONE)),
    f"it depends on {GONE}, which is not there": export(entry("a", dependencies=[GONE])),
    f"depends on {GONE}, which": export(entry("a", propertyDependencies={"x": [GONE]})),
    "a circle: ": export(entry("a", dependencies=[urn("b")]), entry("b", dependencies=[urn("a")])),
    "a preview: it is compared by itself": preview(step("create")),
    "format 'sayar.plan/1'": {"format": "sayar.plan/1"},
    "is not a URN": document({"urn": "a", "type": "b"}),
    "resources[1]: not an object": export(5),  # type: ignore[arg-type]
    "resources[0].type: is missing": {"format": "sayar.graph/1", "resources": [{"urn": urn("b")}]},
    "plaintext secret that is no JSON": export(entry("a", inputs={"x": {**plain(1), "plaintext": "canary"}})),
}  # fmt: skip


@pytest.mark.parametrize("says", BAD)
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_bad_document_is_one_line_that_names_its_file(tmp_path: Path, says: str, side: str) -> None:
    files = (BAD[says], GOOD) if side == "old" else (GOOD, BAD[says])
    (line,) = refused(tmp_path, *files)
    assert line.startswith(f"{tmp_path / side}.json: ")
    assert says in line
    assert "canary" not in line


def test_both_files_wrong_are_the_problems_of_both(tmp_path: Path) -> None:
    lines = refused(tmp_path, export(entry("a", parent=GONE), entry("b", protect="yes")), BAD["not an object"])
    assert [line.partition(": ")[0] for line in lines] == [str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    both = export(entry("a", parent=GONE), entry("b", dependencies=[GONE]))
    assert len(refused(tmp_path, both, export(version=2))) == 3


def test_two_resources_without_a_urn_are_two_problems(tmp_path: Path) -> None:
    lines = refused(tmp_path, export({"type": "x"}, {"type": "x"}), GOOD)
    assert [line.removeprefix(f"{tmp_path / 'old.json'}: ") for line in lines] == [
        "resources[1].urn: is missing",
        "resources[2].urn: is missing",
    ]


def test_a_missing_file_is_named_and_so_is_a_folder(tmp_path: Path) -> None:
    good = kept(tmp_path, "good.json", GOOD)
    for missing in ("nowhere.json", str(tmp_path / "no" / "where.json")):
        for files in ((missing, good), (good, missing), (missing,)):
            ran = sayar("diff", *files, folder=None)
            assert (ran.code, ran.out) == (2, "")
            (line,) = ran.err.splitlines()
            assert f"{missing}: No such file" in line
    ran = sayar("diff", good, str(tmp_path), folder=None)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert str(tmp_path) in ran.err


def test_both_files_missing_are_two_lines(tmp_path: Path) -> None:
    ran = sayar("diff", str(tmp_path / "a"), str(tmp_path / "b"), folder=None)
    assert (ran.code, [line.rpartition(": ")[2] for line in ran.err.splitlines()]) == (
        2,
        ["No such file or directory"] * 2,
    )


def test_no_file_and_three_files_are_wrong_questions(tmp_path: Path) -> None:
    good = kept(tmp_path, "good.json", GOOD)
    for files in ((), (good, good, good)):
        ran = sayar("diff", *files, folder=None)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)


def test_two_exports_of_different_projects_are_refused(tmp_path: Path) -> None:
    other = {"version": 3, "deployment": {"resources": [{**entry("a"), "urn": urn("a", project="blog")}]}}
    (line,) = refused(tmp_path, GOOD, other)
    assert line.startswith(f"{tmp_path / 'new.json'}: the project blog: ")
    assert "is of the project shop" in line


@pytest.mark.parametrize("side", ["old", "new"])
def test_several_projects_in_one_file_are_refused(tmp_path: Path, side: str) -> None:
    mixed = export(entry("a"), {**entry("b"), "urn": urn("b", project="blog")})
    (line,) = refused(tmp_path, *((mixed, GOOD) if side == "old" else (GOOD, mixed)))
    assert line.startswith(f"{tmp_path / side}.json: resources of the projects blog, shop")


@pytest.mark.parametrize("alone", [GOOD, document(entry("a")), {}, [], "", json.dumps(preview(step("create")))[:-30]])
def test_one_file_alone_must_be_a_preview(tmp_path: Path, alone: Any) -> None:
    (line,) = refused(tmp_path, alone)
    assert line.startswith(f"{tmp_path / 'old.json'}: ")
    assert "preview" in line


def test_a_preview_that_failed_half_way_is_no_forecast(tmp_path: Path) -> None:
    errors = [{"message": "no\ncredentials", "severity": "error"}, {"message": "note", "severity": "info"}]
    (line,) = refused(tmp_path, preview(step("create"), diagnostics=errors))
    assert line.endswith("the preview failed half-way: no credentials")
    two = [{"message": one, "severity": "error"} for one in ("first", "second")]
    assert len(refused(tmp_path, preview(diagnostics=two))) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"op": "create"},
        {"op": "create", "urn": "x"},
        5,
        step("update", diffReasons="x"),
        step("update", detailedDiff=[]),
        step("create-replacement", newState={"type": "x", "aliases": 5}),
        step("create", newState=[]),
        {**step("create"), "op": 5},
    ],
)
def test_a_broken_step_of_a_preview_is_one_line(tmp_path: Path, broken: Any) -> None:
    (line,) = refused(tmp_path, preview(broken))
    assert "steps[0]" in line


SERVICES = "format: sayar.services/1\nnodes: {a: {match: {name: a}}}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SERVICES + "surface: {}\n", "surface: unknown key"),
        (SERVICES + "surfaces: {s: {needs: [{on: b, mode: hard}]}}\n", "surfaces.s.needs[0].on: b: a node or group"),
        (SERVICES + "facts: [{match: {name: a}, effect: full, typical_s: nap_s}]\n", "there is no timing nap_s"),
        (SERVICES + "facts: [{match: {name: a}, effect: full, worst_s: __import__('os')}]\n", "facts[0].worst_s"),
        (SERVICES + "facts: [{match: {name: a}, effect: full, when: new.a = 1}]\n", "facts[0].when"),
        (SERVICES + "nodes: {}\n", "key nodes is there twice"),
        ("{", "line "),
    ],
)
def test_a_bad_services_file_is_one_line_that_names_it(tmp_path: Path, text: str, says: str) -> None:
    services = kept(tmp_path, "services.yaml", text)
    for files in ((GOOD, GOOD), (preview(step("create")),)):
        (line,) = refused(tmp_path, *files, more=("--services", services))
        assert "services.yaml: " in line
        assert says in line


def test_a_missing_services_file_is_named(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, GOOD, GOOD, more=("--services", str(tmp_path / "nowhere.yaml")))
    assert line.startswith("nowhere.yaml: ")


def test_a_refused_diff_leaves_an_older_document_as_it_was(tmp_path: Path) -> None:
    older = kept(tmp_path, "plan.json", "older")
    bad = kept(tmp_path, "old.json", "{")
    assert sayar("diff", bad, bad, "--out", older, folder=None).code == 2
    assert Path(older).read_text(encoding="utf-8") == "older"


def test_as_a_program_it_says_the_same_on_standard_error(tmp_path: Path) -> None:
    bad, good = kept(tmp_path, "bad.json", "{"), kept(tmp_path, "good.json", export(entry("a", DATABASE)))
    done = subprocess.run(
        [sys.executable, "-m", "sayar.cli.main", "diff", bad, good],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{bad}: not a JSON document at line 1\n"
