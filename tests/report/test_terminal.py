"""Text is the same everywhere but on a terminal that somebody looks at."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from sayar.report.terminal import captured
from tests.report.made import ESCAPE

if TYPE_CHECKING:
    from rich.console import Console


class Terminal(io.StringIO):
    """Standard output on a screen."""

    def isatty(self) -> bool:
        return True


def draw(console: Console) -> None:
    console.print(f"{console.width}", style="bold red")
    console.print("trailing   ")


def on_screen(monkeypatch: pytest.MonkeyPatch, columns: str, *, to_terminal: bool = True) -> str:
    """What is drawn for a screen of that width."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", columns)
    return captured(draw, to_terminal=to_terminal)


@pytest.mark.parametrize("columns", ["20", "80", "400"])
def test_a_pipe_and_a_file_get_eighty_columns_of_plain_text(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert captured(draw, to_terminal=True) == "80\ntrailing\n"


@pytest.mark.parametrize(
    ("columns", "width"), [("20", "80"), ("79", "80"), ("100", "100"), ("120", "120"), ("400", "120")]
)
def test_a_screen_is_used_from_eighty_to_a_hundred_and_twenty_columns(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = on_screen(monkeypatch, columns)
    assert width in shown
    assert f"{ESCAPE}[1;31m" in shown


def test_a_document_for_a_file_is_plain_even_with_a_screen_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_screen(monkeypatch, "120", to_terminal=False) == "80\ntrailing\n"


def test_a_user_who_wants_no_colours_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in on_screen(monkeypatch, "100")
