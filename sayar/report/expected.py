"""The promises as arithmetic in rows of the contrast table, and the assumptions that it rests on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from infra.tiers.assumptions import Assumption, assumptions
from infra.tiers.figures import Expectations, Figure, measured, number
from infra.tiers.judging import Judged, judged
from infra.tiers.performance import expected
from infra.tiers.promises import promises
from infra.tiers.sizes import sizes_of
from sayar.report.cells import cell, code
from sayar.report.contrast import ABSENT, Row

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec

ASSUMED: Final = ("value", "source", "date", "confidence")
"""What a row of an assumption says, in place of the tiers."""


def performance_rows(platforms: Sequence[PlatformSpec]) -> tuple[Row, ...]:
    """One row a figure: what is needed and what is there; the reason is its formula with the ids of its assumptions."""
    shown = [_shown(platform) for platform in platforms]
    told = [{figure.name: _formula(figure) for figure in figures} for figures in map(_figures, platforms)]
    # The largest tier has every figure, smaller ones lack those of a second region.
    names = max(told, key=len, default={})
    return tuple(
        Row(name, tuple(one.get(name, ABSENT) for one in shown), tuple(one.get(name, "") for one in told))
        for name in names
    )


def assumption_rows() -> tuple[Row, ...]:
    """One row an assumption, with the columns of `ASSUMED`; the reason is why the figure is what it is."""
    return tuple(Row(row.id, (valued(row), row.source, row.date, row.confidence), (row.why,)) for row in _rows())


def peak(platform: PlatformSpec) -> str:
    """Requests a second at the tier's concurrent users, and at the peak of its busiest month."""
    found = _expectations(platform)
    return ABSENT if found is None else f"{number(found.api.rate.value)} / {number(found.month_peak.value)} a second"


def enough(platform: PlatformSpec) -> str:
    """Replicas of the api that are needed and there, and how many further figures are not enough."""
    found, sizes = _expectations(platform), sizes_of(platform)
    if found is None or sizes is None:
        return ABSENT
    short = sum(not row.enough for row in judged(found, sizes))
    rest = f", {short} not enough" if short else ""
    return f"{number(found.api.replicas.value)} of {sizes.api.total} replicas{rest}"


def assumptions_table() -> str:
    """The assumptions as a table of Markdown."""
    lines = ["| assumption | value | source | date | confidence | why |", "|---|---|---|---|---|---|"]
    for row in _rows():
        cells = (code(row.id), *map(cell, (valued(row), row.source, row.date, row.confidence, row.why)))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def example_table(platform: PlatformSpec) -> str:
    """The arithmetic of one tier, step by step, as a table of Markdown."""
    shown = _shown(platform)
    rows = [(figure.name, shown[figure.name], _formula(figure)) for figure in _figures(platform)]
    lines = ["| figure | needed | formula |", "|---|---|---|", *(f"| {' | '.join(map(cell, row))} |" for row in rows)]
    return "\n".join(lines)


def valued(row: Assumption) -> str:
    """A figure with its unit."""
    return measured(row.value, row.unit)


def _rows() -> tuple[Assumption, ...]:
    return assumptions().rows


def _expectations(platform: PlatformSpec) -> Expectations | None:
    sizes = sizes_of(platform)
    return None if sizes is None else expected(promises().tiers[platform.tier], sizes, assumptions())


def _figures(platform: PlatformSpec) -> tuple[Figure, ...]:
    found = _expectations(platform)
    return () if found is None else tuple(found)


def _shown(platform: PlatformSpec) -> dict[str, str]:
    found, sizes = _expectations(platform), sizes_of(platform)
    if found is None or sizes is None:
        return {}
    rows = {row.name: row for row in judged(found, sizes)}
    return {figure.name: _beside(figure, rows.get(figure.name)) for figure in found}


def _beside(figure: Figure, row: Judged | None) -> str:
    if row is None or row.there == figure.value:
        return str(figure)
    return f"{figure} (there {number(row.there)}{'' if row.enough else ', not enough'})"


def _formula(figure: Figure) -> str:
    return f"{figure.formula} [{', '.join(dict.fromkeys(figure.uses))}]"
