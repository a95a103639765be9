"""A package is its generated rows with the reviewed ones laid over them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayar.facts.package import LayeredPackage, generated_types, reviewed_files
from sayar.facts.replacement import FactsError, ReplacementFacts, packages, problems
from sayar.graph.model import UNKNOWN

HEADER = 'package: x\nversion: "1"\nsource: "repo@1"\ndate: "2026-01-02"\nconfidence: assumed\ntypes:\n'
REVIEWED = """
  x:a:Both:
    stateful: the rows
    sticky: the setting
    replace: [account]
    update: [account.unit, name]
    maybe: [size]
    when:
      - {property: kind, when: "new == 'big'", verdict: update}
    unordered: [zones]
    defaults: {ttl: 300, nested.on: true}
    computed: [ip, zones]
  x:a:Hand: {replace: [name]}
  x:a:Silent: {}
  x:b:*: {stateful: by pattern}
"""
GENERATED = {
    "package": "x",
    "version": "1",
    "source": "code@2",
    "date": "2026-03-04",
    "confidence": "documented",
    "types": {
        "x:a:Both": {
            "replace": ["account.id", "account.unit", "kind", "name", "size", "ttl", "zones", "nested.on", "ip"],
            "maybe": ["late"],
            "blocks": ["block", "nested"],
            "delete_first": "the provider marks the type so",
        },
        "x:a:Made": {"replace": ["id", "block.id", "rules[*].ref"], "blocks": ["block"], "maybe": ["late"]},
        "x:a:Silent": {"replace": ["name"], "auto_name": "name", "named_first": True},
        "x:a:Open": {"maybe": ["*"], "replace": ["id"]},
        "x:a:Empty": {},
        "x:b:Made": {"replace": ["id"]},
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "x.json").write_text(json.dumps(GENERATED), encoding="utf-8")
    (tmp_path / "x.yaml").write_text(HEADER + REVIEWED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def facts(folder: Path) -> ReplacementFacts:
    return ReplacementFacts(folder)


def asked(facts: ReplacementFacts, type_: str, path: str, old: Any, new: Any) -> str:
    return facts.verdict(type_, path, old, new, before={path: old}, after={path: new})


@pytest.mark.parametrize(
    ("type_", "path", "old", "new", "verdict"),
    [
        # Only generated.
        ("x:a:Made", "id", 1, 2, "replace"),
        ("x:a:Made", "other", 1, 2, "update"),
        ("x:a:Made", "late", 1, 2, "maybe"),
        ("x:a:Made", "rules[2].ref", "a", "b", "replace"),
        ("x:a:Made", "rules[2].note", "a", "b", "update"),
        ("x:a:Empty", "anything", 1, 2, "update"),
        ("x:a:Open", "anything", 1, 2, "maybe"),
        ("x:a:Open", "id", 1, 2, "replace"),  # a flag is more specific than "every input may"
        # A block replaces where it comes or goes as a whole, and inside of it where its own property says so.
        ("x:a:Made", "block", None, {"size": 1}, "replace"),
        ("x:a:Made", "block", {"size": 1}, None, "replace"),
        ("x:a:Made", "block.size", 1, 2, "update"),
        ("x:a:Made", "block.id", 1, 2, "replace"),
        ("x:a:Made", "block", UNKNOWN, {"size": 1}, "maybe"),
        # Only reviewed.
        ("x:a:Hand", "name", 1, 2, "replace"),
        ("x:a:Hand", "other", 1, 2, "update"),
        # Both: a reviewed exception goes over the flag, what nobody reviewed keeps it.
        ("x:a:Both", "name", 1, 2, "update"),
        ("x:a:Both", "size", 1, 2, "maybe"),
        ("x:a:Both", "account.unit", 1, 2, "update"),
        ("x:a:Both", "account.id", 1, 2, "replace"),
        ("x:a:Both", "account.other", 1, 2, "replace"),
        ("x:a:Both", "late", 1, 2, "maybe"),
        ("x:a:Both", "block", None, {}, "replace"),
        ("x:a:Both", "kind", "small", "big", "update"),
        ("x:a:Both", "kind", "big", "small", "replace"),  # where the condition does not hold, the flag counts
        ("x:a:Both", "kind", "small", UNKNOWN, "maybe"),
        ("x:a:Silent", "name", 1, 2, "replace"),  # a reviewed row that says nothing takes nothing away
        # unordered
        ("x:a:Both", "zones", ["a", "b"], ["b", "a"], "same"),
        ("x:a:Both", "zones", ["a", "b"], ["b", "c"], "replace"),
        ("x:a:Both", "zones", ["a", UNKNOWN], ["b", "a"], "maybe"),
        # defaults: leaving a property out is the same as writing the value
        ("x:a:Both", "ttl", None, 300, "same"),
        ("x:a:Both", "ttl", 300, None, "same"),
        ("x:a:Both", "ttl", None, 60, "replace"),
        ("x:a:Both", "ttl", 60, 300, "replace"),
        ("x:a:Both", "ttl", None, UNKNOWN, "maybe"),
        ("x:a:Both", "nested.on", None, True, "same"),
        ("x:a:Both", "nested.on", None, 1, "replace"),  # true and 1 are two values
        # computed: left out, the vendor's value stays
        ("x:a:Both", "ip", "192.0.2.1", None, "same"),
        ("x:a:Both", "ip", None, "192.0.2.1", "replace"),
        ("x:a:Both", "zones", ["a"], None, "same"),
    ],
)
def test_a_verdict_comes_from_both_layers(
    facts: ReplacementFacts, type_: str, path: str, old: Any, new: Any, verdict: str
) -> None:
    assert asked(facts, type_, path, old, new) == verdict


def test_one_place_of_an_unordered_list_is_judged_by_the_whole_list(facts: ReplacementFacts) -> None:
    """The engine tells of places, the provider compares the list: moved entries are no difference at any place."""
    before, after = {"zones": ["a", "b"]}, {"zones": ["b", "a"]}
    assert facts.verdict("x:a:Both", "zones[0]", "a", "b", before=before, after=after) == "same"
    after = {"zones": ["b", "c"]}
    assert facts.verdict("x:a:Both", "zones[1]", "b", "c", before=before, after=after) == "replace"
    assert facts.verdict("x:a:Both", "zones[1]", "b", "c") == "maybe", "without the lists nobody can tell"


def test_what_only_a_review_says_and_what_only_the_code_says_are_both_there(facts: ReplacementFacts) -> None:
    row = facts.row("x:a:Both")
    assert row is not None
    assert (row.stateful, row.sticky) == ("the rows", "the setting")
    assert row.delete_first == "the provider marks the type so"
    silent = facts.row("x:a:Silent")
    assert silent is not None
    assert (silent.auto_name, silent.named_first, silent.stateful) == ("name", True, None)


def test_a_pattern_of_reviewed_types_goes_over_a_generated_type_too(facts: ReplacementFacts) -> None:
    assert facts.stateful("x:b:Made") == "by pattern"
    assert asked(facts, "x:b:Made", "id", 1, 2) == "replace"
    assert facts.stateful("x:b:Unheard") == "by pattern"


def test_a_generated_rule_keeps_its_own_source(facts: ReplacementFacts) -> None:
    row = facts.row("x:a:Both")
    assert row is not None
    assert row.origin.source == "repo@1"
    kind = row.rules[("kind",)]
    assert [(rule.verdict, rule.origin.source, rule.origin.confidence) for rule in kind] == [
        ("update", "repo@1", "assumed"),
        ("replace", "code@2", "documented"),
    ]
    assert [rule.origin.source for rule in row.rules[("name",)]] == ["repo@1"], "decided: the flag is never reached"


def test_a_type_of_neither_layer_is_not_known(facts: ReplacementFacts) -> None:
    assert not facts.knows("x:a:Unheard")
    assert asked(facts, "x:a:Unheard", "name", 1, 2) == "maybe"


def test_generated_rows_are_enough_for_a_package_and_reviewed_ones_too(folder: Path) -> None:
    assert generated_types(folder, "x") == tuple(sorted(GENERATED["types"]))
    (folder / "x.yaml").unlink()
    assert ReplacementFacts(folder).knows("x:a:Made")
    assert not ReplacementFacts(folder).knows("x:a:Hand")
    (folder / "generated" / "x.json").unlink()
    assert LayeredPackage(folder, "x").empty
    assert generated_types(folder, "x") == ()
    (folder / "x.yaml").write_text(HEADER + "  x:a:Hand: {}\n", encoding="utf-8")
    assert ReplacementFacts(folder).knows("x:a:Hand")
    assert not LayeredPackage(folder, "x").empty


def test_reviewed_rows_may_be_spread_over_the_files_of_a_folder(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "b.yaml").write_text(HEADER + "  x:c:New: {replace: [name]}\n", encoding="utf-8")
    (folder / "x" / "a.yaml").write_text(HEADER + "  x:d:New: {stateful: it}\n", encoding="utf-8")
    assert [path.name for path in reviewed_files(folder, "x")] == ["x.yaml", "a.yaml", "b.yaml"]
    facts = ReplacementFacts(folder)
    assert asked(facts, "x:c:New", "name", 1, 2) == "replace"
    assert facts.stateful("x:d:New") == "it"
    assert packages(folder) == ("x",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "5",
        json.dumps({"package": "x"}),
        json.dumps({**GENERATED, "package": "y"}),
        json.dumps({**GENERATED, "types": []}),
        json.dumps({key: value for key, value in GENERATED.items() if key != "source"}),
        json.dumps({key: value for key, value in GENERATED.items() if key != "date"}),
    ],
)
def test_a_broken_generated_file_is_one_line_that_names_it(folder: Path, text: str) -> None:
    (folder / "generated" / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(FactsError) as caught:
        ReplacementFacts(folder).knows("x:a:Made")
    line = str(caught.value)
    assert line.startswith("x.json: ")
    assert "\n" not in line
    assert problems(folder) == (line,)


def test_broken_files_of_both_layers_are_all_named_one_line_each(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "bad.yaml").write_text(HEADER + "  x:c:New: {oops: 1}\n", encoding="utf-8")
    (folder / "x" / "other.yaml").write_text(HEADER.replace("package: x", "package: y"), encoding="utf-8")
    (folder / "generated" / "x.json").write_text("{", encoding="utf-8")
    found = problems(folder)
    assert [line.partition(":")[0] for line in found] == ["bad.yaml", "other.yaml", "x.json"]
    assert all("\n" not in line for line in found)


@pytest.mark.parametrize("key", ["update", "unordered", "computed"])
def test_a_list_of_paths_must_be_one(folder: Path, key: str) -> None:
    (folder / "x.yaml").write_text(HEADER + f"  x:a:Hand: {{{key}: name}}\n", encoding="utf-8")
    with pytest.raises(FactsError, match=rf"^x\.yaml: x:a:Hand: {key} is not a list of property paths$"):
        ReplacementFacts(folder).knows("x:a:Hand")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{defaults: [ttl]}", "defaults is not a mapping"),
        ("{update: [name], replace: [name]}", "name has a second row that is never reached"),
        ("{auto_name: 5}", "auto_name is a property"),
        ("{named_first: name}", "named_first true or false"),
    ],
)
def test_a_wrong_reviewed_row_is_refused(folder: Path, body: str, says: str) -> None:
    (folder / "x.yaml").write_text(HEADER + f"  x:a:Hand: {body}\n", encoding="utf-8")
    with pytest.raises(FactsError, match=says):
        ReplacementFacts(folder).knows("x:a:Hand")
