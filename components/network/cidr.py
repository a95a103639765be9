"""IPv4 ranges as text, and the questions that specs ask of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import StringConstraints

from components.spec import Problem

Cidr = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/(0|[1-9][0-9]?)$")]
"""An IPv4 range as `10.0.0.0/16`; whether it is one is a rule, so that it is reported with all other problems."""


def parsed(text: str) -> IPv4Network | None:
    """The range, or None where the text is none: a number too large, or an address inside a range."""
    try:
        return IPv4Network(text)
    except ValueError:
        return None


def sound(path: str, text: str) -> Iterator[Problem]:
    """A text that is no range, with the range that was probably meant."""
    if parsed(text) is not None:
        return
    try:
        meant = f"the range's first address, {IPv4Network(text, strict=False)}"
    except ValueError:
        meant = "an IPv4 range, four numbers up to 255 and a prefix up to 32"
    yield Problem(path, text, meant)


def overlap(one: str, other: str) -> bool:
    """True where two ranges share an address; False where either is no range (which `sound` reports)."""
    left, right = parsed(one), parsed(other)
    return left is not None and right is not None and left.overlaps(right)


def inside(text: str, ranges: tuple[str, ...] | list[str]) -> bool:
    """True where a range lies wholly in one of the others."""
    network = parsed(text)
    wider = [parsed(item) for item in ranges]
    return network is not None and any(item is not None and network.subnet_of(item) for item in wider)


def overlaps(path: str, texts: tuple[str, ...] | list[str]) -> Iterator[Problem]:
    """Each range that shares addresses with an earlier one; `path` holds one `{}` for the place in the list."""
    for index, text in enumerate(texts):
        for earlier in texts[:index]:
            if overlap(text, earlier):
                yield Problem(path.format(index), text, f"a range apart from {earlier}")
                break
