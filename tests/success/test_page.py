"""docs/success.md shows what the rows say, and nothing that the commands do not."""

from __future__ import annotations

import re
from pathlib import Path

from sayar.success.rows import table, timeline
from tools.generate import success_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "success.md").read_text(encoding="utf-8")


def test_the_generated_parts_are_fresh() -> None:
    assert success_page(PAGE) == PAGE


def test_every_metric_series_and_item_stands_in_a_table() -> None:
    rows = re.findall(r"^\|(?: [^|]+ \|)? `([\w-]+)` \|", PAGE, re.MULTILINE)
    ids = {row.id for row in table().metrics} | {row.name for row in table().series}
    assert ids | {row.id for group in timeline().groups for row in group.items} == set(rows)
    assert len(rows) == len(set(rows))


def test_the_strategy_has_a_statement_for_every_metric() -> None:
    statements = (ROOT / "docs" / "strategy" / "statements.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"id: MET-(\w+)", statements))
    assert named == {row.id for row in table().metrics}


def test_the_record_on_the_page_is_of_an_item_that_people_tick() -> None:
    (item,) = re.findall(r"--done ([a-z0-9-]+) --by", PAGE)
    assert item in timeline().of_people
