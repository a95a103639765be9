"""Short words for long identifiers, and the marks of operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sayar.documents.plan import Change, PlanDocument
from sayar.urn import types_of
from sayar.verdict import Verdict

MARKS: Final[Mapping[str, str]] = MappingProxyType({"delete": "-", "replace": "±", "update": "~", "create": "+"})
"""Operations in the order in which a reader should meet them."""
_AT_ROOT: Final = "stack"
_LEAST_S: Final = 0.1
_MINUTE_S: Final = 60
_UNITS: Final = ((86400, "d", 3600, "h"), (3600, "h", _MINUTE_S, "min"), (_MINUTE_S, "min", 1, "s"))
"""Seconds of a unit and its name, and the part that is told with it."""


def short_type(type_: str) -> str:
    """`cloudflare:index/dnsRecord:DnsRecord` as `cloudflare DnsRecord`; a provider as `provider cloudflare`."""
    if type_.startswith("pulumi:providers:"):
        return f"provider {type_.rsplit(':', 1)[-1]}"
    package, _, rest = type_.partition(":")
    return f"{package} {rest.rsplit(':', 1)[-1]}" if rest else type_


def group_of(change: Change) -> str:
    """The component that a change belongs to, from the types in its URN: `edge Zone`, or `stack` at the root.

    A component stands in its own group.
    """
    chain = [one for one in types_of(change.urn) if one.startswith("sayar:")]
    if not chain:
        return _AT_ROOT
    _, concern, kind = (*chain[-1].split(":"), "", "")[:3]
    return f"{concern} {kind}".strip()


def grouped(changes: Sequence[Change]) -> dict[str, tuple[Change, ...]]:
    """Changes by component: the component with the gravest change first, the order within kept."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(group_of(change), []).append(change)
    return {name: tuple(members) for name, members in found.items()}


def flags(change: Change) -> tuple[str, ...]:
    """What must not be overlooked about a changed resource."""
    found = []
    if change.may_replace:
        found.append("may replace")
    if change.stateful:
        found.append("stateful")
    if change.protected:
        found.append("protected")
    if change.retained:
        found.append("retained")
    return tuple(found)


def listed(words: Sequence[str], most: int) -> str:
    """The first `most` words, and how many more there are."""
    shown = ", ".join(words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown


def title(document: PlanDocument) -> str:
    """`starter to growth`; what is not known is called the deployed state, and without tiers `old to new`."""
    if document.origin is None and document.to is None:
        return "old to new"
    origin = document.origin.tier if document.origin else "the deployed state"
    return f"{origin} to {document.to.tier if document.to else 'the new program'}"


def shown(verdict: Verdict) -> str:
    """A verdict as a person reads it: `at risk`."""
    return verdict.replace("_", " ")


def promised(budget_s: float | None) -> str:
    """The seconds that a whole move may take of a surface; a services file may promise some of its own to each."""
    return duration(budget_s) if budget_s is not None else "none promised for the whole"


def duration(value: float | None) -> str:
    """Seconds as people say them: `unknown`, `13 s`, `2 min 10 s`, `3 h`, `2 d`; never 0 for what is more."""
    if value is None:
        return "unknown"
    if 0 < value < _LEAST_S:
        return f"under {_LEAST_S:g} s"
    if value < 2 * _MINUTE_S:
        return f"{round(value, 1):g} s"
    unit_s, unit, part_s, part = next(row for row in _UNITS if round(value) >= row[0])
    whole = round(value / part_s) * part_s
    rest = whole % unit_s // part_s
    return f"{whole // unit_s} {unit}" + (f" {rest} {part}" if rest else "")
