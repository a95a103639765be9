"""Sentences, commands and days as a runbook writes them."""

from __future__ import annotations

import re
from typing import Final

from sayar.documents.runbook import Days
from sayar.report.cells import cell
from sayar.report.words import short_type

_COMMAND: Final = re.compile(
    r"`[^`]*`"
    r"|\b(?:sayar (?:(?:data|move) )?[a-z]+|pulumi (?:stack )?[a-z]+|kubectl get [a-z]+|dig @\w+)"
    r"(?: --?[a-z-]+ [\w.-]+)*"
)
"""What stands in backticks, or is the command line of one of the tools that a move needs."""


def commands(text: str) -> str:
    """A text with its command lines as code; what already is code stays."""
    return _COMMAND.sub(lambda found: found[0] if found[0].startswith("`") else f"`{found[0]}`", text)


def sentence(text: str) -> str:
    """A text with a capital letter and a full stop, unless it begins with a name in lower case such as `sayar up`."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', ':')) else '.'}"


def dated(day: int, date: str | None) -> str:
    """A day: its date, else its number, else how many days it lies before the first one."""
    if date is not None:
        return date
    if day >= 1:
        return f"day {day}"
    ahead = 1 - day
    return f"{ahead} day{'' if ahead == 1 else 's'} before"


def span_of(days: Days) -> str:
    """The days of a phase: one, or from one to another."""
    first, last = dated(days.first, days.first_date), dated(days.last, days.last_date)
    if first == last:
        return first
    return f"{first} to {last.removeprefix('day ')}"


def of_type(type_: str) -> str:
    """A type token in two words."""
    return cell(short_type(type_))
