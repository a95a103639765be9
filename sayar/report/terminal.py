"""Text for a terminal: 80 columns wherever nothing says more, colours only where somebody looks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

WIDTH: Final = 80
_WIDEST: Final = 120


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
