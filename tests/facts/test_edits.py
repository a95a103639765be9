"""Single-property edits with the verdict that the providers' own code gives, each with its source.

What counts is finding every real replacement (recall) without crying wolf (precision). An edit is called out as a
replacement where the comparison says that it replaces, or that nobody can tell and it may.
"""

# ruff: noqa: T201 - its figures are for people to read (pytest -s)

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.model import Graph, Resource
from sayar.graph.wire import from_json

EDITS = Path(__file__).parent / "edits"
KEYS = {"type", "name", "old", "new", "verdict", "source"}
FLAGGED = ("replace", "maybe")


@dataclass(frozen=True)
class Edit:
    """One edit: inputs of both sides, what really happens, and who says so."""

    type: str
    name: str
    old: dict[str, Any]
    new: dict[str, Any]
    verdict: str
    source: str

    @property
    def id(self) -> str:
        return f"{self.type}: {self.name}"


def edits() -> Iterator[Edit]:
    for path in sorted(EDITS.glob("*.yaml")):
        for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["edits"]:
            assert set(row) == KEYS, f"{path.name}: {row.get('name')}: {sorted(set(row) ^ KEYS)}"
            yield Edit(**row)


ALL = tuple(edits())


def told(edit: Edit) -> str:
    """What the comparison says of the edit: replace, maybe, update or same."""
    urn = f"urn:pulumi:prod::edits::{edit.type}::it"
    old, new = (Graph((Resource(urn, edit.type, inputs=from_json(inputs)),)) for inputs in (edit.old, edit.new))
    changes = compare(old, new, load_facts()).changes
    if not changes:
        return "same"
    return "maybe" if changes[0].may_replace else changes[0].op


TOLD = {edit.id: told(edit) for edit in ALL}


def test_there_are_enough_edits_each_with_a_source_and_a_name_of_its_own() -> None:
    assert len(ALL) >= 400
    assert len({edit.type for edit in ALL}) >= 60
    assert len({edit.id for edit in ALL}) == len(ALL)
    for edit in ALL:
        assert len(edit.source) > 10, edit.id
        assert edit.verdict in ("replace", "update", "same"), edit.id
        assert edit.old != edit.new, edit.id


def test_every_real_replacement_is_found_and_few_others_are_called_one() -> None:
    real = {edit.id for edit in ALL if edit.verdict == "replace"}
    flagged = {id_ for id_, verdict in TOLD.items() if verdict in FLAGGED}
    certain = {id_ for id_, verdict in TOLD.items() if verdict == "replace"}
    recall = len(real & flagged) / len(real)
    precision = len(real & flagged) / len(flagged)
    print(
        f"\n{len(ALL)} edits of {len({edit.type for edit in ALL})} types, {len(real)} real replacements: "
        f"recall {recall:.3f}, precision {precision:.3f}; "
        f"of the {len(certain)} called certain {len(real & certain) / len(certain):.3f} are"
    )
    missed, cried = sorted(real - flagged), sorted(flagged - real)
    print("called one and are none:", *(f"\n  {TOLD[id_]}: {id_}" for id_ in cried))
    assert not missed, "\n".join(missed)
    assert precision >= 0.95, "\n".join(cried)


@pytest.mark.parametrize("verdict", ["update", "same"])
def test_what_is_certain_to_replace_is_never_an_update(verdict: str) -> None:
    """A certain verdict is the engine's own: it may be missing for lack of facts, but never wrong."""
    wrong = [edit.id for edit in ALL if edit.verdict == verdict and TOLD[edit.id] == "replace"]
    assert len(wrong) <= len(ALL) // 100, "\n".join(wrong)


def test_most_values_in_another_spelling_are_no_change_at_all() -> None:
    same = [edit for edit in ALL if edit.verdict == "same"]
    missed = [f"{TOLD[edit.id]}: {edit.id}" for edit in same if TOLD[edit.id] != "same"]
    print(f"\n{len(same) - len(missed)} of {len(same)} edits without effect are seen as such", *missed, sep="\n  ")
    assert len(missed) <= len(same) // 10
