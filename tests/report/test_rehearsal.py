"""The report of a rehearsal: a row an update, differences with the worst first, and what is not proven."""

from __future__ import annotations

import pytest

from sayar.documents.base import to_json
from sayar.documents.rehearsal import RehearsalDocument
from sayar.engine.rehearsal import NOT_PROVEN
from sayar.report.rehearsal import conclusion, rendered
from tests.report.rehearsals import FAILED, difference, document, update


def test_a_row_says_what_was_forecast_and_what_the_engine_did() -> None:
    row = rendered(document(update(create=3, update=6, delete=1)), "text").splitlines()[2]
    assert row.split("  ")[:2] == ["starter to growth", "expand"]
    assert row.count("+3 ~6 -1") == 2
    assert row.endswith("3.2")


def test_what_the_engine_had_no_part_in_is_not_said_to_be_proven_by_it() -> None:
    passed = update("verify").model_copy(update={"kind": "wait", "ran": False})
    assert "not run" in rendered(document(passed), "text").splitlines()[2]


def test_what_is_alike_is_said_once_and_what_has_no_reason_comes_first() -> None:
    one = update("expand", difference("api"), difference("feed"), difference("web", None, engine="replace"))
    lines = " ".join(rendered(document(one), "text").split())
    assert "railway:index:Service api, railway:index:Service feed: forecast update (from the state and from" in lines
    assert lines.index("NO REASON") < lines.index("assumed_change")
    assert "3 (1 WITHOUT A REASON)" in lines
    assert conclusion(document(one)).startswith("DISAGREEMENT: ")


def test_what_a_second_preview_still_wants_to_do_is_said_as_that() -> None:
    one = difference("api", None, against=("again",), forecast="same", engine="update")
    assert "the preview after the update says update: NO REASON" in " ".join(
        rendered(document(update("expand", one)), "text").split()
    )


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_failure_is_told_with_the_phase_what_was_rehearsed_and_what_was_not(form: str) -> None:
    text = " ".join(rendered(document(update(), failed=FAILED, folder="/tmp/kept"), form).split())
    for words in (
        "the engine failed in starter to growth, settle",
        "pulumi up ended with exit code 255",
        "rehearsed before: expand",
        "not rehearsed: starter to growth: finish",
        "/tmp/kept",
    ):
        assert words in text


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_it_always_ends_with_what_it_does_not_prove(form: str) -> None:
    text = " ".join(rendered(document(update()), form).replace("\\", "").split())
    assert all(" ".join(line.split()) in text for line in NOT_PROVEN)
    assert conclusion(document(update())) in text


def test_text_fits_a_terminal_and_json_reads_back() -> None:
    one = document(update("expand", difference("a" * 40), difference("b" * 40)))
    assert max(map(len, rendered(one, "text").splitlines())) <= 100
    assert RehearsalDocument.model_validate_json(rendered(one, "json")) == one
    assert rendered(one, "json") == to_json(one)
