"""From what was measured to what is advised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from infra.config.errors import refuse
from infra.tiers.promises import promises
from sayar.documents.triggers import TriggersDocument
from sayar.triggers.document import document
from sayar.triggers.judge import Seen
from sayar.triggers.read import Metrics
from sayar.triggers.recommend import advise
from sayar.triggers.rows import table
from sayar.triggers.series import DAY_S

_OFTEN_S: Final = DAY_S / 2
_LARGEST: Final = frozenset({"active_businesses"})
"""Of which the largest value of a day counts, however many there are."""


def advice_of(
    tier: str, metrics: Metrics, *, since: date | None, as_of: date | None, notes: tuple[str, ...] = ()
) -> TriggersDocument:
    """Whether a move from a tier is due, as of the metrics' own moment or another day; `notes` stand in the document.

    Raises ConfigError for a tier that is none, and for a day before which the platform was not in its tier yet.
    """
    tiers = promises().tiers
    if tier not in tiers:
        raise refuse("", "--tier", tier, f"one of {', '.join(tiers)}")
    at = metrics.at if as_of is None else first_moment(as_of)
    today = datetime.fromtimestamp(at, UTC).date()
    if since is not None and since > today:
        raise refuse("", "--since", since.isoformat(), f"{today.isoformat()} or earlier")
    advice = advise(tier, tiers, table(), Seen.until(metrics.series, metrics.needs, at), since)
    return document(advice, table(), at, (*_notes(metrics, at), *notes))


def first_moment(day: date) -> float:
    """The first moment of a day in UTC, in seconds since the epoch: what was known then is of the day before."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _notes(metrics: Metrics, at: float) -> Iterator[str]:
    late = [name for name, one in metrics.series.items() if one.times and one.times[-1] > at]
    if late:
        yield f"values after that day do not count: {', '.join(late)}"
    for row in table().series:
        series = metrics.series.get(row.name)
        if row.every == "day" and row.name not in _LARGEST and series is not None and series.step_s() < _OFTEN_S:
            yield f"{row.name} has several values a day: the last one of each 24 hours counts"
    kept = sorted(metrics.series.keys() - {row.name for row in table().series})
    if kept:
        yield f"no trigger reads: {', '.join(kept)}"
