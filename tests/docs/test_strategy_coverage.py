"""Every statement of the strategy has an answer, and the answer is there."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from tools import strategy_coverage
from tools.strategy_coverage import Section, Statement

ROOT = Path(__file__).resolve().parents[2]


def section(*rows: Statement) -> tuple[Section, ...]:
    return (Section(id="T", title="Tier", statements=rows),)


def test_every_statement_is_done_planned_or_human_and_its_files_exist() -> None:
    assert strategy_coverage.faults(strategy_coverage.read()) == []


def test_a_file_that_implements_is_not_a_test_and_the_second_is_one() -> None:
    for part in strategy_coverage.read():
        for row in part.statements:
            if row.done:
                implementation, test = row.done
                assert not implementation.startswith("tests/"), row.id
                assert test.startswith("tests/"), row.id


def test_all_chapters_of_the_document_are_there() -> None:
    """Summary, overview, four tiers, three migrations, cost, monitoring, security, timeline, metrics, risks, end."""
    chapters = [part.id for part in strategy_coverage.read()]
    expected = "SUM OV T1 T2 T3 T4 M12 M23 M34 COST MON SEC TIME MET RISK END CON"
    assert " ".join(chapters) == expected


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Statement(id="T-a", says="x"), "T-a: says neither done, planned nor human"),
        (Statement(id="T-a", says="x", done=("README.md", "tests/none.py")), "T-a: tests/none.py does not exist"),
        (Statement(id="U-a", says="x", human="why"), "U-a: ids of this section begin with T-"),
        (Statement(id="T-a", says="x", human="why", planned="scale"), "T-a: a human duty is nothing else"),
    ],
)
def test_a_row_without_an_answer_or_with_a_wrong_one_is_a_fault(row: Statement, fault: str) -> None:
    assert strategy_coverage.faults(section(row), ROOT) == [fault]


def test_an_id_that_is_there_twice_is_a_fault() -> None:
    row = Statement(id="T-a", says="x", planned="scale")
    assert strategy_coverage.faults(section(row, row), ROOT) == ["T-a: the id is there 2 times"]


def test_a_misspelled_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        Statement.model_validate({"id": "T-a", "says": "x", "plannd": "scale"})


def test_the_page_counts_each_state_once() -> None:
    rows = (
        Statement(id="T-a", says="one", done=("README.md", "tests/conftest.py")),
        Statement(id="T-b", says="two", done=("README.md", "tests/conftest.py"), planned="moves"),
        Statement(id="T-c", says="three", planned="moves"),
        Statement(id="T-d", says="four", human="people"),
    )
    page = strategy_coverage.render(section(*rows))
    assert "| Tier | 1 | 1 | 1 | 1 | 4 |" in page
    where = "[README.md](../README.md), [tests/conftest.py](../tests/conftest.py); the rest by: moves"
    assert f"| T-b | two | partly | {where} |" in page
