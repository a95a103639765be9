"""One line of `history/duties/NAME.jsonl`, `format: "sayar.duties/1"`: what only people do, and who did it."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT: Literal["sayar.duties/1"] = "sayar.duties/1"


class DutyLine(Part):
    """An item of the checklist that somebody did on a day; `at` is when that was written down, RFC 3339 in UTC."""

    model_config = ConfigDict(extra="ignore")
    format: Literal["sayar.duties/1"] = FORMAT
    item: str
    by: str
    note: str | None = None
    day: IsoDate
    at: str
