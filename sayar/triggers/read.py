"""Reads measured series from a metrics document or a CSV file; what is wrong is told, a line for each series."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final

from sayar.graph.errors import InputError
from sayar.moments import day
from sayar.triggers.judge import Need
from sayar.triggers.rows import SeriesRow, table
from sayar.triggers.series import Series

_FORMAT: Final = "sayar.metrics/1"
_KEYS: Final = frozenset({"format", "as_of", "series", "needs"})
_COLUMNS: Final = ["series", "timestamp", "value"]
_RFC: Final = 20
"""Characters that a moment with its zone has at least."""


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


def point_of(text: str) -> float | None:
    """A date (its first moment in UTC) or a moment with its zone, in seconds since the epoch; else None."""
    return _seconds(f"{text}T00:00:00Z" if day(text) is not None else text)


def series_of(name: str, rows: Iterable[tuple[Any, Any]], problems: list[str], known: dict[str, float]) -> Series:
    """A series from its rows. `known` remembers moments that were read, as most series have the same ones."""
    limits = _limits().get(name)
    times: list[float] = []
    values: list[float] = []
    before = -math.inf
    wrong: list[str] = []
    for index, (when, value) in enumerate(rows):
        at = known.get(when) if isinstance(when, str) else None
        if at is None:
            at = _seconds(when)
            if at is None:
                wrong.append(f"[{index}]: {_short(when)}: a moment with its zone, such as 2026-11-22T00:00:00Z")
                continue
            known[when] = at
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            wrong.append(f"[{index}]: {_short(value)}: a number, 0 or more")
            continue
        if limits is not None and value > limits.most:
            wrong.append(f"[{index}]: {value:g}: at most {limits.most:g} ({limits.unit})")
            continue
        if at <= before:
            what = "twice" if at == before else "earlier than the one before it"
            wrong.append(f"[{index}]: {when}: a moment stands here {what}; each once, in order")
            continue
        before = at
        times.append(at)
        values.append(value)
    if wrong:
        more = f" (and {len(wrong) - 1} more like it)" if len(wrong) > 1 else ""
        problems.append(f"series.{name}{wrong[0]}{more}")
    return Series(tuple(times), tuple(values))


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
    if raw.get("format") != _FORMAT:
        problems.append(f"format: {_short(raw.get('format'))}: {_FORMAT}")
    problems += [f"{key}: format, as_of, series and needs are what there is" for key in sorted(raw.keys() - _KEYS)]
    at = point_of(raw["as_of"]) if isinstance(raw.get("as_of"), str) else None
    if at is None:
        problems.append(f"as_of: {_short(raw.get('as_of'))}: a date, or a moment with its zone")
    found = raw.get("series", {})
    if not isinstance(found, dict):
        problems.append("series: an object of lists by name")
        found = {}
    known: dict[str, float] = {}
    series = {
        name: series_of(name, list(_pairs(name, rows, problems)), problems, known) for name, rows in found.items()
    }
    needs = tuple(_needs(raw.get("needs", []), problems))
    return None if at is None else Metrics(series, needs, at)


def _pairs(name: str, rows: Any, problems: list[str]) -> Iterator[tuple[Any, Any]]:
    if not isinstance(rows, list):
        problems.append(f"series.{name}: a list of [moment, value]")
        return
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != 2:
            problems.append(f"series.{name}[{index}]: {_short(row)}: a moment and a value")
            return
        yield row[0], row[1]


def _needs(rows: Any, problems: list[str]) -> Iterator[Need]:
    from pydantic import TypeAdapter, ValidationError

    from sayar.documents.metrics import Need as Row
    from sayar.impact.read import shape_lines

    try:
        found = TypeAdapter(tuple[Row, ...]).validate_python(tuple(rows) if isinstance(rows, list) else rows)
    except ValidationError as error:
        problems += [f"needs{'' if line.startswith('[') else '.'}{line}" for line in shape_lines(error)]
        return
    for index, row in enumerate(found):
        since = point_of(row.date)
        if since is None:
            problems.append(f"needs[{index}].date: {row.date}: a date such as 2026-11-22")
            continue
        yield Need(row.kind, row.owner, row.reference, row.date, since)


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
        name, when, value = (part.strip() for part in row)
        found.setdefault(name, []).append((when, _number(value)))
    known: dict[str, float] = {}
    series = {name: series_of(name, pairs, problems, known) for name, pairs in found.items()}
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


def _seconds(text: Any) -> float | None:
    """An RFC 3339 moment with its zone; one without says nothing of when it was."""
    if not isinstance(text, str) or len(text) < _RFC or text[4] != "-":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo is not None else None


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _short(value: Any, most: int = 60) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= most else f"{text[:most]}…"
