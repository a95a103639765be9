"""Every command of `sayar` that a page prints is one that the program takes, options and all."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sayar.cli.main import COMMANDS, sayar

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "moves").glob("*.md"))]
_BLOCK = re.compile(r"^```(?:sh|text)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^(?:\$ )?(?:\.venv/bin/|uv run )?sayar ([a-z][^#\n]*)", re.MULTILINE)


def commands(text: str) -> Iterator[str]:
    """The commands in the blocks of a page."""
    for block in _BLOCK.findall(text):
        yield from (line.strip() for line in _LINE.findall(block.replace("\\\n", " ")))


def taken(line: str) -> None:
    """Read a command line as the program does, and run nothing. Raises click.ClickException."""
    words = re.split(r"\s[>|]\s?", line)[0]
    command: click.Command = sayar
    context = click.Context(sayar, info_name="sayar")
    arguments = shlex.split(words)
    while isinstance(command, click.Group):
        name, found, arguments = command.resolve_command(context, arguments)
        assert found is not None
        command = found
        context = click.Context(command, info_name=name, parent=context)
    command.make_context(command.name, arguments, parent=context.parent)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_program_takes_every_command_of_a_page(page: Path) -> None:
    refused = []
    for line in dict.fromkeys(commands(page.read_text(encoding="utf-8"))):
        try:
            taken(line)
        except click.ClickException as error:
            refused.append(f"{line}: {error.format_message()}")
    assert refused == []


def test_a_command_that_is_none_is_refused() -> None:
    for line in ("plans --from a --to b", "plan --fron a", "move begin --stack prod"):
        with pytest.raises(click.ClickException):
            taken(line)


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
