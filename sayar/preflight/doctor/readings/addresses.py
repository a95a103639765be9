"""This machine's own IPv4 addresses, without a packet to anybody."""

from __future__ import annotations

import socket
import struct
import sys
from typing import Final

from sayar.preflight.doctor.read import NotRead

_NOBODY: Final = "192.0.2.1"
"""An address for documentation (RFC 5737): nothing is sent to it."""


def local_addresses() -> tuple[str, ...] | NotRead:
    """The address of the default way out first, then one of each interface; without loopback."""
    found = [address for address in (_way_out(), *_interfaces()) if address and not address.startswith("127.")]
    return tuple(dict.fromkeys(found)) or NotRead("this machine's addresses could not be seen")


def _way_out() -> str:
    """The address from which this machine would speak to the world; "" without a way. Connecting over UDP only looks
    the way up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect((_NOBODY, 9))
        except OSError:
            return ""
        return str(way.getsockname()[0])


def _interfaces() -> tuple[str, ...]:
    """The first address of each interface, where the system is one whose answer is known."""
    if sys.platform != "linux":
        return ()
    import fcntl

    ask, found = 0x8915, list[str]()  # SIOCGIFADDR of linux/sockios.h
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(any_socket.fileno(), ask, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # an interface without an address
            found.append(socket.inet_ntoa(answer[20:24]))
    return tuple(found)
