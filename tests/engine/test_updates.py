"""What a backend remembers of updates, and updates of a part."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sayar.cli.live import PulumiStack
from sayar.engine.errors import EngineRunError
from sayar.engine.updates import LastUpdate, last_update, read_updates
from tests.support.fake_engine import calls, fake_engine

CANARY = "hunter2"


def row(kind: str = "update", result: str = "succeeded", **flags: str) -> dict[str, Any]:
    """An entry as v3.259.0 writes it; the config stands there in plain words."""
    return {
        "kind": kind,
        "result": result,
        "endTime": "2026-11-26T12:02:41.000Z",
        "environment": {"exec.kind": "cli", **{f"pulumi.flag.{name}": value for name, value in flags.items()}},
        "config": {"sayar:secrets": {"value": CANARY, "secret": False}},
    }


ENDED = datetime(2026, 11, 26, 12, 2, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row()], LastUpdate(True, True, ENDED)),
        ([row(result="failed"), row()], LastUpdate(False, True, ENDED)),
        ([row(target="set")], LastUpdate(True, False, ENDED)),
        ([row(exclude="set")], LastUpdate(True, False, ENDED)),
        # A refresh changes nothing at a vendor, so it says nothing about the phase.
        ([row("refresh", "failed"), row("rename"), row()], LastUpdate(True, True, ENDED)),
        ([{"kind": "update", "result": "in-progress"}], LastUpdate(False, True, None)),
        ([{"kind": "update", "result": "succeeded", "endTime": "soon"}], LastUpdate(True, True, None)),
        ([row("refresh")], None),
        ([], None),
        (None, None),
    ],
)
def test_the_newest_update_counts(rows: Any, found: LastUpdate | None) -> None:
    assert read_updates(json.dumps(rows)) == found
    assert CANARY not in repr(read_updates(json.dumps(rows)))


def test_a_text_of_something_else_tells_of_no_update() -> None:
    assert read_updates("error: no") is None


def test_one_page_is_asked_for_and_a_failure_is_the_engines(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, f"print({json.dumps(json.dumps([row()]))})")
    assert last_update(engine, "prod") == LastUpdate(True, True, ENDED)
    asked = "stack history --stack prod --json --page-size 20 --page 1 --non-interactive --color never"
    assert calls(engine) == [asked]
    with pytest.raises(EngineRunError, match="stack history ended with exit code 1"):
        last_update(fake_engine(tmp_path, "sys.exit('error: no stack')"), "prod")


def test_an_update_of_a_part_names_every_resource_and_is_never_one_of_all(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "sys.exit(0)")
    PulumiStack(engine, "prod").update_only(("urn:one", "urn:two"), print)
    (asked,) = calls(engine)
    assert "--target urn:one --target urn:two" in asked
    assert "--target-dependents" not in asked
    with pytest.raises(ValueError, match="at least one URN"):
        PulumiStack(engine, "prod").update_only((), print)
    assert len(calls(engine)) == 1
