"""What a reader should know beside the changes: from the comparison, from the specs, and about the forecast itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from components.findings import GRAVITY
from components.findings import Finding as SpecFinding
from sayar.documents.cost import Leftover
from sayar.documents.plan import Finding
from sayar.graph.model import Change, Comparison, Remark

_REMARKS: Final = {"types_without_facts": "warning", "engine_error": "critical"}
COMPARISON: Final = "comparison of the two graphs"


def findings(
    comparison: Comparison,
    specs: Iterable[SpecFinding],
    sticky: Callable[[str], str | None],
    *,
    measured: bool = False,
    left: Mapping[str, Leftover] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """All findings without doubles, the gravest first, then by id and text. `measured`: surfaces have seconds.

    `left` says what that costs which stays at a vendor, by URN.
    """
    found = {
        *(Finding(id=one.id, severity=one.severity, text=one.text, source=one.source) for one in specs),
        *(_of_remark(one) for one in comparison.remarks),
        *_of_deletes(comparison.changes, sticky, left),
        *_of_refusals(comparison.changes),
        *(() if measured else _of_forecast(comparison)),
    }
    return tuple(sorted(found, key=lambda one: (GRAVITY[one.severity], one.id, one.text)))


def _of_remark(remark: Remark) -> Finding:
    severity = _REMARKS.get(remark.id, "info")
    return Finding.model_validate(
        {"id": remark.id.replace("_", "-"), "severity": severity, "text": remark.text, "source": COMPARISON}
    )


def _of_deletes(
    changes: Iterable[Change], sticky: Callable[[str], str | None], left: Mapping[str, Leftover]
) -> Iterator[Finding]:
    for change in changes:
        if change.op != "delete" or change.refused:
            continue
        if change.retained:
            text = (
                f"{change.name} ({change.type}) leaves the state and stays at the vendor; its monthly cost goes on: "
                f"{_monthly(left.get(change.urn))}."
            )
            yield Finding(id="retained", severity="warning", text=text, source=COMPARISON)
            continue
        kept = sticky(change.type)
        if kept:
            text = f"Deleting {change.name} does not undo it: {kept}"
            source = f"replacement facts of {change.type}"
            yield Finding(id="stays-behind", severity="warning", text=text, source=source)


def _monthly(row: Leftover | None) -> str:
    if row is None or row.monthly is None:
        return "nobody knows how much" if row is None else f"nobody knows how much ({row.why})"
    return f"{row.monthly:,.2f} USD ({row.why})"


def _of_refusals(changes: Iterable[Change]) -> Iterator[Finding]:
    for change in changes:
        if change.refused:
            text = f"The engine would refuse to {change.op} {change.name}: {change.refused}."
            yield Finding(id="refused", severity="critical", text=text, source=COMPARISON)


def _of_forecast(comparison: Comparison) -> Iterator[Finding]:
    if comparison.changes:
        text = "How many seconds the users of each surface wait is not forecast yet: only what each change does."
        yield Finding(id="seconds-not-forecast", severity="info", text=text, source="sayar")
