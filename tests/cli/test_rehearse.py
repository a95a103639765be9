"""`sayar rehearse`: its exit codes, what goes where, and what it hands on; what it does is tested beside the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sayar.documents.rehearsal import RehearsalDocument
from sayar.engine.rehearsal import Wanted
from tests.cli.ran import sayar
from tests.report.rehearsals import FAILED, difference, document, update

MOVE = ("rehearse", "--from", "starter", "--to", "growth")
AGREED = document(update("expand", difference("api")))
DISAGREED = document(update("expand", difference("api", None)))
BROKEN = document(update(), failed=FAILED, folder="/kept/here")
asked: list[Wanted] = []


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[RehearsalDocument], None]:
    """Put a rehearsal in the engine's place that ends with a document."""
    asked.clear()

    def put(found: RehearsalDocument) -> None:
        def rehearse(wanted: Wanted, tell: Callable[[str], None]) -> RehearsalDocument:
            asked.append(wanted)
            tell("1 of 2: starter, from nothing")
            return found

        monkeypatch.setattr("sayar.engine.rehearsal.rehearse", rehearse)

    return put


@pytest.mark.parametrize(("found", "code"), [(AGREED, 0), (DISAGREED, 5), (BROKEN, 6)])
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_document_is_printed_whatever_came_of_it_and_the_code_says_what(
    answer: Callable[[RehearsalDocument], None], found: RehearsalDocument, code: int, form: str
) -> None:
    answer(found)
    ran = sayar(*MOVE, "--format", form)
    assert ran.code == code
    assert "expand" in ran.out
    assert ran.err.splitlines()[0] == "1 of 2: starter, from nothing"


def test_what_failed_is_said_even_when_quiet_and_what_went_well_is_not(
    answer: Callable[[RehearsalDocument], None],
) -> None:
    answer(AGREED)
    assert sayar(*MOVE, "--quiet").err == ""
    answer(DISAGREED)
    assert sayar(*MOVE, "--quiet").err.startswith("DISAGREEMENT: ")
    answer(BROKEN)
    said = sayar(*MOVE, "--quiet").err.splitlines()
    assert said[0].startswith("FAILED: ")
    assert said[1:-1] == list(FAILED.said)
    assert said[-1] == "the folder is kept: /kept/here"


def test_every_option_is_handed_on(answer: Callable[[RehearsalDocument], None], tmp_path: Path) -> None:
    answer(AGREED)
    out = tmp_path / "rehearsal.json"
    options = ("--stack", "shop", "--quick", "--keep", "--as-of", "2026-11-24", "--format", "json", "--out", str(out))
    ran = sayar(*MOVE, *options, folder=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert asked == [
        Wanted(tmp_path, "starter", "growth", stack="shop", quick=True, keep=True, as_of="2026-11-24"),
    ]
    assert RehearsalDocument.model_validate_json(out.read_text(encoding="utf-8")) == AGREED


@pytest.mark.parametrize(
    "arguments",
    [("rehearse",), ("rehearse", "--from", "starter"), (*MOVE, "--as-of", "soon"), (*MOVE, "--format", "pdf")],
)
def test_a_command_line_that_says_too_little_or_nonsense_is_refused_in_one_line(arguments: tuple[str, ...]) -> None:
    ran = sayar(*arguments)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
