"""A vendor's provider as a process: its token and address, and the kinds that use them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi.provider.experimental import provider as protocol

from providers.kit.call import AddressError, Token, endpoint
from providers.kit.kind import Kind
from providers.kit.package import schema
from providers.kit.provider import KindsProvider
from providers.kit.server import serve
from providers.kit.values import plain_map
from providers.kit.waiting import Patience

_ENGINE: Final = frozenset({"version", "pluginDownloadURL", "__internal"})


@dataclass(frozen=True, slots=True)
class Vendor:
    """What is particular to one vendor's provider."""

    package: str
    version: str
    text: str
    address: str
    address_variable: str
    argument: str
    """The provider's own argument that takes a token, in place of the environment's."""
    tokens: tuple[Token, ...]
    """Tried in this order; a token that is given as an argument is sent like the first one."""

    @property
    def config(self) -> dict[str, dict[str, Any]]:
        """The provider's arguments in the schema's form."""
        names = " or ".join(each.variable for each in self.tokens)
        return {
            self.argument: {"type": "string", "secret": True, "description": f"The token, else {names}."},
            "endpoint": {
                "type": "string",
                "description": f"The API's address, else {self.address_variable}, else the vendor's.",
            },
        }

    def token(self, given: Any, environment: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        """The token and its headers; empty where there is none, which a preview may do without."""
        if isinstance(given, str) and given:
            return given, self.tokens[0].headers(given)
        for each in self.tokens:
            if text := environment.get(each.variable):
                return text, each.headers(text)
        return "", {}


class VendorProvider(KindsProvider):
    """Connects the kinds' client once the engine says with what."""

    def __init__(
        self,
        vendor: Vendor,
        kinds: Sequence[Kind[Any]],
        connect: Callable[[str, Mapping[str, str]], None],
        patience: Patience,
    ) -> None:
        """`connect` takes the address and the headers with the token."""
        super().__init__(kinds, schema(vendor.package, vendor.version, vendor.text, vendor.config, kinds))
        self._vendor, self._connect, self._patience = vendor, connect, patience

    async def check_config(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """Refuse an argument that is not known, and an address that a token must not be sent to."""
        given = plain_map(request.new_inputs)
        known = {*self._vendor.config, *_ENGINE}
        failures = [protocol.CheckFailure(name, "unknown property") for name in given if name not in known]
        try:
            self._address(given.get("endpoint"))
        except AddressError as error:
            failures.append(protocol.CheckFailure("endpoint", str(error)))
        return protocol.CheckResponse(inputs=request.new_inputs, failures=failures)

    async def configure(self, request: protocol.ConfigureRequest) -> protocol.ConfigureResponse:
        """Take token and address. Without a token everything works that needs no call."""
        given = plain_map(request.args)
        token, headers = self._vendor.token(given.get(self._vendor.argument), os.environ)
        self.hidden = (token,) if token else ()
        self._connect(self._address(given.get("endpoint")), headers)
        return protocol.ConfigureResponse(
            accept_secrets=True, supports_preview=True, accept_resources=False, accept_outputs=False
        )

    async def stop(self) -> None:
        """Nothing is waited for any longer."""
        self._patience.stop()

    def _address(self, given: Any) -> str:
        wanted = given if isinstance(given, str) and given else os.environ.get(self._vendor.address_variable)
        return endpoint(wanted or self._vendor.address)


def run(make: Callable[[], tuple[Vendor, VendorProvider]]) -> int:
    """Serve the engine until it ends: 0, or 2 with one line on standard error for an environment that is wrong."""
    try:
        vendor, provider = make()
    except ValueError as error:
        sys.stderr.write(f"provider: {error}\n")
        return 2
    asyncio.run(serve(vendor.version, provider))
    return 0
