"""Foreign text in Markdown: it must neither end a cell nor become markup."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_MARKUP: Final = re.compile(r"[\\|*`_~\[\]]")
_BAR: Final = re.compile(r"\\*\||\\+$")


def cell(text: str) -> str:
    """Text for a cell or a list item."""
    return _MARKUP.sub(r"\\\g<0>", escape(" ".join(text.split()), quote=False))


def code(text: str) -> str:
    """A name as code; a backtick in it cannot end the code, and a bar or a backslash before one not the cell."""
    plain = " ".join(text.split()).replace("`", "'")
    return f"`{_BAR.sub(_kept, plain)}`"


def _kept(found: re.Match[str]) -> str:
    # Inside code a backslash is shown as it is, so that one before a bar has no way to be written but as its entity.
    return found[0].replace("\\", "\N{FULLWIDTH REVERSE SOLIDUS}").replace("|", "\\|")
