"""Reads the series of the triggers from a live Prometheus by its HTTP API (prometheus.io/docs, querying/api)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sayar.graph.errors import InputError
from sayar.triggers.read import Metrics, series_of
from sayar.triggers.rows import SeriesRow, table
from sayar.triggers.series import DAY_S, QUARTER_S, Series

if TYPE_CHECKING:
    import httpx

_TRIES: Final = 3
_FIRST_WAIT_S: Final = 0.2
"""A person waits: a Prometheus that is starting is asked again within a second or two, and no longer."""
_BUSY: Final = 500
_REFUSED: Final = frozenset({400, 422})
"""What Prometheus answers to a query that it cannot read or run."""


class PrometheusError(Exception):
    """A Prometheus that cannot be read at all; the text says why, and holds no credential."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where to ask. `queries` stand in for those of the table, by series; an answer may take `within_s` seconds."""

    url: str
    queries: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    within_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found, and a sentence for each series that counts as unknown."""

    metrics: Metrics
    notes: tuple[str, ...]


def read_prometheus(source: Source, at: float | None = None) -> Asked:
    """The series up to a moment (seconds since the epoch), by default the Prometheus's own time.

    A series whose query fails, times out, or is answered with a warning counts as unknown. Raises PrometheusError where
    nobody answers, and InputError for an address that would show the token to others and for series that are none.
    """
    import httpx

    from providers.kit.call import AddressError, endpoint

    unknown = sorted(source.queries.keys() - {row.name for row in table().series})
    if unknown:
        known = ", ".join(row.name for row in table().series)
        raise InputError([f"--query: {', '.join(unknown)}: one of {known}"])
    try:
        address = endpoint(source.url)
    except AddressError as error:
        raise InputError([f"--prometheus: {error}"]) from None
    headers = {"Authorization": f"Bearer {source.token}"} if source.token else {}
    with httpx.Client(base_url=address, headers=headers, timeout=source.within_s, trust_env=False) as client:
        now = _time(client) if at is None else at
        # At once: what hangs is waited for once, not once for each series.
        with ThreadPoolExecutor(len(table().series)) as pool:
            found = pool.map(lambda row: _series(client, row, source, now), table().series)
            rows = {row.name: one for row, one in zip(table().series, found, strict=True)}
    notes = [f"{name}: {found}; it counts as unknown" for name, found in rows.items() if isinstance(found, str)]
    series = {name: found for name, found in rows.items() if isinstance(found, Series) and found.times}
    return Asked(Metrics(series, (), now), tuple(notes))


def _series(client: httpx.Client, row: SeriesRow, source: Source, at: float) -> Series | str:
    """A series, or why it counts as unknown."""
    daily = row.every == "day"
    step = DAY_S if daily else QUARTER_S
    days = table().down.days + (max(one.days for one in table().triggers) if daily else 0)
    asked = {
        "query": source.queries.get(row.name, row.query),
        "start": f"{at - DAY_S * days:.3f}",
        "end": f"{at:.3f}",
        "step": f"{step:g}",
    }
    try:
        answer = _asked(client, "/api/v1/query_range", asked)
    except PrometheusError as error:
        return str(error)
    if answer.get("warnings"):
        return f"Prometheus warns: {'; '.join(map(str, answer['warnings']))}"
    found = (answer.get("data") or {}).get("result")
    if not isinstance(found, list):
        return "the answer is none of a range query"
    if len(found) > 1:
        return f"the query gives {len(found)} series, and one is needed"
    problems: list[str] = []
    points = list(_points(found[0])) if found else []
    series = series_of(row.name, points, problems, float)
    return problems[0] if problems else series


def _points(row: Any) -> Iterator[tuple[float, float]]:
    """The points of a row, whose values are texts; what is no number is no measurement."""
    for at, text in row.get("values") or ():
        value = float(text)
        if math.isfinite(value):
            yield at, value


def _time(client: httpx.Client) -> float:
    """The time of the Prometheus itself, whole seconds."""
    answer = _asked(client, "/api/v1/query", {"query": "time()"})
    try:
        return float(math.floor(float(answer["data"]["result"][1])))
    except (KeyError, IndexError, TypeError, ValueError):
        raise PrometheusError("the address answers, but not as a Prometheus does") from None


def _asked(client: httpx.Client, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """An answer with status success. Raises PrometheusError for anything else, after some tries where they may help."""
    import httpx

    try:
        answer = _answer(client, path, parameters)
    except httpx.TimeoutException:
        raise PrometheusError(f"no answer within {client.timeout.read:g} seconds") from None
    except httpx.TransportError as error:
        raise PrometheusError(f"nobody answers at {client.base_url.host}: {type(error).__name__}") from None
    except _BusyError as error:
        raise PrometheusError(str(error)) from None
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PrometheusError(f"the address answers {answer.status_code}, but not as a Prometheus does")
    if found.get("status") != "success":
        said = f"{found.get('errorType')}: {found.get('error')}"
        raise PrometheusError(
            f"Prometheus refuses the query: {said if answer.status_code in _REFUSED else answer.status_code}"
        )
    return found


def _answer(client: httpx.Client, path: str, parameters: Mapping[str, str]) -> httpx.Response:
    import httpx
    import stamina

    def again(error: Exception) -> bool:
        # Whoever waited for the whole time once is not asked to wait for it again.
        broken = isinstance(error, httpx.TransportError) and not isinstance(error, httpx.TimeoutException)
        return broken or isinstance(error, _BusyError)

    for attempt in stamina.retry_context(on=again, attempts=_TRIES, wait_initial=_FIRST_WAIT_S, timeout=None):
        with attempt:
            return _answered(client.get(path, params=dict(parameters)))
    raise AssertionError("the last try either answers or raises")


def _answered(answer: httpx.Response) -> httpx.Response:
    if answer.status_code >= _BUSY:
        raise _BusyError(f"Prometheus answers {answer.status_code}")
    return answer


class _BusyError(Exception):
    """An answer that another try may change."""
