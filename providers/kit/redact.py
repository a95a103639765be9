"""Texts without secrets, for everything that a person may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SHORTEST: Final = 4  # below it, hiding a text would make the message unreadable and protect nothing


def redacted(text: str, hidden: Iterable[str]) -> str:
    """The text without secrets, longest first, so that no part of one is left."""
    for each in sorted({each for each in hidden if len(each) >= _SHORTEST}, key=len, reverse=True):
        text = text.replace(each, "[secret]")
    return text
