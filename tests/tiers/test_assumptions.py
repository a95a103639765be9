"""Every figure that the arithmetic rests on is a row with a source, and every row is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from infra.tiers.assumptions import assumptions, read_assumptions
from infra.tiers.performance import expected
from infra.tiers.promises import promises
from tests.infra.projects import ROOT
from tests.tiers.sized import SCALE

ROW = {
    "id": "think_s",
    "value": 10,
    "unit": "seconds",
    "source": "assumed",
    "date": '"2026-11-26"',
    "confidence": "assumed",
    "why": "because",
}


def written(path: Path, **changes: object) -> Path:
    row = ROW | changes
    path.write_text("assumptions:\n  - {" + ", ".join(f"{key}: {value}" for key, value in row.items()) + "}\n")
    return path


def test_what_is_assumed_says_so_and_what_is_documented_says_where() -> None:
    for row in assumptions().rows:
        assert (row.source == "assumed") == (row.confidence == "assumed"), row.id
        assert len(row.why) > 20, row.id


def test_units_are_in_the_names_of_rows_and_shares_are_below_one() -> None:
    for row in assumptions().rows:
        if row.unit in ("seconds", "milliseconds") or row.id.endswith(("_s", "_ms")):
            assert row.id.endswith("_ms" if row.unit == "milliseconds" else "_s"), row.id
        if row.unit == "share":
            assert 0 < row.value < 1, row.id


def test_every_row_is_behind_some_figure_and_every_figure_names_rows_that_are_there() -> None:
    found = expected(promises().tiers["scale"], SCALE, assumptions())
    used = {id_ for figure in found for id_ in figure.uses}
    assert used == {row.id for row in assumptions().rows}


def test_no_figure_of_the_arithmetic_is_a_number_in_the_code() -> None:
    """What may stand there: none, one, two regions, thousandths, seconds of a day, decimals of a rounding."""
    allowed = {"0", "1", "100", "1000", "86400", "9", "10"}
    for name in ("performance", "needs", "judging", "arithmetic", "sizes"):
        text = (ROOT / "infra" / "tiers" / f"{name}.py").read_text(encoding="utf-8")
        code = re.sub(r'"""[\s\S]*?"""|"[^"\n]*"|#.*', "", text)
        assert set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code)) <= allowed, name


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 0},
        {"value": '"10"'},
        {"unit": "hours"},
        {"confidence": "sure"},
        {"source": '""'},
        {"date": "2026-11-26"},
        {"id": "Think"},
        {"note": "more"},
    ],
)
def test_a_row_that_is_not_whole_is_refused(changes: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        read_assumptions(written(tmp_path / "rows.yaml", **changes))


def test_a_row_may_be_measured(tmp_path: Path) -> None:
    found = read_assumptions(written(tmp_path / "rows.yaml", confidence="measured", source="trial of 2027"))
    assert found.row("think_s").confidence == "measured"


def test_a_row_stands_there_once(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.yaml")
    path.write_text(path.read_text() + path.read_text().partition("\n")[2])
    with pytest.raises(ValueError, match="think_s is there twice"):
        read_assumptions(path)


def test_a_what_if_changes_one_figure_and_nothing_that_is_shared() -> None:
    changed = assumptions().with_value("think_s", 20)
    assert changed.value("think_s") == 20
    assert assumptions().value("think_s") == 10
    with pytest.raises(KeyError):
        assumptions().with_value("thought_s", 20)
