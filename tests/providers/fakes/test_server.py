"""The server under every stand-in: connections, faults, latency and the record, over real HTTP."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from werkzeug import Request, Response

from tests.fakes.faults import Fault
from tests.fakes.server import Fake, json_response


class _Counter(Fake):
    """A platform whose only state is a number."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def operation(self, request: Request) -> str:
        return f"{request.method} {request.path}"

    def answer(self, request: Request) -> Response:
        if request.path == "/broken":
            raise KeyError("of the stand-in")
        self.count += 1
        return json_response({"count": self.count})

    def refusal(self, message: str) -> Response:
        return json_response({"message": message}, 402)

    def not_authorized(self) -> Response:
        return json_response({"message": "no"}, 401)


@pytest.fixture
def fake() -> Iterator[_Counter]:
    with _Counter() as started:
        yield started


@pytest.fixture
def http(fake: _Counter) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=fake.url) as client:
        yield client


def test_many_requests_share_one_connection(http: httpx.Client) -> None:
    streams = {id(http.get("/x").extensions["network_stream"]) for _ in range(3)}
    assert http.get("/x").http_version == "HTTP/1.1"
    assert len(streams) == 1


def test_clients_at_the_same_time_are_answered_one_after_the_other(fake: _Counter) -> None:
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: httpx.post(f"{fake.url}/x", json={}).json()["count"], range(40)))
    assert sorted(counts) == list(range(1, 41))


def test_what_came_in_is_recorded_without_the_tokens(fake: _Counter, http: httpx.Client) -> None:
    secrets = {"Authorization": f"Bearer {fake.token}", "Project-Access-Token": fake.token}
    http.post("/x?source=test", json={"a": 1}, headers=secrets)
    (seen,) = fake.seen
    assert (seen.operation, seen.method, seen.path, seen.query) == ("POST /x", "POST", "/x", "source=test")
    assert (seen.body, seen.status) == ({"a": 1}, 200)
    assert (seen.headers["Authorization"], seen.headers["Project-Access-Token"]) == ("[token]", "[token]")
    assert fake.token not in repr(fake.seen)


def test_a_body_that_is_no_json_is_recorded_as_text(fake: _Counter, http: httpx.Client) -> None:
    http.post("/x", content="a=1")
    http.get("/x")
    assert [seen.body for seen in fake.seen] == ["a=1", None]


def test_requests_are_found_by_a_pattern(fake: _Counter, http: httpx.Client) -> None:
    http.get("/a")
    http.get("/b")
    assert [seen.path for seen in fake.asked("GET /b*")] == ["/b"]


def test_latency_is_real_and_does_not_add_up_over_threads(fake: _Counter) -> None:
    fake.latency_s = 0.5
    begin = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: httpx.get(f"{fake.url}/x"), range(5)))
    assert 0.5 <= time.monotonic() - begin < 5 * 0.5


@pytest.mark.parametrize(("effect", "count"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_is_closed_before_or_after_the_work(
    fake: _Counter, http: httpx.Client, effect: str, count: int
) -> None:
    fake.faults.add(Fault("GET /x", effect))
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/x")
    assert fake.count == count
    assert fake.seen[-1].status == 0
    assert http.get("/x").status_code == 200


def _becomes(fake: _Counter, *, busy: bool) -> bool:
    end = time.monotonic() + 5
    while fake.busy != busy and time.monotonic() < end:
        time.sleep(0.01)
    return fake.busy == busy


def test_a_request_that_is_not_read_yet_is_on_its_way_too(fake: _Counter, http: httpx.Client) -> None:
    # Whoever waits for quiet must not be overtaken by a request that its sender has given up.
    http.get("/x")
    assert _becomes(fake, busy=False), "an open connection alone is no work"
    assert fake._server is not None
    ours, theirs = socket.socketpair()
    with ours, theirs:
        fake._server._open.add(ours)  # a connection whose thread has not come to it yet
        assert not fake.busy
        theirs.sendall(b"GET /x")
        assert (fake.pending, fake.busy) == (0, True)
        fake._server._open.discard(ours)


def test_it_is_busy_from_the_first_byte_of_a_request_to_the_last_of_its_work(
    fake: _Counter, http: httpx.Client
) -> None:
    http.get("/x")
    assert not fake.busy, "an open connection is no work"
    # Long enough that a busy machine sees it, however late it looks.
    fake.faults.add(Fault("GET /x", "hang", seconds=2))
    with socket.create_connection(("127.0.0.1", int(fake.url.rpartition(":")[2]))) as gone:
        gone.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert _becomes(fake, busy=True), "though the client has gone"
    assert fake.count == 1
    assert _becomes(fake, busy=False)
    assert fake.count == 2


@pytest.mark.parametrize(("late", "count"), [(True, 1), (False, 0)])
def test_a_hang_outlasts_the_client_and_works_late_or_never(fake: _Counter, late: bool, count: int) -> None:
    fake.faults.add(Fault("GET /x", "hang", seconds=0.3, late=late))
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{fake.url}/x", timeout=0.1)
    assert fake.count == 0
    time.sleep(0.5)
    assert fake.count == count


def test_the_server_stops_at_once_while_a_request_hangs_and_a_connection_is_open() -> None:
    with _Counter() as fake:
        idle = httpx.Client(base_url=fake.url)
        idle.get("/x")
        fake.faults.add(Fault("GET /x", "hang", seconds=60))
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{fake.url}/x", timeout=0.1)
        begin = time.monotonic()
    assert time.monotonic() - begin < 10, "the request hangs for a minute"
    assert fake.count == 1
    with pytest.raises(httpx.TransportError):
        idle.get("/x")
    with pytest.raises(RuntimeError, match="not started"):
        _ = fake.url


def test_too_many_requests_say_when_to_come_again_only_if_asked_to(fake: _Counter, http: httpx.Client) -> None:
    fake.faults.add(Fault("*", "429", retry_after_s=2))
    fake.faults.add(Fault("*", "429"))
    first, second = http.get("/x"), http.get("/x")
    assert (first.status_code, first.headers["Retry-After"]) == (429, "2")
    assert (second.status_code, "Retry-After" in second.headers) == (429, False)
    assert fake.count == 0


@pytest.mark.parametrize(("after", "count"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("effect", ["500", "502"])
def test_a_broken_server_answers_no_json_before_or_after_the_work(
    fake: _Counter, http: httpx.Client, effect: str, after: bool, count: int
) -> None:
    fake.faults.add(Fault("*", effect, after=after))
    answer = http.get("/x")
    assert answer.status_code == int(effect)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert fake.count == count


def test_a_refusal_and_a_dead_token_are_told_in_the_platforms_own_way(fake: _Counter, http: httpx.Client) -> None:
    fake.faults.add(Fault("*", "refuse", message="not on your plan"))
    fake.faults.add(Fault("*", "not_authorized"))
    first, second = http.get("/x"), http.get("/x")
    assert (first.status_code, first.json()) == (402, {"message": "not on your plan"})
    assert second.status_code == 401
    assert fake.count == 0


def test_a_mistake_of_the_stand_in_is_a_breach_and_no_fault(fake: _Counter, http: httpx.Client) -> None:
    assert http.get("/broken").status_code == 500
    assert "GET /broken: the stand-in failed" in fake.breaches[0]
    assert "of the stand-in" in fake.breaches[0]


def test_a_stand_in_can_be_started_again_with_its_state() -> None:
    fake = _Counter()
    for expected in (1, 2):
        with fake:
            assert httpx.get(f"{fake.url}/x").json() == {"count": expected}
