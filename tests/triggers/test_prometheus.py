"""Series from a live Prometheus: a real one with generated blocks, and others that fail in every way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sayar.graph.errors import InputError
from sayar.triggers.judge import Seen
from sayar.triggers.prometheus import PrometheusError, Source, read_prometheus
from sayar.triggers.series import DAY_S, QUARTER_S
from tests.triggers.measured import AT, advice
from tests.triggers.real_prometheus import serving

DAYS = 130
CANARY = "canary-7f31"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Businesses that grow by half a one a day from 0, ten requests a second's worth of a counter, slow answers."""
    many = int(DAYS * DAY_S / QUARTER_S)
    times = [AT - QUARTER_S * (many - 1 - place) for place in range(many)]
    days = [(at - times[0]) / DAY_S for at in times]
    series = {
        "sayar_active_businesses": [(at, float(int(day / 2))) for at, day in zip(times, days, strict=True)],
        "sayar_api_requests_total": [(at, 20_000 * day) for at, day in zip(times, days, strict=True)],
        "sayar_egress_bytes_total": [(at, 2e9 * day) for at, day in zip(times, days, strict=True)],
        "sayar_revenue_usd_total": [(at, 50 * day) for at, day in zip(times, days, strict=True)],
        "sayar:api_latency_seconds:p95_5m": [(at, 0.4) for at in times],
    }
    with serving(tmp_path_factory.mktemp("prometheus"), series) as address:
        yield address


@pytest.mark.prometheus
def test_series_of_a_real_prometheus_are_those_that_were_put_in(real: str) -> None:
    found = read_prometheus(Source(real), AT)
    series = found.metrics.series
    assert found.notes == ()
    assert series["active_businesses"].values[-1] == 64, "half a business a day for 130 days, the last one not whole"
    assert len(series["active_businesses"].times) == 121, "a quarter of a year and the longest window before it"
    assert series["active_businesses"].times[-1] == AT
    # `increase` draws the line on to the ends of its window, so a day may be off by a sample of 96.
    assert sum(series["api_requests"].values[-30:]) == pytest.approx(600_000, rel=0.011)
    assert sum(series["egress_gb"].values[-30:]) == pytest.approx(60, rel=0.011)
    assert series["latency_p95_s"].values == (0.4,) * len(series["latency_p95_s"].values)
    assert len(series["latency_p95_s"].values) > 89 * 96
    advised = advice("starter", Seen(series, (), found.metrics.at))
    assert {one.trigger.id: one.met.state for one in advised.judged} == {
        "businesses": "true",
        "requests": "true",
        "bandwidth": "false",
        "latency": "false",
        "revenue": "false",
    }


@pytest.mark.prometheus
def test_the_time_is_that_of_the_prometheus_where_no_day_is_given(real: str) -> None:
    found = read_prometheus(Source(real))
    assert found.metrics.at > AT
    assert found.metrics.series == {} or found.metrics.at - AT < 90 * DAY_S


@pytest.mark.prometheus
def test_a_query_of_ones_own_stands_in_for_that_of_the_table(real: str) -> None:
    found = read_prometheus(Source(real, {"active_businesses": "sum(sayar_active_businesses) * 2"}), AT)
    assert found.metrics.series["active_businesses"].values[-1] == 128


@pytest.mark.prometheus
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("sum(", "Prometheus refuses the query: bad_data: "),
        ('{__name__=~"sayar_.*_total"}', "the query gives 3 series, and one is needed"),
        (
            "0 - sum(sayar_active_businesses)",
            "series.active_businesses[0]: -4.0: a number, 0 or more (and 120 more",
        ),
    ],
)
def test_a_query_that_gives_no_series_leaves_it_unknown_with_the_reason(real: str, query: str, says: str) -> None:
    found = read_prometheus(Source(real, {"active_businesses": query}), AT)
    assert "active_businesses" not in found.metrics.series
    (note,) = found.notes
    assert says in note
    assert note.endswith("it counts as unknown")
    assert found.metrics.series["revenue_usd"].values, "the others are read all the same"


