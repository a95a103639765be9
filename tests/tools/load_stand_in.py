"""A platform for load scripts: answers the routes of loadtest/lib/routes.js, checks signatures, counts what came."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "canary-of-the-webhook-secret"
ETAG = '"one"'


@dataclass
class StandIn:
    """How the platform answers, and what it was asked: `slow_s` seconds late, feeds of so many products."""

    products: int
    slow_s: float = 0.0
    failing: bool = False
    url: str = ""
    seen: Counter[str] = field(default_factory=Counter)

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        time.sleep(self.slow_s)
        if self.failing:
            return self._told("failed", 503)
        if path.startswith("/feeds/loadtest-") and method == "GET":
            if headers["If-None-Match"] == ETAG:
                return self._told("unchanged", 304)
            return self._told("feed", 200, b"id,title\n" + b"1,one\n" * self.products)
        if path == "/webhooks/whatsapp" and method == "POST":
            wanted = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
            signed = hmac.compare_digest(headers["X-Hub-Signature-256"] or "", wanted)
            return self._told("event", 200) if signed else self._told("forged", 401)
        if path == "/api/orders" and method == "POST":
            return self._told("write", 201) if headers["Idempotency-Key"] else self._told("keyless", 400)
        if path.startswith("/api/") and method == "GET":
            return self._told("read", 200, b"{}")
        return self._told("unknown", 404)

    def _told(self, what: str, status: int, body: bytes = b"") -> tuple[int, bytes]:
        self.seen[what] += 1
        return status, body


@contextmanager
def serving(stand_in: StandIn) -> Iterator[StandIn]:
    """The stand-in on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do("GET")

        def do_POST(self) -> None:
            self._do("POST")

        def _do(self, method: str) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, text = stand_in.answer(method, self.path, self.headers, body)
            self.send_response(status)
            self.send_header("ETag", ETAG)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
