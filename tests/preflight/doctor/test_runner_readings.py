"""What is read of the running machine for AWS: where the CLI is, and its own addresses, without asking anybody."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from sayar.preflight.doctor.read import NotRead
from sayar.preflight.doctor.readings import addresses
from sayar.preflight.doctor.readings.addresses import local_addresses
from sayar.preflight.doctor.readings.machine import machine
from tests.support.fake_engine import fake_engine

SAYS = """
print("v3.259.0" if args[0] == "version" else '{"user": "ops", "url": "https://api.pulumi.com"}')
"""


def test_the_command_is_looked_for_on_the_path_and_not_run(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, SAYS)
    found = machine(tmp_path, "prod", {"PATH": str(tmp_path)}, 2, engine=engine).aws
    assert isinstance(found, NotRead)
    assert found.refused
    (tmp_path / "aws").write_text("#!/bin/sh\ntouch ran\n")
    (tmp_path / "aws").chmod(0o755)
    assert machine(tmp_path, "prod", {"PATH": str(tmp_path)}, 2, engine=engine).aws == str(tmp_path / "aws")
    assert not list(Path.cwd().glob("ran"))


def test_without_an_engine_the_rest_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYAR_ENGINE", str(tmp_path / "none"))
    monkeypatch.setattr("sayar.preflight.doctor.readings.machine.local_addresses", lambda: ("10.16.0.9",))
    found = machine(tmp_path, "prod", {"PATH": ""}, 2)
    assert isinstance(found.aws, NotRead)
    assert found.addresses == ("10.16.0.9",)


def test_addresses_are_ipv4_each_once_and_none_is_loopback() -> None:
    found = local_addresses()
    for text in () if isinstance(found, NotRead) else found:
        assert not IPv4Address(text).is_loopback
    assert isinstance(found, NotRead) or len(set(found)) == len(found)


def test_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A datagram socket that is only connected sends nothing; one that could send is refused here."""
    real = socket.socket

    class Silent(real):  # type: ignore[misc,valid-type]
        def __init__(self, family: int = -1, kind: int = -1, *more: Any) -> None:
            assert kind == socket.SOCK_DGRAM
            super().__init__(family, kind, *more)

        def send(self, *_: Any) -> int:
            raise AssertionError("a packet")

        sendto = sendall = send

    monkeypatch.setattr(socket, "socket", Silent)
    local_addresses()


@pytest.mark.parametrize(
    ("way_out", "interfaces", "found"),
    [
        ("10.16.0.9", ("127.0.0.1", "10.16.0.9", "172.17.0.1"), ("10.16.0.9", "172.17.0.1")),
        ("", ("127.0.0.1", "10.16.0.9"), ("10.16.0.9",)),
    ],
)
def test_the_way_out_comes_first(
    monkeypatch: pytest.MonkeyPatch, way_out: str, interfaces: tuple[str, ...], found: tuple[str, ...]
) -> None:
    monkeypatch.setattr(addresses, "_way_out", lambda: way_out)
    monkeypatch.setattr(addresses, "_interfaces", lambda: interfaces)
    assert local_addresses() == found


def test_a_machine_with_loopback_alone_is_not_known_to_be_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_way_out", lambda: "")
    monkeypatch.setattr(addresses, "_interfaces", lambda: ("127.0.0.1",))
    assert isinstance(local_addresses(), NotRead)