class Broken(BaseHTTPRequestHandler):
    """Answers every request in one way."""

    code: ClassVar[int]
    body: ClassVar[bytes]
    wait: ClassVar[threading.Event]
    asked: ClassVar[list[str]]

    def do_GET(self) -> None:
        type(self).asked.append(self.headers.get("Authorization") or "")
        if self.wait.is_set():
            threading.Event().wait(1.5)
        self.send_response(self.code)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: Any) -> None:
        """Nobody listens."""


@contextmanager
def broken(code: int, body: bytes, *, hangs: bool = False) -> Iterator[tuple[str, list[str]]]:
    wait = threading.Event()
    if hangs:
        wait.set()
    handler = type("One", (Broken,), {"code": code, "body": body, "wait": wait, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def answer(**more: Any) -> bytes:
    points = [[AT, "12"]]
    data = {"resultType": "matrix", "result": [{"metric": {}, "values": points}]}
    return json.dumps({"status": "success", "data": data, **more}).encode()


def test_a_warning_makes_a_series_unknown_and_is_told() -> None:
    with broken(200, answer(warnings=["one store did not answer"])) as (address, _):
        found = read_prometheus(Source(address), AT)
    assert found.metrics.series == {}
    assert len(found.notes) == 7
    assert found.notes[0] == ("active_businesses: Prometheus warns: one store did not answer; it counts as unknown")


@pytest.mark.parametrize(
    ("code", "body", "says"),
    [
        (503, b"starting", "Prometheus answers 503"),
        (404, b"<html>", "the address answers 404, but not as a Prometheus does"),
        (200, b"[]", "the address answers 200, but not as a Prometheus does"),
        (401, b'{"status": "error"}', "Prometheus refuses the query: 401"),
        (200, b'{"status": "success", "data": {}}', "the answer is none of a range query"),
    ],
)
def test_an_answer_that_is_none_leaves_every_series_unknown(code: int, body: bytes, says: str) -> None:
    with broken(code, body) as (address, _):
        found = read_prometheus(Source(address), AT)
    assert found.metrics.series == {}
    assert all(says in note for note in found.notes)


def test_one_that_hangs_is_given_up_on() -> None:
    with broken(200, answer(), hangs=True) as (address, _):
        found = read_prometheus(Source(address, within_s=0.2), AT)
    assert all("no answer within 0.2 seconds" in note for note in found.notes)


def test_nobody_at_the_address_is_an_error_where_its_time_is_asked() -> None:
    with pytest.raises(PrometheusError, match=r"nobody answers at 127\.0\.0\.1: ConnectError"):
        read_prometheus(Source("http://127.0.0.1:9"))


def test_a_token_goes_to_the_prometheus_and_nowhere_else() -> None:
    with broken(401, b'{"status": "error", "error": "no"}') as (address, asked):
        found = read_prometheus(Source(address, token=CANARY), AT)
    assert set(asked) == {f"Bearer {CANARY}"}
    assert CANARY not in "".join(found.notes) + repr(Source(address, token=CANARY))
    with pytest.raises(InputError, match="only https, or http on this machine"):
        read_prometheus(Source("http://prometheus.example", token=CANARY))


def test_a_query_for_a_series_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="--query: busineses: one of active_businesses, "):
        read_prometheus(Source("http://127.0.0.1:9", {"busineses": "1"}))


@pytest.mark.prometheus
def test_the_folder_of_a_prometheus_is_its_own(tmp_path: Path) -> None:
    """Samples of the test are not left anywhere else."""
    with serving(tmp_path, {"sayar_active_businesses": [(AT, 1.0)]}) as address:
        assert read_prometheus(Source(address), AT).metrics.series["active_businesses"].values == (1,)
    assert (tmp_path / "data").is_dir()
