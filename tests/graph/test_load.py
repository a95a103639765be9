"""Exports and graph documents become graphs; what cannot be read is named, all of it at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.compare import compare
from sayar.graph.document import to_document
from sayar.graph.errors import InputError
from sayar.graph.load import graph_of, load_graph
from sayar.graph.model import UNKNOWN, Ciphertext, Graph, Resource, Secret
from tests.graph.builders import STACK, TYPE, FakeFacts, graph, thing, urn

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"


def export(*resources: dict[str, Any], version: Any = 3) -> str:
    return json.dumps({"version": version, "deployment": {"manifest": {}, "resources": list(resources)}})


ENTRY: dict[str, Any] = {
    "urn": urn("a"),
    "custom": True,
    "id": "i-1",
    "type": TYPE,
    "inputs": {
        "size": 2.0,
        "key": {SIGNATURE: SECRET, "ciphertext": "v1:abc"},
        "open": {SIGNATURE: SECRET, "plaintext": '"s"'},
        "later": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    },
    "outputs": {"result": "r"},
    "parent": STACK.urn,
    "protect": True,
    "retainOnDelete": True,
    "dependencies": [urn("b")],
    "propertyDependencies": {"later": [urn("b")], "size": None},
    "provider": f"{urn('p', 'pulumi:providers:vendor')}::id-1",
    "ignoreChanges": ["size"],
    "aliases": [urn("old")],
    "customTimeouts": {"create": 300, "update": 0},
    "deletedWith": urn("b"),
}


@pytest.mark.parametrize("version", [3, 4])
def test_an_export_is_read_with_all_that_a_comparison_looks_at(version: int) -> None:
    (found,) = graph_of(export(ENTRY, version=version)).resources
    assert found == Resource(
        urn("a"),
        TYPE,
        parent=STACK.urn,
        inputs={"key": Ciphertext("v1:abc"), "later": UNKNOWN, "open": Secret("s"), "size": 2},
        dependencies=(urn("b"),),
        property_dependencies={"later": (urn("b"),), "size": ()},
        provider=f"{urn('p', 'pulumi:providers:vendor')}::id-1",
        protect=True,
        retain_on_delete=True,
        ignore_changes=("size",),
        aliases=(urn("old"),),
        deleted_with=urn("b"),
        timeouts={"create": "300s"},
        id="i-1",
        outputs={"result": "r"},
    )


def test_no_secret_of_an_export_shows_in_its_repr() -> None:
    assert "v1:abc" not in repr(graph_of(export(ENTRY)))


def test_an_older_copy_that_waits_for_deletion_is_left_out() -> None:
    found = graph_of(export(ENTRY, {**ENTRY, "delete": True, "id": "i-0"}))
    assert [one.id for one in found.resources] == ["i-1"]


def test_the_outputs_of_an_export_are_those_of_its_root_stack() -> None:
    stack = {"urn": STACK.urn, "type": STACK.type, "custom": False, "outputs": {"tier": "starter"}}
    assert graph_of(export(stack)).outputs == {"tier": "starter"}


def test_an_empty_stack_is_an_empty_graph() -> None:
    assert graph_of('{"version": 3, "deployment": null}').resources == ()
    assert graph_of('{"version": 3, "deployment": {}}').resources == ()


def test_a_document_needs_only_urn_and_type() -> None:
    text = json.dumps({"format": "sayar.graph/1", "resources": [{"urn": urn("a"), "type": TYPE, "parent": None}]})
    assert graph_of(text) == Graph((Resource(urn("a"), TYPE),), {})


def test_a_graph_written_and_read_again_differs_in_nothing() -> None:
    one = graph(
        thing("base", {"x": 1}, protect=True, delete_before_replace=False, timeouts={"create": "5m"}),
        thing("user", {"id": UNKNOWN, "key": Secret("s")}, on={"id": ("base",)}, aliases=(urn("old"),)),
    )
    again = graph_of(json.dumps(to_document(one)))
    assert to_document(again) == to_document(one)
    result = compare(one, again, FakeFacts())
    assert (result.changes, result.secrets_assumed) == ((), 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a JSON document at line 1"),
        ("{\n\n,", "not a JSON document at line 3"),
        ("[]", "not an object: neither a stack export nor a graph document"),
        ("{}", "neither a stack export (no `deployment`) nor a graph document (no `format`)"),
        ('{"format": "sayar.graph/2"}', "format 'sayar.graph/2': 'sayar.graph/1' is read here"),
        (export(version=2), "deployment version 2: versions 3 and 4 are read here"),
        (export(version=5), "deployment version 5: versions 3 and 4 are read here"),
        (export(version=None), "deployment version None: versions 3 and 4 are read here"),
        ('{"version": 3, "deployment": []}', "deployment: not an object"),
        (export({**ENTRY, "urn": "x"}), "resources[0].urn: 'x' is not a URN"),
        (export({**ENTRY, "urn": None}), "resources[0].urn: is missing"),
        (export({**ENTRY, "inputs": []}), "resources[0].inputs: not an object"),
        (export({**ENTRY, "protect": "yes"}), "resources[0].protect: neither true nor false"),
        (export({**ENTRY, "dependencies": [1]}), "resources[0].dependencies: not a list of texts"),
        (export({**ENTRY, "propertyDependencies": {"x": 1}}), "resources[0].propertyDependencies.x: not a list"),
        (export(ENTRY, ENTRY), f"resources[1].urn: {urn('a')} stands there twice"),
        (
            export({**ENTRY, "inputs": {"x": {SIGNATURE: SECRET, "plaintext": "no json"}}}),
            "resources[0].inputs: holds a plaintext secret that is no JSON",
        ),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(text: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        graph_of(text)
    assert caught.value.problems == (problem,)


def test_all_problems_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        graph_of(export({"urn": "x", "type": ""}, {"urn": urn("b"), "type": TYPE, "custom": 1}))
    assert caught.value.problems == (
        "resources[0].urn: 'x' is not a URN",
        "resources[0].type: must not be empty",
        "resources[1].custom: neither true nor false",
    )


def test_a_file_is_named_in_its_problems(tmp_path: Path) -> None:
    missing, binary, empty = tmp_path / "missing.json", tmp_path / "binary.json", tmp_path / "empty.json"
    binary.write_bytes(b"\xff\xfe\x00")
    empty.write_text("{}")
    for path, words in ((missing, "No such file"), (binary, "not a UTF-8 text"), (empty, "neither a stack export")):
        with pytest.raises(InputError, match=words) as caught:
            load_graph(path)
        assert caught.value.problems[0].startswith(f"{path}: ")


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text("\ufeff" + export({"urn": urn("a"), "type": TYPE}), encoding="utf-8")
    assert len(load_graph(path).resources) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.text("ab:[]", max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(list(ENTRY)), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(ENTRY)), JSON))
def test_any_entry_is_read_or_refused_and_nothing_else_comes_out(changed: dict[str, Any]) -> None:
    problems: tuple[str, ...] | None = None
    try:
        graph_of(export({**ENTRY, **changed}))
    except InputError as error:
        problems = error.problems
    assert problems is None or problems


@pytest.mark.parametrize(
    ("mark", "op", "order", "property_"),
    [
        ({"taint": True}, "replace", "create_first", "#taint"),
        ({"pendingReplacement": True}, "replace", "delete_first", "#pending"),
        ({"initErrors": ["the vendor did not answer"]}, "update", None, "#initerror"),
        ({"taint": False, "initErrors": []}, None, None, None),
    ],
)
def test_what_an_earlier_update_left_unfinished_is_touched_again(
    mark: dict[str, Any], op: str | None, order: str | None, property_: str | None
) -> None:
    """As the engine does (pulumi/pulumi pkg/resource/deploy/step_generator.go, v3.259.0)."""
    entry = {"urn": urn("a"), "type": TYPE, "custom": True, "id": "i-1", "inputs": {"size": 1}}
    changes = compare(graph_of(export(entry | mark)), graph_of(export(entry)), FakeFacts()).changes
    if op is None:
        assert changes == ()
        return
    (change,) = changes
    assert (change.op, change.order, change.properties) == (op, order, (property_,))
