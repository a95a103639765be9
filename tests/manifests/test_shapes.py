"""The table of what fields hold is the schemas' own."""

import json

from sayar.manifests.objects import _BUILT_IN
from sayar.manifests.placeholders import TABLE
from tests.manifests.shapes import definitions, table


def test_the_table_says_what_the_schemas_say() -> None:
    assert json.loads(TABLE.read_text(encoding="utf-8")) == table(), "python -m tests.manifests.shapes takes them over"


def test_every_group_that_has_a_schema_is_built_in() -> None:
    """But for what webhooks are asked, and a group that no server has any more."""
    rows = [row for one in definitions().values() for row in one.get("x-kubernetes-group-version-kind", ())]
    assert {row["group"] for row in rows} - _BUILT_IN == {"admission.k8s.io", "extensions", "imagepolicy.k8s.io"}
