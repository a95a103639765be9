"""The metrics document, `format: sayar.metrics/1`: what was measured, and what somebody has declared to be needed.

Moments are RFC 3339 with their zone. A value of a day covers the 24 hours that end at its moment.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT = "sayar.metrics/1"

Said = Annotated[str, StringConstraints(min_length=3)]
Kind = Literal["multi_region", "compliance", "dedicated", "enterprise_compliance"]


class Need(Part):
    """A need that no series shows: who says so, since when, and where that is written down."""

    kind: Kind
    owner: Said
    date: IsoDate
    reference: Said


class MetricsDocument(Part):
    """Series by name, each a list of moments and values in order; names beyond those of the triggers are kept."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["sayar.metrics/1"]
    as_of: Annotated[str, Field(description="a date, which is its first moment in UTC, or an RFC 3339 moment")]
    series: dict[str, list[tuple[str, float]]] = {}
    needs: tuple[Need, ...] = ()
