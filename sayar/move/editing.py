"""Edits of a stack file's text: only the lines that are touched change. Pure.

The text is spliced and not written anew, since no YAML writer gives every byte back. Each function raises EditError for
a form that it cannot edit, such as an alias; what comes out is read again before it takes the file's place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

from infra.config.stack import Waiver
from sayar.move.spans import Entry, break_of, end_of, entries, entry, line_end, line_start

_CONFIG: Final = "config"
TIER: Final = "sayar:tier"
TRANSITION: Final = "sayar:transition"
_QUOTED: Final = ("base", "started")
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_READ_OTHERWISE: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class EditError(Exception):
    """A text that cannot be edited: the key, and how it has to be written so that it can."""

    def __init__(self, path: str, allowed: str) -> None:
        super().__init__(f"{path}: {allowed}")
        self.path, self.allowed = path, allowed


def begun(text: str, tier: str, transition: Mapping[str, str | int]) -> str:
    """The text with another tier and, after it, a transition with these leaves."""
    if entry(text, _CONFIG, TRANSITION) is not None:
        raise EditError(TRANSITION, "no such key yet")
    text = with_tier(text, tier)
    # Digits of a hash may look like a number, and a date like a time: these are always quoted.
    rows = {name: quoted(str(value)) if name in _QUOTED else scalar(value) for name, value in transition.items()}
    found = _there(text, _CONFIG, TIER)
    if found.flow:
        inside = ", ".join(f"{name}: {value}" for name, value in rows.items())
        return _spliced(text, found.end, found.end, f", {TRANSITION}: {{{inside}}}")
    lines = [f"{TRANSITION}:", *(f"  {name}: {value}" for name, value in rows.items())]
    return _below(text, found.end, [f"{' ' * found.column}{line}" for line in lines])


def with_tier(text: str, tier: str) -> str:
    """The text with another tier."""
    return _set(text, _there(text, _CONFIG, TIER), scalar(tier))


def in_phase(text: str, phase: str, weight: int | None) -> str:
    """The text with the move in another phase, and its weight where it has one."""
    text = _set(text, _there(text, _CONFIG, TRANSITION, "phase"), scalar(phase))
    found = entry(text, _CONFIG, TRANSITION, "weight")
    if weight is None:
        return text if found is None else _without(text, found, entries(text, _CONFIG, TRANSITION))
    if found is not None:
        return _set(text, found, scalar(weight))
    return _beside(text, _there(text, _CONFIG, TRANSITION, "phase"), "weight", scalar(weight))


def with_waiver(text: str, waiver: Waiver) -> str:
    """The text with one more waiver at the end of the transition's."""
    said = {"gate": waiver.gate, "by": waiver.by, "reason": waiver.reason, "until": waiver.until}
    row = "{" + ", ".join(f"{name}: {quoted(value)}" for name, value in said.items()) + "}"
    found = entry(text, _CONFIG, TRANSITION, "waivers")
    if found is None:
        rows = entries(text, _CONFIG, TRANSITION)
        if not rows:
            raise EditError(TRANSITION, "a mapping")
        return _beside(text, rows[-1], "waivers", f"[{row}]")
    node = found.value
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return _set(text, found, f"[{row}]")
    _here(found, "waivers")
    last = end_of(node.value[-1])
    if node.flow_style:
        return _spliced(text, last, last, f", {row}")
    return _below(text, last, [f"{' ' * node.start_mark.column}- {row}"])


def ended(text: str, tier: str | None = None) -> str:
    """The text without its transition; with another tier where the move is taken back."""
    found = _there(text, _CONFIG, TRANSITION)
    text = _without(text, found, entries(text, _CONFIG))
    return text if tier is None else with_tier(text, tier)


def scalar(value: str | int) -> str:
    """A value as it is written: plain where everybody reads it alike, else in quotes."""
    if isinstance(value, int):
        return str(value)
    return value if _WORD.fullmatch(value) and value not in _READ_OTHERWISE else quoted(value)


def quoted(value: str) -> str:
    """A text in quotes. JSON's strings are YAML's as long as nothing in them is escaped beyond ASCII."""
    return json.dumps(value, ensure_ascii=False)


def _there(text: str, *path: str) -> Entry:
    found = entry(text, *path)
    if found is None:
        raise EditError(".".join(path[1:]), "there, written out in this file")
    return _here(found, ".".join(path[1:]))


def _here(found: Entry, path: str) -> Entry:
    if not found.written_here:
        raise EditError(path, "written out in its place: an alias cannot be edited")
    return found


def _set(text: str, found: Entry, value: str) -> str:
    node = _here(found, str(found.key.value)).value
    start, end = node.start_mark.index, end_of(node)
    if start == end:  # the key stands there without a value
        return _spliced(text, start, end, f" {value}")
    quote = text[start]
    if quote in "'\"" and _WORD.fullmatch(value):
        value = f"{quote}{value}{quote}"
    return _spliced(text, start, end, value)


def _beside(text: str, found: Entry, name: str, value: str) -> str:
    """One more entry after another one, in the form of the mapping that they are in."""
    if found.flow:
        return _spliced(text, found.end, found.end, f", {name}: {value}")
    return _below(text, found.end, [f"{' ' * found.column}{name}: {value}"])


def _below(text: str, at: int, lines: Sequence[str]) -> str:
    """Whole lines after the line that a value ends in. A last line without a break stays the last without one."""
    end, new = line_end(text, at), break_of(text)
    if end == len(text) and not text.endswith(("\n", "\r")):
        return text + "".join(f"{new}{line}" for line in lines)
    return _spliced(text, end, end, "".join(f"{line}{new}" for line in lines))


def _without(text: str, found: Entry, beside: Sequence[Entry]) -> str:
    place = next(number for number, one in enumerate(beside) if one.key is found.key or one.start == found.start)
    if not found.flow:
        start, end = line_start(text, found.start), line_end(text, found.end)
        if text[start : found.start].strip():
            raise EditError(str(found.key.value), "a key at the beginning of a line")
        if end == len(text) and not text.endswith(("\n", "\r")):
            # What is now the last line was followed by a break only because of what goes.
            start = len(text[:start].removesuffix("\n").removesuffix("\r"))
        return _spliced(text, start, end, "")
    if place > 0:
        return _spliced(text, beside[place - 1].end, found.end, "")
    return _spliced(text, found.start, beside[1].start if len(beside) > 1 else found.end, "")


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]
