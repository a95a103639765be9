"""Foreign text in Markdown: it must neither end a cell nor become markup."""

from __future__ import annotations

from html import escape


def cell(text: str) -> str:
    """Text for a cell or a list item."""
    return escape(" ".join(text.split()), quote=False).replace("|", "\\|").replace("*", "\\*").replace("`", "\\`")


def code(text: str) -> str:
    """A name as code; a backtick in it cannot end the code."""
    return f"`{' '.join(text.split()).replace('`', chr(39)).replace('|', chr(92) + '|')}`"
