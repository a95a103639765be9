"""A name server on loopback that knows one answer: which name servers a domain has."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Final, Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

_TOP: Final = 2  # labels of a top-level domain, the root's empty one included
_REGISTRY: Final = ("ns.registry.example",)


class NamesFake:
    """Serves over UDP in a `with`. `servers` None: there is no such domain. `mute`: nothing is ever answered.

    `zone` is the name that has the servers. `blind`: not even top-level domains are known.
    """

    def __init__(
        self,
        servers: tuple[str, ...] | None = (),
        *,
        zone: str = "sayar-shop.dev",
        mute: bool = False,
        blind: bool = False,
    ) -> None:
        self.servers, self.zone, self.mute, self.blind = servers, zone, mute, blind
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """ADDRESS:PORT."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            packet, client = self._socket.recvfrom(4096)
            if not packet:
                return
            question = dns.message.from_wire(packet)
            self.asked.append(question.question[0].name.to_text())
            if not self.mute:
                self._socket.sendto(self._answer(question), client)

    def _answer(self, question: dns.message.Message) -> bytes:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        name = question.question[0].name
        top = len(name) == _TOP and not self.blind
        servers = _REGISTRY if top else self.servers if name.to_text() == f"{self.zone}." else None
        if servers is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif servers:
            rows = [f"{server}." for server in servers]
            answer.answer.append(dns.rrset.from_text(name, 300, "IN", "NS", *rows))
        return answer.to_wire()
