"""What a reader of a forecast should know about a choice: neither a refusal nor a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from components.limits import Limit

Severity = Literal["info", "warning", "critical"]

GRAVITY: Final[Mapping[Severity, int]] = MappingProxyType({"critical": 0, "warning": 1, "info": 2})
"""The place of each severity among others, the gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a spec: a stable `id`, how much it matters, one sentence, and where the fact comes from."""

    id: str
    severity: Severity
    text: str
    source: str


def gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same, by severity; those of one severity stay in their order."""
    return tuple(sorted(found, key=lambda finding: GRAVITY[finding.severity]))


def said_by(row: Limit) -> str:
    """Where a fact comes from, as a finding's `source` says it."""
    return f"{row.source} ({row.date})"
