"""What stays at the stand-ins between two moves is deleted, as people decide; what a stack holds is not touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayar.engine.rehearsal_leftovers import deleted
from sayar.engine.sandbox.world import Thing, World

BUCKET = "cloudflare:index/r2Bucket:R2Bucket"


@pytest.fixture
def world(tmp_path: Path) -> World:
    found = World(tmp_path / "world.json")
    with found.change() as contents:
        for name in ("kept", "left", "leaving"):
            contents.put("create", Thing(BUCKET, f"id-{name}", f"urn::{name}", 1, {"name": name}))
    return found


def export(*rows: dict[str, object]) -> str:
    return json.dumps({"version": 3, "deployment": {"resources": [{"type": BUCKET, **row} for row in rows]}})


def test_only_what_no_stack_holds_goes_and_it_is_counted(world: World) -> None:
    """A replaced one that waits for its delete is in the state too: the engine takes it away itself."""
    held = export({"id": "id-kept"}, {"id": "id-leaving", "delete": True})
    assert deleted(world, held) == 1
    assert [thing.id for thing in world.things()] == ["id-kept", "id-leaving"]
    assert deleted(world, held) == 0


def test_an_empty_stack_holds_nothing(world: World) -> None:
    assert deleted(world, json.dumps({"version": 3, "deployment": None})) == 3
    assert world.things() == ()


def test_the_same_id_of_another_type_is_another_object(world: World) -> None:
    rows = export(*({"id": thing.id, "type": "other:index:Thing"} for thing in world.things()))
    assert deleted(world, rows) == 3
