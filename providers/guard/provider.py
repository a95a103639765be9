"""The guard towards the engine: what the kit checks of inputs alone, and after it what the last update allows."""

from __future__ import annotations

from typing import Any, Final

from pulumi.provider.experimental import provider as protocol

from providers.guard.kinds.move import Clock, Move, utc
from providers.kit.package import schema
from providers.kit.provider import OLD_INPUTS, KindsProvider
from providers.kit.values import UNKNOWN, plain_map, wrapped

PACKAGE: Final = "guard"
VERSION: Final = "0.1.0"
TEXT: Final = "The guard of a stack: refuses a step that a move between tiers does not have."
_ENGINE: Final = frozenset({"version", "pluginDownloadURL", "__internal"})


class GuardProvider(KindsProvider):
    """Judges each step twice: by the old inputs in Check, and with what the state has kept beside them in Diff.

    The engine gives Check no outputs, so the time for which a pool has drained is judged in Diff. Both stop a preview
    and an update before anything that depends on the resource is touched.
    """

    def __init__(self, clock: Clock = utc) -> None:
        self._move = Move(clock)
        super().__init__([self._move], schema(PACKAGE, VERSION, TEXT, {}, [self._move]))

    async def check_config(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """The guard takes no arguments of its own."""
        given = plain_map(request.new_inputs)
        failures = [protocol.CheckFailure(name, "unknown property") for name in given if name not in _ENGINE]
        return protocol.CheckResponse(inputs=request.new_inputs, failures=failures)

    async def configure(self, request: protocol.ConfigureRequest) -> protocol.ConfigureResponse:  # noqa: ARG002
        """There is nothing to configure."""
        return protocol.ConfigureResponse(
            accept_secrets=True, supports_preview=True, accept_resources=False, accept_outputs=False
        )

    async def check(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """Every fault of the inputs; where there is none, every step that the old inputs do not allow."""
        answer = await super().check(request)
        if not answer.failures:
            found = self._move.refused(plain_map(request.old_inputs), plain_map(request.new_inputs), None)
            answer.failures = [protocol.CheckFailure(each.path, each.text) for each in found]
        return answer

    async def diff(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """The differences. Raises RefusedError for a step that the old state does not allow."""
        old, new = plain_map(OLD_INPUTS.get()), plain_map(request.new_inputs)
        self._move.insist(self._move.refused(old, new, plain_map(request.old_state)))
        return await super().diff(request)

    async def update(self, request: protocol.UpdateRequest) -> protocol.UpdateResponse:
        """As every kind; but what a preview knows of the times depends on the new weights too."""
        given: dict[str, Any] = plain_map(request.news)
        if not request.preview or UNKNOWN in given.values():
            return await super().update(request)
        foreseen = self._move.foreseen(plain_map(OLD_INPUTS.get()), given, plain_map(request.olds))
        return protocol.UpdateResponse({**request.news, "zeroedAt": wrapped(foreseen)})
