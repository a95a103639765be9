"""A second deployment of one program has other ids everywhere, and is no other stack for that."""

import json

import pytest

from sayar.engine import commands
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.load import graph_of
from sayar.graph.references import referenced
from tests.support.engine import MakeSandbox
from tests.support.platform import PROD, Platform

pytestmark = pytest.mark.engine


def test_a_deployment_with_other_ids_everywhere_is_the_same_stack(make_sandbox: MakeSandbox) -> None:
    platform = Platform(make_sandbox, "growth")
    platform.up()
    export = commands.export_stack(platform.engine, PROD)
    ids = {one["id"] for one in json.loads(export)["deployment"]["resources"] if len(one.get("id", "")) > 8}
    second = export
    for id_ in sorted(ids, key=len, reverse=True):
        second = second.replace(id_, f"{id_[:-4]}else")
    one, other = graph_of(export), graph_of(second)

    by_value = compare(one, other, load_facts())
    assert [change for change in by_value.changes if change.op == "replace"], "as values, ids replace what uses them"
    assert compare(*referenced(one, other), load_facts()).changes == ()
