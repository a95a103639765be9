"""Words of a calendar event, written as RFC 5545, 3.3.11 asks.

icalendar 7.3.0 takes a backslash before a capital N for the end of a line, so that `C:\\New` would be torn in two.
"""

from __future__ import annotations

from typing import Final

from icalendar import vText

_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class Text(vText):
    """Text whose every character is read back as it was."""

    def to_ical(self) -> bytes:
        """The text with what ends a value or a line escaped, as UTF-8."""
        return str(self).translate(_ESCAPED).encode()
