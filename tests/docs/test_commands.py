"""Every command of `sayar` that a page prints is one that the program takes, options and all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from infra.moves.phases import RECIPES
from sayar.cli.main import COMMANDS
from tests.support.command_lines import is_known, taken

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "moves").glob("*.md"))]
_BLOCK = re.compile(r"^```(?:sh|text)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(sayar [a-z][^`]*)`")
_LINE = re.compile(r"^(?:\$ )?(?:\.venv/bin/|uv run )?sayar ([a-z][^#\n]*)", re.MULTILINE)


def commands(text: str) -> Iterator[str]:
    """The commands in the blocks of a page."""
    for block in _BLOCK.findall(text):
        yield from (line.strip() for line in _LINE.findall(block.replace("\\\n", " ")))


def spans(text: str) -> Iterator[str]:
    """The commands that a page names within its sentences, without what is in its blocks."""
    yield from (line.replace("\n", " ").removeprefix("sayar ") for line in _SPAN.findall(_BLOCK.sub("", text)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_program_takes_every_command_of_a_page(page: Path) -> None:
    refused = []
    for line in dict.fromkeys(commands(page.read_text(encoding="utf-8"))):
        try:
            taken(line)
        except click.ClickException as error:
            refused.append(f"{line}: {error.format_message()}")
    assert refused == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_program_knows_every_command_that_a_sentence_names(page: Path) -> None:
    assert [line for line in spans(page.read_text(encoding="utf-8")) if not is_known(line)] == []


def test_pages_have_commands_in_blocks_and_in_sentences() -> None:
    """An expression that finds none would find nothing wrong either."""
    texts = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
    assert len(list(commands(texts["moves.md"]))) > 10
    assert len(list(spans(texts["README.md"]))) > 10
    for recipe in RECIPES:
        assert len(list(spans(texts[f"{recipe.lower}-to-{recipe.upper}.md"]))) > 10


def test_a_command_that_is_none_is_refused() -> None:
    for line in ("plans --from a --to b", "plan --fron a", "move begin --stack prod"):
        assert not is_known(line)
        with pytest.raises(click.ClickException):
            taken(line)
    assert not is_known("data verify --stack prod")
    assert is_known("move next")
    assert is_known("move start|status|next|back|finish")


def test_the_readme_lists_every_command_that_there_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {
        name
        for row in re.findall(r"^\| (`sayar .*?) \|", text, re.MULTILINE)
        for name in re.findall(r"`sayar ([a-z]+)", row)
    }
    assert listed == set(COMMANDS)


def test_the_readme_names_every_schema() -> None:
    from sayar.documents.schemas import NAMES

    (names,) = re.findall(r"`sayar schema ([a-z\\|]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert tuple(names.split("\\|")) == NAMES
