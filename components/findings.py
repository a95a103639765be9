"""What a reader of a forecast should know about a choice: neither a refusal nor a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a spec: a stable `id`, how much it matters, one sentence, and where the fact comes from."""

    id: str
    severity: Severity
    text: str
    source: str
