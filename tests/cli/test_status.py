"""`sayar status`: from the stack's own file and its history, with no engine and no network."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
from sayar.documents.probe import MoveId
from sayar.history import append, history_file
from tests.cli.ran import PROD, sayar
from tests.infra.projects import project

FIRST = MoveId(origin="starter", to="growth", started="2026-03-01")
SECOND = MoveId(origin="growth", to="scale", started="2026-11-26")
CANARY = "postgres://canary:hunter2@db"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("status reads files alone")

    monkeypatch.setattr("sayar.cli.live.live", nobody)
    monkeypatch.setattr(socket.socket, "connect", nobody)
    return project(tmp_path, prod=PROD.format(tier="growth"))


def seconds(down_s: float, measured_s: float, longest_s: float) -> MeasuredSeconds:
    return MeasuredSeconds(measured_s=measured_s, down_s=down_s, longest_s=longest_s)


def lived(folder: Path) -> None:
    """A move that was finished: two phases forecast and measured, and one that nobody knew the worst of."""
    path = history_file(folder, "prod")
    for line in (
        HistoryLine(move=FIRST, forecast={"upgrade": {"api": ForecastSeconds(typical=20, worst=60)}}),
        HistoryLine(
            move=FIRST,
            forecast={
                "expand": {
                    "api": ForecastSeconds(typical=1.5, worst=None),
                    "web": ForecastSeconds(typical=0, worst=0),
                }
            },
        ),
        HistoryLine(
            move=FIRST,
            measured={
                "2026-03-02T10:00:00Z": {
                    "upgrade": {"api": seconds(17, 600, 12)},
                    "expand": {"api": seconds(2, 300, 2), "csv": seconds(0, 300, 0)},
                }
            },
        ),
        HistoryLine(move=FIRST, finished="2026-03-14T09:00:00Z"),
    ):
        append(path, line)


def test_a_stack_at_rest_says_its_tier_and_what_its_moves_were_said_to_cost_and_did(folder: Path) -> None:
    lived(folder)
    found = sayar("status", "--stack", "prod", "--as-of", "2026-11-26", "--format", "json", folder=folder)
    assert (found.code, found.err) == (0, "")
    document = found.json
    assert (document["format"], document["tier"], document["domain"]) == ("sayar.status/1", "growth", "shop.dev")
    assert (document["move"], document["as_of"]) == (None, "2026-11-26")
    (move,) = document["moves"]
    assert (move["from"], move["to"], move["finished"]) == ("starter", "growth", "2026-03-14T09:00:00Z")
    assert move["surfaces"]["api"] == {
        # 20 + 1.5 typical; nobody knew the worst of one phase, so nobody knows that of both
        "forecast": {"typical": 21.5, "worst": None},
        # 17 + 2 down of 600 + 300; the longest gap is the longer one
        "measured": {"measured_s": 900, "down_s": 19, "longest_s": 12},
    }
    assert move["surfaces"]["web"]["measured"] is None
    assert move["surfaces"]["csv"]["forecast"] is None
    assert move["phases"]["upgrade"]["api"]["forecast"] == {"typical": 20, "worst": 60}


def test_people_read_a_row_for_each_surface(folder: Path) -> None:
    lived(folder)
    lines = sayar("status", "--stack", "prod", "--as-of", "2026-11-26", folder=folder).out.splitlines()
    assert lines[:2] == ["prod: growth, shop.dev", "  no move is under way"]
    assert [line.split() for line in lines[4:]] == [
        [
            "starter",
            "to",
            "growth",
            "2026-03-01",
            "2026-03-14T09:00:00Z",
            "api",
            "21.5",
            "s",
            "unknown",
            "19",
            "s",
            "900",
            "s",
        ],
        ["csv", "-", "-", "0", "s", "300", "s"],
        ["web", "0", "s", "0", "s", "-", "-"],
    ]


def test_a_move_under_way_is_told_with_its_way_back_as_the_last_line(folder: Path) -> None:
    assert sayar("move", "start", "--stack", "prod", "--to", "scale", folder=folder).code == 0
    for form in ("text", "markdown"):
        found = sayar("status", "--stack", "prod", "--format", form, folder=folder)
        assert found.code == 0
        assert "growth to scale" in found.out
        assert "phase 1 of 11, plans" in found.out
        assert found.out.splitlines()[-1].startswith("way back: sayar move back --stack prod (")
        assert "changed:" not in found.out
    tier = folder / "Pulumi.growth.yaml"
    tier.write_text(tier.read_text().replace("retention_days: ", "retention_days: 1", 1))
    drifted = sayar("status", "--stack", "prod", folder=folder)
    assert "changed: Pulumi.growth.yaml, Pulumi.yaml or a leaf of a concern in Pulumi.prod.yaml" in drifted.out
    said = sayar("status", "--stack", "prod", "--format", "json", folder=folder).json
    assert said["move"]["base_changed"] is True


def test_a_line_that_cannot_be_read_is_warned_of_and_the_rest_is_told(folder: Path) -> None:
    lived(folder)
    append(history_file(folder, "prod"), HistoryLine(move=SECOND, undone="2026-11-27T09:00:00Z"))
    with history_file(folder, "prod").open("a") as file:
        file.write("{torn\n")
    found = sayar("status", "--stack", "prod", folder=folder)
    assert found.err == "warning: prod.jsonl: line 6 cannot be read and is skipped\n"
    assert "2026-11-27T09:00:00Z, taken back" in found.out
    assert sayar("status", "--stack", "prod", "--quiet", folder=folder).err == ""


def test_the_same_input_gives_the_same_bytes_and_no_secret(folder: Path) -> None:
    lived(folder)
    with (folder / "Pulumi.prod.yaml").open("a") as file:
        file.write(f"  sayar:secrets: {{telemetry: '{CANARY}'}}\n")
    for form in ("json", "text", "markdown"):
        asked = ("status", "--stack", "prod", "--as-of", "2026-11-26", "--format", form)
        first, second = (sayar(*asked, folder=folder) for _ in range(2))
        assert first == second
        assert first.code == 0
        assert CANARY not in first.out + first.err


def test_a_tier_is_a_stack_too_and_one_that_is_not_there_is_refused(folder: Path) -> None:
    assert sayar("status", "--stack", "scale", folder=folder).out.startswith("scale: scale, sayar.example")
    found = sayar("status", "--stack", "nobody", folder=folder)
    assert (found.code, len(found.err.splitlines())) == (2, 1)
