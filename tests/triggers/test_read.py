"""What a file of measured series may say, and what is told of one that cannot be right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.metrics import MetricsDocument
from sayar.graph.errors import InputError
from sayar.triggers.read import Metrics, read_metrics
from tests.triggers.measured import AT, DAY_S

GOOD: dict[str, Any] = {
    "format": "sayar.metrics/1",
    "as_of": "2026-11-22",
    "series": {"active_businesses": [["2026-11-21T00:00:00Z", 41], ["2026-11-22T02:00:00+02:00", 42.0]]},
    "needs": [{"kind": "compliance", "owner": "anna", "date": "2026-11-01", "reference": "contract 12"}],
}


def read(tmp_path: Path, document: Any, name: str = "metrics.json") -> Metrics:
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return read_metrics(path)


def problems(tmp_path: Path, document: Any, name: str = "metrics.json") -> tuple[str, ...]:
    with pytest.raises(InputError) as raised:
        read(tmp_path, document, name)
    assert all(line.startswith(f"{name}: ") and "\n" not in line for line in raised.value.problems)
    return tuple(line.removeprefix(f"{name}: ") for line in raised.value.problems)


def with_series(rows: Any, name: str = "active_businesses") -> dict[str, Any]:
    return {**GOOD, "series": {name: rows}}


def test_series_and_needs_are_read_in_utc(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.at == AT
    assert found.series["active_businesses"].times == (AT - DAY_S, AT)
    assert found.series["active_businesses"].values == (41, 42)
    assert [(one.kind, one.owner, one.date) for one in found.needs] == [("compliance", "anna", "2026-11-01")]


def test_the_schema_takes_what_the_reader_takes() -> None:
    Draft202012Validator(MetricsDocument.model_json_schema()).validate(GOOD)


def test_a_moment_may_be_given_for_as_of(tmp_path: Path) -> None:
    assert read(tmp_path, {**GOOD, "as_of": "2026-11-22T06:00:00+02:00"}).at == AT + 4 * 3600


def test_further_series_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, with_series([["2026-11-22T00:00:00Z", 12.5]], "down_s"))
    assert found.series["down_s"].values == (12.5,)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["2026-11-22T00:00:00Z", -1]], "[0]: -1: a number, 0 or more"),
        ([["2026-11-22T00:00:00Z", "41"]], "[0]: 41: a number, 0 or more"),
        ([["2026-11-22T00:00:00Z", None]], "[0]: null: a number, 0 or more"),
        ([["2026-11-22T00:00:00Z", True]], "[0]: true: a number, 0 or more"),
        ([["2026-11-22T00:00:00Z", 1e9]], "[0]: 1e+09: at most 1e+07 (businesses)"),
        ([["2026-11-22T00:00:00", 1]], "[0]: 2026-11-22T00:00:00: a moment with its zone, such as"),
        ([["2026-11-22", 1]], "[0]: 2026-11-22: a moment with its zone, such as"),
        ([["2026-13-01T00:00:00Z", 1]], "[0]: 2026-13-01T00:00:00Z: a moment with its zone"),
        ([[1764000000, 1]], "[0]: 1764000000: a moment with its zone"),
        (
            [["2026-11-22T00:00:00Z", 1], ["2026-11-22T00:00:00Z", 2]],
            "[1]: 2026-11-22T00:00:00Z: a moment stands here twice",
        ),
        (
            [["2026-11-22T00:00:00Z", 1], ["2026-11-22T01:00:00+01:00", 2]],
            "[1]: 2026-11-22T01:00:00+01:00: a moment stands here twice",
        ),
        (
            [["2026-11-22T00:00:00Z", 1], ["2026-11-21T00:00:00Z", 2]],
            "[1]: 2026-11-21T00:00:00Z: a moment stands here earlier than the one before it",
        ),
        ([["2026-11-22T00:00:00Z"]], '[0]: ["2026-11-22T00:00:00Z"]: a moment and a value'),
        ({"2026-11-22": 1}, ": a list of [moment, value]"),
    ],
)
def test_a_series_that_cannot_be_right_is_refused(tmp_path: Path, rows: Any, says: str) -> None:
    (line,) = problems(tmp_path, with_series(rows))
    assert line.startswith(f"series.active_businesses{says}")


def test_milliseconds_are_taken_for_what_they_are(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, with_series([["2026-11-22T00:00:00Z", 850]], "latency_p95_s"))
    assert line == "series.latency_p95_s[0]: 850: at most 120 (seconds, not milliseconds)"


def test_percents_are_taken_for_what_they_are(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, with_series([["2026-11-22T00:00:00Z", 30]], "requests_outside_primary_share"))
    assert line == "series.requests_outside_primary_share[0]: 30: at most 1 (a part, 0 to 1)"


def test_a_thousand_slips_of_one_kind_are_one_line(tmp_path: Path) -> None:
    rows = [[f"2026-11-{day:02}T00:00:00Z", -1] for day in range(1, 23)]
    (line,) = problems(tmp_path, with_series(rows))
    assert line.endswith("(and 21 more like it)")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "sayar.metrics/2"}, "format: \"sayar.metrics/2\": 'sayar.metrics/1'"),
        ({"as_of": None}, "as_of: null: a date, or a moment with its zone"),
        ({"as_of": "soon"}, 'as_of: "soon": a date, or a moment with its zone'),
        ({"serie": {}}, "serie: unknown key"),
        ({"series": []}, "series: an object of lists by name"),
        ({"needs": [{"kind": "speed", "owner": "anna", "date": "2026-11-01", "reference": "none"}]}, "needs[0].kind"),
        ({"needs": [{"kind": "compliance", "owner": "", "date": "2026-11-01", "reference": "x12"}]}, "needs[0].owner"),
        ({"needs": [{"kind": "compliance", "date": "2026-11-01", "reference": "x12"}]}, "needs[0].owner"),
        (
            {"needs": [{"kind": "compliance", "owner": "anna", "date": "2026-02-30", "reference": "x12"}]},
            'needs[0].date: "2026-02-30": a date such as 2026-11-22',
        ),
    ],
)
def test_a_document_that_cannot_be_right_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    assert problems(tmp_path, {**GOOD, **change})[0].startswith(says)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": NaN}', '"x"'])
def test_what_is_no_document_is_refused(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, text)) >= 1


def test_no_number_is_no_number(tmp_path: Path) -> None:
    text = json.dumps(with_series([["2026-11-22T00:00:00Z", 1.5]])).replace("1.5", "NaN")
    assert problems(tmp_path, text) == ("this is no JSON: NaN is no number",)


def test_a_csv_file_is_read_too_and_speaks_of_its_last_moment(tmp_path: Path) -> None:
    text = (
        "series,timestamp,value\n"
        "active_businesses,2026-11-21T00:00:00Z,41\n"
        "api_requests,2026-11-21T00:00:00Z,9000\n"
        "\n"
        "active_businesses,2026-11-22T00:00:00Z,42\n"
    )
    found = read(tmp_path, text, "metrics.csv")
    assert (found.at, found.needs) == (AT, ())
    assert found.series["active_businesses"].values == (41, 42)
    assert found.series["api_requests"].times == (AT - DAY_S,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: : the columns series,timestamp,value"),
        ("a,b\n1,2\n", "line 1: a,b: the columns series,timestamp,value"),
        ("series,timestamp,value\nx,2026-11-22T00:00:00Z\n", "line 2: 2 columns: 3"),
        ("series,timestamp,value\n", "there is no value in it"),
        ("series,timestamp,value\nx,2026-11-22T00:00:00Z,many\n", "series.x[0]: many: a number, 0 or more"),
        ("series,timestamp,value\nx,2026-11-22T00:00:00Z,nan\n", "series.x[0]: NaN: a number, 0 or more"),
    ],
)
def test_a_csv_file_that_cannot_be_right_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert problems(tmp_path, text, "metrics.csv")[0] == says


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_metrics(tmp_path / "none.json")
    assert raised.value.problems == (f"{tmp_path / 'none.json'}: No such file or directory",)
