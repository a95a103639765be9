"""One request: what counts as served, and why something does not. Real servers on loopback."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from sayar.probe.ask import AGENT, Asker
from sayar.probe.model import Answer, Target
from tests.probe.conftest import Serve


def ask(url: str, *, context: ssl.SSLContext | None = None, method: str = "GET", times: int = 1) -> list[Answer]:
    async def asked() -> list[Answer]:
        asker = Asker(context)
        target = Target("api", method, url, (200, 204))
        try:
            return [await asker.ask(target) for _ in range(times)]
        finally:
            await asker.close()

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("status", "reason"),
    [(200, None), (204, None), (503, "status 503"), (404, "status 404"), (302, "status 302"), (0, "connection broken")],
)
def test_only_the_expected_statuses_count_as_served(serve: Serve, status: int, reason: str | None) -> None:
    surface = serve(status)
    surface.headers["Location"] = surface.url
    (answer,) = ask(surface.url)
    assert answer.reason == reason
    assert len(surface.seen) == 1, "no redirect is followed, and nothing is tried again"


def test_a_server_that_is_gone_refuses(serve: Serve) -> None:
    surface = serve()
    surface.stop()
    assert ask(surface.url)[0].reason == "refused"


def test_a_name_that_does_not_resolve_is_told_apart() -> None:
    assert ask("http://surface.invalid/")[0].reason == "name not resolved"  # reserved never to exist, RFC 2606


def test_a_certificate_that_nobody_trusts_is_not_served(serve: Serve, certificate: Path) -> None:
    surface = serve(certificate=certificate)
    assert ask(surface.url)[0].reason == "TLS: self-signed certificate"
    assert surface.seen == [], "nothing was asked of somebody else"
    assert ask(surface.url, context=ssl.create_default_context(cafile=certificate))[0].reason is None


def test_no_tls_where_tls_is_expected_is_a_fault_of_tls(serve: Serve) -> None:
    answer = ask(serve().url.replace("http://", "https://"))[0]
    assert answer.reason is not None
    assert answer.reason.startswith("TLS")


def test_every_request_is_that_of_a_new_visitor_without_a_name(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password canary-4711\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://ann:canary-4711@127.0.0.1:1")
    surface = serve()
    surface.headers["Set-Cookie"] = "session=canary-4711; Path=/"
    assert [answer.reason for answer in ask(surface.url, method="HEAD", times=2)] == [None, None]
    for method, path, headers in surface.seen:
        assert (method, path) == ("HEAD", "/health")
        assert {name.lower() for name in headers} == {"host", "user-agent", "accept"}
        assert headers["User-Agent"] == AGENT
        assert AGENT.startswith("sayar-probe/")
