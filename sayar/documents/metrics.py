"""The metrics document, `format: sayar.metrics/1`: what was measured, and what somebody has declared to be needed.

Moments are RFC 3339 with their zone. A value of a day covers the 24 hours that end at its moment.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate
from sayar.moments import day, point

FORMAT = "sayar.metrics/1"

Said = Annotated[str, StringConstraints(min_length=3)]
Kind = Literal["multi_region", "compliance", "dedicated", "enterprise_compliance"]


def _day(text: Any) -> Any:
    if not isinstance(text, str) or day(text) is None:
        raise ValueError("a date such as 2026-11-22")
    return text


def _point(text: Any) -> Any:
    if not isinstance(text, str) or point(text) is None:
        raise ValueError("a date, or a moment with its zone")
    return text


class Need(Part):
    """A need that no series shows: who says so, since when, and where that is written down."""

    kind: Kind
    owner: Said
    date: Annotated[IsoDate, BeforeValidator(_day)]
    reference: Said


class MetricsDocument(Part):
    """Series by name, each a list of moments and values in order; names beyond those of the triggers are kept."""

    format: Literal["sayar.metrics/1"]
    as_of: Annotated[
        str,
        BeforeValidator(_point),
        Field(description="a date, which is its first moment in UTC, or an RFC 3339 moment"),
    ]
    series: dict[str, list[tuple[str, float]]] = {}
    needs: tuple[Need, ...] = ()
