"""Days and moments as people and engines write them."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day(text: str) -> date | None:
    """The day that a text such as 2026-11-24 names; None for any other text, also for other spellings of ISO 8601."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def zoned(text: object) -> datetime | None:
    """The moment that an RFC 3339 text names; None for one without its zone, as it says nothing of when it was."""
    if not isinstance(text, str) or len(text) < len("2026-11-24T00:00:00Z") or text[4] != "-":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def moment(text: object) -> datetime | None:
    """The moment that an RFC 3339 text names, in UTC where it says no zone; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def point(text: str) -> datetime | None:
    """The moment that a date (its first one in UTC) or an RFC 3339 text with its zone names; None for anything else."""
    return zoned(f"{text}T00:00:00Z" if day(text) is not None else text)
