"""Text for a terminal: 80 columns wherever nothing says more, colours only where somebody looks."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH: Final = 80
_WIDEST: Final = 120
_FONT_FACE: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of as many cells each, as lines in which the cells stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()


def captured(draw: Callable[[Console], None], *, to_terminal: bool) -> str:
    """What `draw` prints, as text. A file, a pipe and NO_COLOR get 80 columns of plain text, always the same."""
    from rich.console import Console

    live = to_terminal and sys.stdout.isatty()
    width = min(max(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH), _WIDEST) if live else WIDTH
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=live,
        color_system="auto" if live else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    draw(console)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def pictured(draw: Callable[[Console], None], *, name: str) -> str:
    """What `draw` prints, as an SVG picture of a terminal of 80 columns; `name` is its title. Always the same bytes."""
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=WIDTH,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
    )
    draw(console)
    svg = console.export_svg(title=name, unique_id="terminal")
    # A picture that loads fonts from elsewhere is another one where it cannot; monospace is everywhere.
    return _FONT_FACE.sub("", svg) + "\n"


def wrapped(
    console: Console, words: str, indent: int, *, head: str | Text = "", style: str = "", head_style: str = ""
) -> None:
    """A paragraph hung under its head; a word longer than the line is broken rather than cut."""
    import textwrap

    from rich.text import Text

    first = Text(head, head_style) if isinstance(head, str) else head
    lines = textwrap.wrap(
        words,
        console.width,
        initial_indent=" " * max(len(first), indent),
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines):
        if number == 0 and first:
            console.print(Text.assemble(first, (line[len(first) :], style)))
        else:
            console.print(Text(line, style))
