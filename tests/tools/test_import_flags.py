"""The importer of generated rows, on a small schema made up for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayar.facts.replacement import ReplacementFacts
from tools import import_flags

OBJECTS: dict[str, Any] = {
    "Block": {
        "size": {"type": "integer", "willReplaceOnChanges": True},
        "note": {"type": "string"},
        "inner": {"type": ["ref", "Inner"], "willReplaceOnChanges": "block"},
    },
    "Inner": {"id": {"type": "string", "willReplaceOnChanges": True}},
    "Loop": {
        "id": {"type": "string", "willReplaceOnChanges": True},
        "again": {"type": ["array", ["ref", "Loop"]]},
    },
    **{f"Deep{n}": {"d": {"type": ["ref", f"Deep{n + 1}"]}, "id": {"type": "string", "willReplaceOnChanges": True}}
       for n in range(10)},
}  # fmt: skip


def row(inputs: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The row of a type with upstream code, unless `upstream` is None."""
    body = {"inputs": inputs or {}, "upstream": "code.go", **more}
    if body["upstream"] is None:
        del body["upstream"]
    return import_flags.row(body, OBJECTS)


def prop(kind: Any = "string", flag: Any = None) -> dict[str, Any]:
    return {"type": kind} | ({} if flag is None else {"willReplaceOnChanges": flag})


def test_flags_become_paths_that_replace_that_may_and_blocks() -> None:
    inputs = {"b": prop(flag=True), "a": prop(flag=True), "c": prop(flag="conditional"), "free": prop()}
    assert row(inputs) == {"replace": ["a", "b"], "maybe": ["c"]}
    assert row({"free": prop()}) == {}, "a type that always updates in place has an empty row"


def test_a_block_is_one_and_the_flags_inside_of_it_keep_their_own_meaning() -> None:
    assert row({"block": prop(["ref", "Block"], "block")}) == {
        "replace": ["block.inner.id", "block.size"],
        "blocks": ["block", "block.inner"],
    }


def test_what_may_replace_is_looked_into_and_what_replaces_is_not() -> None:
    assert row({"x": prop(["ref", "Inner"], "conditional")}) == {"replace": ["x.id"], "maybe": ["x"]}
    assert row({"x": prop(["ref", "Inner"], True)}) == {"replace": ["x"]}, "a path below it would say nothing more"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (["ref", "Inner"], "x.id"),
        (["array", ["ref", "Inner"]], "x[*].id"),
        (["map", ["ref", "Inner"]], "x[*].id"),
        (["array", ["array", ["ref", "Inner"]]], "x[*][*].id"),
        (["map", ["array", ["ref", "Inner"]]], "x[*][*].id"),
    ],
)
def test_entries_of_lists_and_maps_are_any_entry(kind: Any, path: str) -> None:
    assert row({"x": prop(kind)}) == {"replace": [path]}


@pytest.mark.parametrize("kind", ["string", ["array", "string"], ["map", "integer"], ["ref", "Unheard"], ["enum", "E"]])
def test_there_is_nothing_inside_of_plain_values_and_unknown_objects(kind: Any) -> None:
    assert row({"x": prop(kind)}) == {}
    assert row({"x": prop(kind, True)}) == {"replace": ["x"]}


def test_an_object_that_holds_itself_ends() -> None:
    assert row({"x": prop(["ref", "Loop"])}) == {"replace": ["x.id"]}
    both = row({"x": prop(["ref", "Loop"]), "y": prop(["array", ["ref", "Loop"]])})
    assert both == {"replace": ["x.id", "y[*].id"]}, "the same object at two places is at both"


def test_very_deep_objects_end_too() -> None:
    (*_, deepest) = sorted(row({"x": prop(["ref", "Deep0"])})["replace"], key=len)
    assert deepest.count(".d") == import_flags.DEEPEST - 1


