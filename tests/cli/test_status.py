"""`sayar status`: from the stack's own file and its history, with no engine and no network."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
from sayar.documents.probe import MoveId
from sayar.documents.schemas import schema
from sayar.history import append, history_file
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import ROOT, project

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


def series(tmp_path: Path, name: str = "metrics.json", **rows: list[float]) -> str:
    """Values of days that end on 2026-11-26."""
    end = datetime(2026, 11, 26, tzinfo=UTC)
    said = {
        key: [
            [(end - timedelta(days=len(values) - 1 - place)).isoformat(), value] for place, value in enumerate(values)
        ]
        for key, values in rows.items()
    }
    path = tmp_path / name
    path.write_text(json.dumps({"format": "sayar.metrics/1", "as_of": "2026-11-26", "series": said}))
    return str(path)


def status(folder: Path, *more: str) -> Ran:
    return sayar("status", "--stack", "prod", *more, folder=folder)


def test_the_document_has_the_twelve_metrics_and_the_checklist_and_is_of_its_schema(folder: Path) -> None:
    lived(folder)
    found = status(folder, "--as-of", "2026-11-26", "--format", "json")
    Draft202012Validator(schema("status")).validate(found.json)
    assert (len(found.json["metrics"]), len(found.json["checklist"])) == (12, 19)
    assert found.json["measured_to"] is None
    known = {one["id"]: one["state"] for one in found.json["metrics"]}
    # The move was measured down, which is known without any series; when it was triggered nobody wrote down.
    assert [name for name, state in known.items() if state == "known"] == ["migration"]


def test_metrics_cut_by_the_history_stand_in_every_form(folder: Path, tmp_path: Path) -> None:
    lived(folder)
    path = series(tmp_path, down_s=[0.0] * 40, active_businesses=[60.0] * 30 + [66.0] * 30)
    found = status(folder, "--metrics", path, "--format", "json").json
    by_id = {one["id"]: one for one in found["metrics"]}
    assert (by_id["growth"]["value"], by_id["uptime"]["value"], found["measured_to"]) == (10, 100, "2026-11-26")
    assert [(one["of"], one["value"]) for one in by_id["uptime"]["readings"]] == [("starter", None), ("growth", 100)]
    text = status(folder, "--metrics", path).out
    assert "growth        platform                       10 % a month" in text
    assert "99.9 holds; 99.95 holds" in text
    assert max(map(len, text.splitlines())) <= 120
    markdown = status(folder, "--metrics", path, "--format", "markdown").out
    assert "| growth | platform | 10 % a month | – | 100% | 66 a day, 60 in the 30 days before |" in markdown
    assert r"- [x] p1-deploy: Deploy the production infrastructure" in markdown


def test_another_day_sees_what_was_known_then(folder: Path, tmp_path: Path) -> None:
    path = series(tmp_path, active_businesses=[60.0] * 60 + [66.0] * 30)
    growth = next(
        one
        for one in status(folder, "--metrics", path, "--as-of", "2026-10-27", "--format", "json").json["metrics"]
        if one["id"] == "growth"
    )
    assert growth["value"] == 0, "the thirty days of 66 had not come yet"


def test_csv_is_read_too_and_slips_of_units_are_refused(folder: Path, tmp_path: Path) -> None:
    csv = tmp_path / "metrics.csv"
    csv.write_text("series,timestamp,value\ndown_s,2026-11-26T00:00:00Z,86400\n")
    assert status(folder, "--metrics", str(csv)).code == 0
    csv.write_text("series,timestamp,value\ndown_s,2026-11-26T00:00:00Z,86401\n")
    found = status(folder, "--metrics", str(csv))
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        "metrics.csv: series.down_s: 86401: at most 86400 (seconds of a day in which a surface was down)\n"
    )


def test_without_being_asked_the_text_says_no_more_than_before(folder: Path) -> None:
    lived(folder)
    short, asked = (status(folder, "--as-of", "2026-11-26", *more).out for more in ((), ("--success",)))
    assert "p1-deploy" not in short
    assert asked.startswith(short)
    assert "  [x] p1-deploy" in asked


def test_with_a_move_under_way_the_way_back_stays_the_last_line(folder: Path) -> None:
    assert sayar("move", "start", "--stack", "prod", "--to", "scale", folder=folder).code == 0
    for form in ("text", "markdown"):
        found = status(folder, "--success", "--format", form)
        assert found.out.splitlines()[-1].startswith("way back: sayar move back --stack prod (")
    ticks = {one["id"]: one for one in status(folder, "--format", "json").json["checklist"]}
    assert ticks["p3-regions"]["reason"] == "a move to scale is under way"


def test_what_people_did_is_recorded_told_and_due_again_next_month(folder: Path) -> None:
    lived(folder)
    history = history_file(folder, "prod").read_bytes()
    told = status(
        folder, "--done", "review-costs", "--by", "Ada", "--note", "two tables to drop", "--as-of", "2026-03-20"
    )
    assert (told.code, told.err) == (0, "")
    assert "[x] review-costs: Review the costs (by Ada on 2026-03-20: two tables to drop)" in told.out
    assert history_file(folder, "prod").read_bytes() == history, "the history of moves is another file"
    for day, state in (("2026-03-31", "done"), ("2026-04-01", "open"), ("2026-03-19", "open")):
        rows = status(folder, "--as-of", day, "--format", "json").json["checklist"]
        assert next(one for one in rows if one["id"] == "review-costs")["state"] == state


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--done", "review-moon", "--by", "Ada"), "--done: review-moon: one of p1-deploy, "),
        (("--done", "p1-security", "--by", "Ada"), "--done: p1-security: the system ticks it by itself; one of "),
        (("--done", "review-costs"), "--by NAME is needed, for the record"),
        (("--done", "review-costs", "--by", "Ada", "--as-of", "2999-01-01"), "--as-of: 2999-01-01: "),
        (("--by", "Ada"), "--by: only with --done ITEM"),
        (("--note", "all is well"), "--note: only with --done ITEM"),
        (("--metrics", "none.json"), "none.json: No such file or directory"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    before = sorted(folder.rglob("*"))
    found = status(folder, *arguments)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert found.err.startswith(says)
    assert sorted(folder.rglob("*")) == before


def test_metrics_that_cannot_be_read_record_nothing(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    found = status(folder, "--done", "review-costs", "--by", "Ada", "--metrics", str(broken))
    assert found.code == 2
    assert not (folder / "history").exists()


def test_a_record_that_cannot_be_read_is_warned_of(folder: Path) -> None:
    (folder / "history" / "duties").mkdir(parents=True)
    (folder / "history" / "duties" / "prod.jsonl").write_text("{torn\n")
    found = status(folder, "--success")
    assert (found.code, found.err) == (0, "warning: duties/prod.jsonl: line 1 cannot be read and is skipped\n")


def test_no_pulumi_sdk_is_loaded_for_it(folder: Path, tmp_path: Path) -> None:
    path = series(tmp_path, down_s=[0.0] * 40)
    code = (
        "import sys\n"
        "from sayar.cli.main import run\n"
        f"code = run(['status', '--stack', 'prod', '--config-dir', {str(folder)!r}, '--metrics', {path!r}, "
        f"'--out', '{tmp_path}/out'])\n"
        "assert code == 0, code\n"
        "print([name for name in sys.modules if name.split('.')[0].startswith('pulumi') or name == 'grpc'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
