"""Real servers on loopback that do what a test wants: answer, hang, break off, die and come back."""

from __future__ import annotations

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUARS+jqicifIX+5W6+aHVGmsCbUUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjExMjM1N1oYDzIxMjYxMTAy
MTEyMzU3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASjW8gXM1gShTDIJH35MZubwTsEzN6u+zz5CQfWQKRWWzl57R98yBM9
hjsEz+ZjaN8+cTSTL0KZDS53uE/NmPTKo28wbTAdBgNVHQ4EFgQUp2hA7QPsTBhM
/fs6jz9NsucDJDEwHwYDVR0jBBgwFoAUp2hA7QPsTBhM/fs6jz9NsucDJDEwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAInLjVb4CV3hjfRxA6BcZSVNFdQHjJwP7q4MqopQ32VGAiBj
MLU4W6lRPpWJdMY/md8peRrdRMZGW5SkfXZjlCK2Og==
-----END CERTIFICATE-----
"""
"""For localhost and 127.0.0.1 until 2126, signed by itself."""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQYOJ+40D6XXRhaJ7
ffpYn3GaqNPPBZm63LYgzT//0TKhRANCAASjW8gXM1gShTDIJH35MZubwTsEzN6u
+zz5CQfWQKRWWzl57R98yBM9hjsEz+ZjaN8+cTSTL0KZDS53uE/NmPTK
-----END PRIVATE KEY-----
"""
"""Guards nothing: it is published here."""


class Surface:
    """A server with a status, or one that hangs (`status` None). `seen` are the requests with their headers."""

    def __init__(self, status: int | None = 200, *, certificate: Path | None = None) -> None:
        self.status = status
        self.headers: dict[str, str] = {}
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.most_at_once = 0
        self._at_once, self._lock, self._end = 0, threading.Lock(), threading.Event()
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is, or was."""
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}/health"

    def start(self) -> None:
        """Come to life, on the same port as before."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                outer.answer(self)

            do_GET = do_HEAD = do_POST = answer  # noqa: N815  # the library's names

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False  # a handler may hang

            def handle_error(self, *args: Any) -> None:
                pass  # whoever asked has gone, or did not trust the certificate

        self._server = Server(("127.0.0.1", self.port), Handler)
        if self._context is not None:
            self._server.socket = self._context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Die: connections are refused from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self) -> None:
        """Die, and let go of whoever hangs."""
        self._end.set()
        self.stop()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        with self._lock:
            self.seen.append((handler.command, handler.path, dict(handler.headers)))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.status is None:
                self._hang(handler.connection)
            elif self.status == 0:
                handler.connection.shutdown(socket.SHUT_RDWR)
            else:
                handler.send_response(self.status)
                for name, value in self.headers.items():
                    handler.send_header(name, value)
                handler.end_headers()
        except OSError:
            pass  # nobody waits any more
        finally:
            with self._lock:
                self._at_once -= 1

    def _hang(self, connection: socket.socket) -> None:
        """Say nothing for as long as somebody waits."""
        connection.settimeout(0.02)
        while not self._end.is_set():
            try:
                if not connection.recv(1, socket.MSG_PEEK):
                    return
            except TimeoutError:
                continue
