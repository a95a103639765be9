"""`sayar triggers`: the document, the exit codes, and everything that is refused in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from sayar.triggers.prometheus import Asked, PrometheusError, Source
from sayar.triggers.read import Metrics
from tests.cli.ran import Ran, sayar
from tests.infra.projects import ROOT

CANARY = "canary-51aa"
END = datetime(2026, 11, 22, tzinfo=UTC)
CALM = {"active_businesses": 10, "api_requests": 1000, "egress_gb": 0.1, "revenue_usd": 10, "latency_p95_s": 0.3}


def rows(values: Sequence[float], hours: int = 24) -> list[list[Any]]:
    last = len(values) - 1
    at = [END - timedelta(hours=hours * (last - place)) for place in range(len(values))]
    return [[one.isoformat(), value] for one, value in zip(at, values, strict=True)]


def metrics(tmp_path: Path, other: Mapping[str, Any] | None = None, **top: Any) -> str:
    """A file in which nothing is near its threshold, but for what is said otherwise; None leaves a series out."""
    series = {name: rows([value] * 200) for name, value in CALM.items() if name != "latency_p95_s"}
    series["latency_p95_s"] = rows([0.3] * 24 * 8, hours=1)
    series = {name: row for name, row in {**series, **(other or {})}.items() if row is not None}
    path = tmp_path / "metrics.json"
    path.write_text(json.dumps({"format": "sayar.metrics/1", "as_of": "2026-11-22", "series": series, **top}))
    return str(path)


def triggers(path: str, *more: str, tier: str = "starter") -> Ran:
    return sayar("triggers", "--tier", tier, "--metrics", path, *more, folder=None)


def test_nothing_near_a_threshold_is_a_stay_with_code_0(tmp_path: Path) -> None:
    found = triggers(metrics(tmp_path), "--format", "json")
    Draft202012Validator(schema("triggers")).validate(found.json)
    assert (found.code, found.err, found.json["status"], found.json["recommended"]) == (0, "", "stay", "starter")
    assert (found.json["as_of"], found.json["begin_by"], found.json["exit_code"]) == ("2026-11-22", None, 0)
    ids = [one["id"] for one in found.json["triggers"]]
    assert ids == ["businesses", "requests", "bandwidth", "latency", "revenue"], "in the order of the strategy"
    assert [(one["threshold"], one["op"]) for one in found.json["triggers"]] == [
        (50, ">="),
        (500_000, ">="),
        (100, ">"),
        (3, ">"),
        (5000, ">"),
    ]


def test_one_trigger_that_is_met_makes_a_move_due(tmp_path: Path) -> None:
    found = triggers(metrics(tmp_path, {"active_businesses": rows([55.0] * 3), "egress_gb": None}), "--format", "json")
    assert (found.code, found.json["status"], found.json["recommended"]) == (0, "due", "growth")
    assert found.json["begin_by"] == "2026-11-22", "at once"
    states = {one["id"]: one["state"] for one in found.json["triggers"]}
    assert (states["businesses"], states["bandwidth"]) == ("true", "unknown")


def test_without_a_series_nobody_decides_and_the_code_is_4(tmp_path: Path) -> None:
    found = triggers(metrics(tmp_path, {"revenue_usd": None}), "--format", "json")
    assert (found.code, found.json["status"], found.json["exit_code"]) == (4, "undecided", 4)
    text = triggers(metrics(tmp_path, {"revenue_usd": None})).out
    assert "UNDECIDED: nobody can tell whether starter is still enough: too little is known of revenue\n" in text
    assert "revenue: there is no series revenue_usd\n" in text


@pytest.mark.parametrize(("today", "status"), [(38, "plan"), (37, "plan"), (30, "watch"), (20, "stay")])
def test_a_trend_is_watched_and_planned_for_by_the_lead_time(tmp_path: Path, today: int, status: str) -> None:
    """One business more each day: 50 are there in 12, 13, 20 and 30 days, and the move takes 14 to prepare."""
    growing = rows([float(max(today - 39 + place, 0)) for place in range(40)])
    found = triggers(metrics(tmp_path, {"active_businesses": growing}), "--format", "json").json
    assert (found["status"], found["lead_days"]) == (status, 14)
    dates = found["triggers"][0]["crosses_on"]
    ahead = 50 - today
    assert dates["expected"] == (END.date() + timedelta(days=ahead)).isoformat()
    begin = max(END.date() + timedelta(days=ahead - 14), END.date()).isoformat()
    assert found["begin_by"] == (None if status == "stay" else begin)


def test_a_declared_need_counts_and_says_who_declared_it(tmp_path: Path) -> None:
    need = {"kind": "compliance", "owner": "head of sales", "date": "2026-11-01", "reference": "contract 12"}
    found = triggers(metrics(tmp_path, needs=[need]), "--format", "json", tier="growth").json
    assert (found["status"], found["recommended"]) == ("due", "scale")
    (row,) = [one for one in found["triggers"] if one["id"] == "compliance"]
    assert row["reason"] == "declared by head of sales on 2026-11-01: contract 12"


def test_another_day_judges_what_was_known_then(tmp_path: Path) -> None:
    growing = rows([float(place) for place in range(60)])
    path = metrics(tmp_path, {"active_businesses": growing})
    assert triggers(path, "--format", "json").json["status"] == "due"
    then = triggers(path, "--as-of", "2026-10-25", "--format", "json").json
    # 60 days of 0, 1, … 59: on that day, 28 before the end, the figure is 31 and 50 are 19 days away. Of the answers
    # of that week nothing is known.
    assert (then["as_of"], then["status"]) == ("2026-10-25", "undecided")
    assert (then["triggers"][0]["value"], then["triggers"][0]["crosses_on"]["expected"]) == (29, "2026-11-13")
    assert any(line.startswith("values after that day do not count: active_businesses") for line in then["notes"])


def test_the_day_of_the_last_move_holds_back_and_makes_a_smaller_tier_thinkable(tmp_path: Path) -> None:
    path = metrics(tmp_path, {"latency_p95_s": rows([0.3] * 200)})
    small = triggers(path, "--since", "2026-01-01", "--format", "json", tier="growth").json
    assert (small["status"], small["recommended"]) == ("stay", "starter")
    young = triggers(path, "--since", "2026-11-20", "--format", "json", tier="growth").json
    assert (young["recommended"], young["notes"][0]) == (
        "growth",
        "growth was reached 2 days ago; for 14 days it stays, whatever is measured",
    )


def test_the_text_and_the_markdown_say_the_same(tmp_path: Path) -> None:
    path = metrics(tmp_path, {"active_businesses": rows([55.0] * 3), "down_s": rows([0.0] * 3)})
    text, markdown = triggers(path).out, triggers(path, "--format", "markdown").out
    assert text.startswith("starter, measured up to 2026-11-22\nDUE: starter is too small, growth fits, ")
    assert "businesses  yes" in text
    assert "| businesses | yes | 55 | from 50 | 3 d | 100% | – | on 3 of the last 3 days |" in markdown
    assert "no trigger reads: down_s" in text
    assert max(map(len, text.splitlines())) <= 120


def test_the_same_question_gets_the_same_bytes(tmp_path: Path) -> None:
    path = metrics(tmp_path)
    assert triggers(path, "--format", "json").out == triggers(path, "--format", "json").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--tier", "starter"), "one of --metrics FILE and --prometheus URL"),
        (("--metrics", "FILE"), "--tier"),
        (("--tier", "team", "--metrics", "FILE"), '--tier: "team": one of starter, growth, scale, enterprise'),
        (("--tier", "starter", "--metrics", "none.json"), "none.json: No such file or directory"),
        (("--tier", "starter", "--metrics", "FILE", "--since", "2026-11-23"), "2026-11-22 or earlier"),
        (("--tier", "starter", "--metrics", "FILE", "--since", "soon"), "soon: a date such as 2026-11-24"),
        (("--tier", "starter", "--metrics", "FILE", "--query", "a=b"), "--query: only with --prometheus URL"),
        (("--tier", "starter", "--metrics", "FILE", "--prometheus", "http://127.0.0.1:9"), "one of --metrics FILE"),
        (("--tier", "starter", "--prometheus", "http://shop.dev"), "only https, or http on this machine"),
        (("--tier", "starter", "--prometheus", "http://127.0.0.1:9", "--query", "a"), "--query: a: SERIES=PROMQL"),
        (("--tier", "starter", "--prometheus", "http://127.0.0.1:9", "--query", "a=b"), "--query: a: one of active_"),
    ],
)
def test_bad_input_is_one_line_and_code_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    path = metrics(tmp_path)
    found = sayar("triggers", *(path if word == "FILE" else word for word in arguments), folder=None)
    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert len(found.err.splitlines()) == 1


def test_a_prometheus_that_does_not_answer_is_code_6() -> None:
    found = sayar("triggers", "--tier", "starter", "--prometheus", "http://127.0.0.1:9", folder=None)
    assert (found.code, found.out) == (6, "")
    assert found.err == "--prometheus: nobody answers at 127.0.0.1: ConnectError\n"


def test_a_prometheus_is_given_the_token_of_the_environment_and_it_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Source, float | None]] = []

    def read(source: Source, at: float | None = None) -> Asked:
        asked.append((source, at))
        if len(asked) > 1:
            raise PrometheusError("no answer within 10 seconds")
        return Asked(Metrics({}, (), END.timestamp()), ("egress_gb: no answer; it counts as unknown",))

    monkeypatch.setattr("sayar.triggers.prometheus.read_prometheus", read)
    monkeypatch.setenv("SAYAR_PROMETHEUS_TOKEN", f" {CANARY}\n")
    asks = ("triggers", "--tier", "starter", "--prometheus", "https://prometheus.example.org")
    found = sayar(*asks, "--query", "egress_gb=sum(x) == 1", "--format", "json", folder=None)
    assert (found.code, found.json["notes"]) == (4, ["egress_gb: no answer; it counts as unknown"])
    assert (asked[0][0].token, asked[0][0].queries) == (CANARY, {"egress_gb": "sum(x) == 1"})
    failed = sayar(*asks, "--as-of", "2026-11-20", folder=None)
    assert (failed.code, failed.err) == (6, "--prometheus: no answer within 10 seconds\n")
    assert asked[1][1] == (END - timedelta(days=2)).timestamp()
    assert CANARY not in found.out + found.err + failed.err


def test_no_pulumi_sdk_is_loaded(tmp_path: Path) -> None:
    path = metrics(tmp_path)
    code = (
        "import sys\n"
        "from sayar.cli.main import run\n"
        f"code = run(['triggers', '--tier', 'starter', '--metrics', {path!r}, '--out', '{tmp_path}/out'])\n"
        "assert code == 0, code\n"
        "print([name for name in sys.modules if name.split('.')[0].startswith('pulumi') or name == 'grpc'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