def test_without_upstream_code_every_input_may_replace() -> None:
    assert row({"a": prop()}, upstream=None) == {"maybe": ["*"]}
    assert row({"a": prop(flag=True)}, upstream=None) == {"replace": ["a"], "maybe": ["*"]}
    assert row({}, upstream=None) == {}, "a type without inputs cannot be edited"


def test_what_the_reader_of_the_code_could_not_decide_may_replace() -> None:
    found = row({"a": prop(flag="conditional"), "b": prop()}, replaceUnknown=["b", "a"])
    assert found == {"maybe": ["a", "b"]}, "sorted, each once"


def test_paths_that_are_written_out_are_taken_as_they_are() -> None:
    found = row({"spec": prop()}, replacePaths=["spec.selector", "a"], replacePathsConditional=["spec.size"])
    assert found == {"replace": ["a", "spec.selector"], "maybe": ["spec.size"]}


def test_the_mark_of_the_provider_is_the_reason_to_delete_first() -> None:
    assert row(deleteBeforeReplace=True) == {"delete_first": "the provider marks the type so"}
    assert row(deleteBeforeReplace=False) == {}


def test_own_names_delete_first_on_the_bridges_old_path_alone() -> None:
    """pulumi/pulumi-terraform-bridge#823: the framework path makes names and does not have the rule."""
    assert row(autoName="name", framework="sdkv2") == {"auto_name": "name", "named_first": True}
    assert row(autoName="name", framework="pf") == {"auto_name": "name"}
    assert row(autoName="name") == {"auto_name": "name"}
    assert row(framework="sdkv2") == {}


def test_objects_of_kubernetes_are_named_in_their_metadata() -> None:
    found = row({"spec": prop()}, replacePaths=["metadata.name"])
    assert found == {"replace": ["metadata.name"], "auto_name": "metadata.name", "named_first": True}


SCHEMA: dict[str, Any] = {
    "sdk": "pulumi_acme 1.2.3",
    "provider": "acme",
    "upstreamSource": "acme/terraform-provider-acme v9",
    "types": OBJECTS,
    "resources": {
        "pulumi:providers:acme": {"inputs": {"token": prop(flag=True)}, "upstream": "x"},
        "acme:index/z:Z": {"inputs": {"a": prop()}, "upstream": "z.go"},
        "acme:index/b:B": {"inputs": {"block": prop(["ref", "Block"], "block")}, "upstream": "b.go"},
    },
}


def test_the_document_names_its_package_version_source_and_date() -> None:
    found = import_flags.rows(SCHEMA, "2026-01-02")
    types = found.pop("types")
    assert found == {
        "package": "acme",
        "version": "1.2.3",
        "source": "acme/terraform-provider-acme v9",
        "date": "2026-01-02",
        "confidence": "documented",
    }
    assert list(types) == ["acme:index/b:B", "acme:index/z:Z"], "sorted, and without the provider itself"


def test_what_is_written_is_read_by_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    monkeypatch.setattr(import_flags, "ROOT", tmp_path)
    monkeypatch.setattr(import_flags, "TARGET", tmp_path / "generated")
    monkeypatch.setattr("sys.argv", ["import_flags.py", str(tmp_path / "schema.json"), "2026-01-02"])
    assert import_flags.main() == 0
    written = (tmp_path / "generated" / "acme.json").read_text(encoding="utf-8")
    assert json.loads(written) == import_flags.rows(SCHEMA, "2026-01-02")
    assert "2 types" in capsys.readouterr().out
    assert import_flags.main() == 0
    assert (tmp_path / "generated" / "acme.json").read_text(encoding="utf-8") == written, "the same bytes again"
    facts = ReplacementFacts(tmp_path)
    assert facts.verdict("acme:index/b:B", "block", None, {"size": 1}) == "replace"
    assert facts.verdict("acme:index/b:B", "block.note", "a", "b") == "update"
    assert facts.verdict("acme:index/z:Z", "a", "x", "y") == "update"
    assert not facts.knows("pulumi:providers:acme")
