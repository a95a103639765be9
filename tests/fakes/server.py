"""What the stand-in servers share: a real HTTP server on loopback that remembers what it was asked, and fails on wish.

A platform's stand-in says how a request is called and what it is answered; connections, faults, latency and the record
are here. Nothing is simulated on the client's side: a lost connection is a closed socket, a slow answer takes its time.
"""

from __future__ import annotations

import contextlib
import json
import math
import secrets
import select
import socket
import threading
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http import HTTPStatus
from itertools import pairwise
from types import TracebackType
from typing import Any, Final, Self

from werkzeug import Request, Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from tests.fakes.faults import Fault, Faults

_TOKEN_HEADERS: Final = frozenset({"authorization", "project-access-token"})
_POLL_S: Final = 0.02  # how long the server may take to notice that it shall stop


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came in, without its token. `at` is its arrival; status 0 means that it was not answered."""

    at: float
    operation: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    status: int


class Dropped(ConnectionError):  # noqa: N818  # an event of a connection, like the library's own names
    """The connection ends here, without an answer."""


class Fake(ABC):
    """A platform's stand-in: a context manager that serves, and the WSGI application that is served."""

    def __init__(self) -> None:
        self.token = f"canary-{secrets.token_hex(16)}"
        self.latency_s = 0.0
        self.faults = Faults()
        self.seen: list[Seen] = []
        self.breaches: list[str] = []
        self.lock = threading.RLock()
        self.pending = 0
        """Requests that have come in and are not answered yet."""
        self._stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @abstractmethod
    def operation(self, request: Request) -> str:
        """What a request is called in faults and in the record."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """The platform's answer; called under the lock, so that each request finds and leaves a whole world."""

    @abstractmethod
    def refusal(self, message: str) -> Response:
        """How this platform says that it will not do something."""

    @abstractmethod
    def not_authorized(self) -> Response:
        """How this platform says that a token is dead or lacks a right."""

    @property
    def url(self) -> str:
        """Where the stand-in listens. Raises RuntimeError when it does not."""
        if self._server is None:
            raise RuntimeError("the stand-in is not started: use it in a with statement")
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def busy(self) -> bool:
        """Whether a request is on its way: being answered, or sent and not read yet, whoever has given it up since."""
        return bool(self.pending) or (self._server is not None and self._server.waiting)

    def until_quiet(self, most_s: float = 5) -> None:
        """Return once nothing is on its way any more, whoever has given it up, or after `most_s` seconds."""
        end, looks = time.monotonic() + most_s, 0
        # Twice in a row: between being read and being counted a request is nowhere to be seen.
        while looks < 2 and time.monotonic() < end:
            looks = 0 if self.busy else looks + 1
            time.sleep(0.004)

    def asked(self, on: str) -> list[Seen]:
        """The requests whose operation matches a pattern, in the order in which they were finished."""
        return [seen for seen in list(self.seen) if fnmatchcase(seen.operation, on)]

    def apart_s(self, on: str) -> float:
        """The least time between the arrivals of two of these requests, in seconds; infinite where two never came."""
        arrivals = sorted(seen.at for seen in self.asked(on))
        return min((later - earlier for earlier, later in pairwise(arrivals)), default=math.inf)

    def __enter__(self) -> Self:
        self._stopping.clear()
        self._server = _Server("127.0.0.1", 0, self, _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_S,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server = None

    @Request.application
    def __call__(self, request: Request) -> Response:
        """Answer one request and record it. Raises Dropped when it is not to be answered."""
        at, status = time.monotonic(), 0
        operation = self.operation(request)
        with self.lock:
            self.pending += 1
        try:
            response = self._outcome(request, operation)
            status = response.status_code
        finally:
            self.seen.append(_seen(request, operation, at, status))
            with self.lock:
                self.pending -= 1
        return response

    def _outcome(self, request: Request, operation: str) -> Response:
        """The platform's answer, or what a fault makes of it."""
        fault = self.faults.strike(operation)
        self._wait(self.latency_s)
        if fault is None:
            return self._answered(request, operation)
        if fault.effect == "hang":
            self._wait(fault.seconds)
        answer = self._answered(request, operation) if fault.works else None
        match fault.effect:
            case "429":
                return too_many(fault.retry_after_s)
            case "500" | "502":
                return _broken(fault)
            case "not_authorized":
                return self.not_authorized()
            case "refuse":
                return self.refusal(fault.message)
            case "hang" if answer is not None:
                return answer
            case _:
                raise Dropped(fault.effect)

    def _answered(self, request: Request, operation: str) -> Response:
        """The platform's answer. A mistake of the stand-in itself is a breach too: no test may take it for a fault."""
        with self.lock:
            try:
                return self.answer(request)
            except Exception:  # whatever it is, the test shall see it
                self.breaches.append(f"{operation}: the stand-in failed: {traceback.format_exc()}")
                return json_response({"message": "the stand-in failed"}, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _wait(self, seconds: float) -> None:
        """Let time pass outside the lock. Raises Dropped when the server stops meanwhile."""
        if seconds and self._stopping.wait(seconds):
            raise Dropped("the server stops")


def json_response(body: Any, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a JSON body."""
    return Response(json.dumps(body), status=int(status), headers=headers, content_type="application/json")


def too_many(retry_after_s: float | None) -> Response:
    """A 429, with the Retry-After header when there is one."""
    headers = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    return json_response({"message": "Too Many Requests"}, HTTPStatus.TOO_MANY_REQUESTS, headers)


def _broken(fault: Fault) -> Response:
    """What a broken server, or the proxy before it, answers: no JSON."""
    status = HTTPStatus(int(fault.effect))
    return Response(fault.message or status.phrase, status=int(status), content_type="text/plain")


def _seen(request: Request, operation: str, at: float, status: int) -> Seen:
    headers = {name: "[token]" if name.lower() in _TOKEN_HEADERS else value for name, value in request.headers.items()}
    text = request.get_data(as_text=True)
    try:
        body = json.loads(text) if text else None
    except json.JSONDecodeError:
        body = text
    query = request.query_string.decode()
    return Seen(at, operation, request.method, request.path, query, headers, body, status)


class _Server(ThreadedWSGIServer):
    """A threaded server that knows its open connections, so that stopping ends those that wait for a next request."""

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    @property
    def waiting(self) -> bool:
        """Whether a connection has something to read, or is not taken yet."""
        found = [each for each in (self.socket, *list(self._open)) if each.fileno() >= 0]
        try:
            return bool(select.select(found, (), (), 0)[0])
        except (OSError, ValueError):  # one of them was closed just now
            return True

    def process_request(self, request: socket.socket, client_address: Any) -> None:
        """Take a new connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        """End a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop to listen and end all connections."""
        super().server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # it may have ended by itself just now
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(WSGIRequestHandler):
    """A connection that stays open between requests, as a platform's does; Werkzeug's own is closed after each."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request whole. The application has read all of the body, so the next request comes after it."""
        environ = self.make_environ()
        response = Response.from_app(self.server.app, environ, buffered=True)
        self.send_response(response.status_code)
        for name, value in response.get_wsgi_headers(environ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.get_data())

    def log(self, *_: Any) -> None:
        """Say nothing: the record holds what came in."""
