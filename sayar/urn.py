"""The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME`.

A name may hold `::` itself, so it is what follows the third one (pulumi/pulumi sdk/go/common/resource/urn/urn.go,
v3.259.0). Of a text that is no URN each part but the name is empty.
"""

from __future__ import annotations

from typing import Final

PREFIX: Final = "urn:pulumi:"
_PARTS: Final = 4


def name_of(urn: str) -> str:
    """The logical name."""
    return urn.split("::", _PARTS - 1)[-1]


def types_of(urn: str) -> tuple[str, ...]:
    """The types of the parents below the root, outermost first, and then the resource's own."""
    chain = _part(urn, 2)
    return tuple(chain.split("$")) if chain else ()


def type_of(urn: str) -> str:
    """The resource's own type."""
    return _part(urn, 2).rpartition("$")[2]


def project_of(urn: str) -> str:
    """The project."""
    return _part(urn, 1)


def stack_of(urn: str) -> str:
    """The stack."""
    return _part(urn, 0).removeprefix(PREFIX)


def is_urn(text: str) -> bool:
    """True for a text of the form of a URN."""
    return text.startswith(PREFIX) and len(text.split("::", _PARTS - 1)) == _PARTS


def _part(urn: str, place: int) -> str:
    return urn.split("::", _PARTS - 1)[place] if is_urn(urn) else ""
