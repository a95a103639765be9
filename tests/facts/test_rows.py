"""A file of facts is either right or refused with one line that names the file, the type and the fault."""

from pathlib import Path

import pytest

from sayar.facts.replacement import FOLDER, FactsError, ReplacementFacts, problems
from sayar.facts.rows import read_package

HEADER = 'package: x\nversion: "1"\nsource: "repo@1"\ndate: "2026-01-02"\nconfidence: documented\ntypes:\n'


def written(folder: Path, text: str, name: str = "x.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


FAULTS = {
    "unknown key 'replaces'": HEADER + "  x:a:A: {replaces: [name]}\n",
    "unknown key 'verdikt'": HEADER
    + "  x:a:A:\n    when:\n      - {property: p, when: 'old == null', verdikt: update}\n",
    "unknown key 'extra'": "extra: 1\n" + HEADER + "  x:a:A: {}\n",
    "source is missing": HEADER.replace('source: "repo@1"\n', "") + "  x:a:A: {}\n",
    "date is missing": HEADER.replace('date: "2026-01-02"\n', "") + "  x:a:A: {}\n",
    "confidence is missing": HEADER.replace("confidence: documented\n", "") + "  x:a:A: {}\n",
    "version is missing": HEADER.replace('version: "1"\n', "") + "  x:a:A: {}\n",
    "source is not a text": HEADER.replace('"repo@1"', '" "') + "  x:a:A: {}\n",
    "date '2026-13-02'": HEADER.replace("2026-01-02", "2026-13-02") + "  x:a:A: {}\n",
    "confidence 'sure'": HEADER.replace("documented", "sure") + "  x:a:A: {}\n",
    "x:a:A is there twice": HEADER + "  x:a:A: {}\n  x:b:B: {}\n  x:a:A: {replace: [p]}\n",
    "replace is there twice": HEADER + "  x:a:A:\n    replace: [p]\n    replace: [q]\n",
    "p has a second row that is never reached": HEADER + "  x:a:A: {replace: [p], maybe: [p]}\n",
    "a.b has a second row": HEADER + "  x:a:A: {replace: [a.b, a.b]}\n",
    "not a type of package 'x'": HEADER + "  y:a:A: {}\n",
    "package is 'y'": HEADER.replace("package: x", "package: y") + "  x:a:A: {}\n",
    "the row is not a mapping": HEADER + "  x:a:A: [name]\n",
    "types is not a mapping": HEADER,
    "the file is not a mapping": "- 1\n",
    "replace is not a list": HEADER + "  x:a:A: {replace: name}\n",
    "when is not a list": HEADER + "  x:a:A: {when: {property: p}}\n",
    "a row under when is not a mapping": HEADER + "  x:a:A: {when: [p]}\n",
    "verdict is missing": HEADER + "  x:a:A:\n    when:\n      - {property: p, when: 'old == null'}\n",
    "verdict 'explode'": HEADER + "  x:a:A:\n    when:\n      - {property: p, when: 'old == null', verdict: explode}\n",
    "condition 'eval(old)'": HEADER
    + "  x:a:A:\n    when:\n      - {property: p, when: 'eval(old)', verdict: update}\n",
    "is not a property path": HEADER + "  x:a:A: {replace: ['a..b']}\n",
    "stateful is not a text": HEADER + "  x:a:A: {stateful: true}\n",
    "delete_first is not a text": HEADER + "  x:a:A: {delete_first: ''}\n",
    "a source of its own needs a date": HEADER + "  x:a:A: {source: other@2}\n",
    "has a key that is not a text": HEADER + "  5: {}\n",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_that_names_the_file_and_the_fault(fault: str, tmp_path: Path) -> None:
    path = written(tmp_path, FAULTS[fault])
    with pytest.raises(FactsError) as caught:
        read_package(path)
    line = str(caught.value)
    assert line.startswith("x.yaml: ")
    assert fault in line
    assert "\n" not in line
    assert problems(tmp_path) == (line,)


def test_a_fault_in_a_row_names_its_type(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "  x:a:A: {}\n  x:b:B: {oops: 1}\n")
    with pytest.raises(FactsError, match=r"^x\.yaml: x:b:B: unknown key 'oops'$"):
        read_package(path)


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- x", "a: !!python/object:os.system {}\n"])
def test_broken_or_hostile_yaml_is_one_line_too(text: str, tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        read_package(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_the_same_faults_come_from_the_first_question_about_the_package(tmp_path: Path) -> None:
    written(tmp_path, HEADER + "  x:a:A: {oops: 1}\n")
    with pytest.raises(FactsError, match="oops"):
        ReplacementFacts(tmp_path).knows("x:a:A")


def test_every_faulty_file_is_named_and_a_stray_file_too(tmp_path: Path) -> None:
    written(tmp_path, HEADER + "  x:a:A: {}\n")
    written(tmp_path, HEADER, "y.yaml")
    written(tmp_path, "notes", "notes.txt")
    assert [line.partition(":")[0] for line in problems(tmp_path)] == ["notes.txt", "y.yaml"]


def test_origin_is_inherited_by_every_row_and_overridden_in_part(tmp_path: Path) -> None:
    body = """  x:a:A:
    confidence: assumed
    replace: [p]
    when:
      - {property: p, when: "old == null", verdict: update, source: other@2, date: "2026-02-03"}
"""
    row = read_package(written(tmp_path, HEADER + body)).find("x:a:A")
    assert row is not None
    conditional, plain = row.rules[("p",)]
    assert (plain.origin.source, plain.origin.date, plain.origin.confidence) == ("repo@1", "2026-01-02", "assumed")
    assert (conditional.origin.source, conditional.origin.date) == ("other@2", "2026-02-03")
    assert conditional.origin.confidence == "assumed"


def test_an_exact_type_beats_a_pattern_and_a_longer_pattern_a_shorter_one(tmp_path: Path) -> None:
    body = "  x:*: {stateful: any}\n  x:a:*: {stateful: some}\n  x:a:A: {stateful: one}\n"
    package = read_package(written(tmp_path, HEADER + body))
    found = [getattr(package.find(name), "stateful", None) for name in ("x:a:A", "x:a:B", "x:b:B", "y:b:B")]
    assert found == ["one", "some", "any", None]


def test_only_the_packages_that_are_asked_for_are_read(tmp_path: Path) -> None:
    written(tmp_path, HEADER + "  x:a:A: {}\n")
    written(tmp_path, "broken: [", "y.yaml")
    facts = ReplacementFacts(tmp_path)
    assert facts.knows("x:a:A")
    with pytest.raises(FactsError, match=r"y\.yaml"):
        facts.knows("y:a:A")


@pytest.mark.parametrize("type_", ["../x:a:A", "", ":", "/etc/passwd:a:A", "x/../x:a:A"])
def test_a_type_from_a_foreign_file_reaches_no_file_outside_of_the_folder(type_: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path, "broken: [")
    assert not ReplacementFacts(tmp_path / "in").knows(type_)


def test_the_files_that_come_with_the_tool_are_right() -> None:
    assert problems() == ()
    assert {path.stem for path in FOLDER.glob("*.yaml")} >= {"cloudflare", "vercel", "random", "railway", "supabase"}
