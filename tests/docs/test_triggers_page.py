"""The page of triggers: the document that it shows is one that the program reads."""

from __future__ import annotations

import re
from pathlib import Path

from sayar.triggers.advice import advice_of
from sayar.triggers.read import read_metrics

PAGE = Path(__file__).resolve().parents[2] / "docs" / "triggers.md"


def test_the_document_of_the_page_is_read_and_its_need_is_met(tmp_path: Path) -> None:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "metrics.json"
    path.write_text(text, encoding="utf-8")
    found = advice_of("growth", read_metrics(path), since=None, as_of=None)
    assert [one.id for one in found.triggers if one.state == "true"] == ["compliance"]


def test_every_status_stands_in_the_table_of_the_page() -> None:
    from typing import get_args

    from sayar.documents.triggers import Status

    rows = re.findall(r"^\| `(\w+)` \| .* \| (\d) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in rows} == set(get_args(Status))
    assert {name: code for name, code in rows if code != "0"} == {"undecided": "4"}
