"""Reads measured series from a metrics document or a CSV file; what is wrong is told, a line for each series."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sayar.graph.errors import InputError
from sayar.moments import point, zoned
from sayar.triggers.judge import Need
from sayar.triggers.rows import SeriesRow, table
from sayar.triggers.series import Series

if TYPE_CHECKING:
    from sayar.documents.metrics import MetricsDocument

Moments = Callable[[Any], float | None]
"""Reads the moment of a row, in seconds since the epoch; None for what is none."""
_COLUMNS: Final = ["series", "timestamp", "value"]


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a file says: series by name, declared needs, and the moment that it speaks of (seconds since the epoch)."""

    series: Mapping[str, Series]
    needs: tuple[Need, ...]
    at: float


def read_metrics(path: Path) -> Metrics:
    """A metrics document, or a CSV file by its name. Raises InputError with a line for each problem."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError([f"{path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise InputError([f"{path.name}: this is no UTF-8 text"]) from None
    problems: list[str] = []
    found = _of_csv(text, problems) if path.suffix.lower() == ".csv" else _of_json(text, problems)
    if found is None or problems:
        raise InputError([f"{path.name}: {problem}" for problem in problems])
    return found


def series_of(name: str, rows: Iterable[tuple[Any, Any]], problems: list[str], when: Moments) -> Series:
    """A series from its rows of a moment, which `when` reads, and a value; what is wrong is added to `problems`."""
    limits = _limits().get(name)
    times: list[float] = []
    values: list[float] = []
    before = -math.inf
    wrong: list[str] = []
    for index, (said, value) in enumerate(rows):
        at = when(said)
        if at is None:
            wrong.append(f"[{index}]: {_short(said)}: a moment with its zone, such as 2026-11-22T00:00:00Z")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            wrong.append(f"[{index}]: {_short(value)}: a number, 0 or more")
        elif limits is not None and value > limits.most:
            wrong.append(f"[{index}]: {value:g}: at most {limits.most:g} ({limits.unit})")
        elif at <= before:
            what = "twice" if at == before else "earlier than the one before it"
            wrong.append(f"[{index}]: {said}: a moment stands here {what}; each once, in order")
        else:
            before = at
            times.append(at)
            values.append(value)
    if wrong:
        more = f" (and {len(wrong) - 1} more like it)" if len(wrong) > 1 else ""
        problems.append(f"series.{name}{wrong[0]}{more}")
    return Series(tuple(times), tuple(values))


def _texts() -> Moments:
    """Reads moments that are texts, each once: most series of a document have the same ones."""
    known: dict[str, float | None] = {}

    def read(said: Any) -> float | None:
        if not isinstance(said, str):
            return None
        if said not in known:
            found = zoned(said)
            known[said] = found.timestamp() if found is not None else None
        return known[said]

    return read


def _limits() -> dict[str, SeriesRow]:
    return {row.name: row for row in table().series}


def _of_json(text: str, problems: list[str]) -> Metrics | None:
    try:
        raw = json.loads(text, parse_constant=_refused)
    except ValueError as error:
        problems.append(f"this is no JSON: {error}")
        return None
    if not isinstance(raw, dict):
        problems.append("a metrics document is an object")
        return None
    rows = raw.get("series", {})
    head = _head({**raw, "series": {}}, problems)
    if not isinstance(rows, dict):
        problems.append("series: an object of lists by name")
        return None
    when = _texts()
    series = {name: series_of(name, _pairs(name, found, problems), problems, when) for name, found in rows.items()}
    if head is None:
        return None
    needs = (Need(row.kind, row.owner, row.reference, row.date, _point(row.date)) for row in head.needs)
    return Metrics(series, tuple(needs), _point(head.as_of))


def _head(raw: dict[str, Any], problems: list[str]) -> MetricsDocument | None:
    """Everything but the series, which are hundreds of thousands of rows and are read on their own."""
    from pydantic import ValidationError

    from sayar.documents.metrics import MetricsDocument
    from sayar.impact.read import shape_lines

    try:
        return MetricsDocument.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        problems += shape_lines(error)
        return None


def _pairs(name: str, rows: Any, problems: list[str]) -> Iterator[tuple[Any, Any]]:
    if not isinstance(rows, list):
        problems.append(f"series.{name}: a list of [moment, value]")
        return
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != 2:
            problems.append(f"series.{name}[{index}]: {_short(row)}: a moment and a value")
            return
        yield row[0], row[1]


def _of_csv(text: str, problems: list[str]) -> Metrics | None:
    rows = csv.reader(StringIO(text))
    head = next(rows, None)
    if head is None or [name.strip() for name in head] != _COLUMNS:
        problems.append(f"line 1: {_short(','.join(head or ()))}: the columns {','.join(_COLUMNS)}")
        return None
    found: dict[str, list[tuple[str, Any]]] = {}
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(_COLUMNS):
            problems.append(f"line {number}: {len(row)} columns: {len(_COLUMNS)}")
            return None
        name, said, value = (part.strip() for part in row)
        found.setdefault(name, []).append((said, _number(value)))
    when = _texts()
    series = {name: series_of(name, pairs, problems, when) for name, pairs in found.items()}
    last = max((one.times[-1] for one in series.values() if one.times), default=None)
    if last is None:
        problems.append("there is no value in it")
        return None
    return Metrics(series, (), last)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _point(text: str) -> float:
    """A date or moment of a document, which has checked it."""
    found = point(text)
    assert found is not None, text  # noqa: S101 - the document takes nothing else
    return found.timestamp()


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _short(value: Any, most: int = 60) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= most else f"{text[:most]}…"
