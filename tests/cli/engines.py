"""A stand-in for the engine of one stack: it says what a test tells it to say and keeps what it was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sayar.engine.errors import EngineRunError
from sayar.preflight.doctor.read import Machine

READY = Machine(
    pulumi="v3.259.0",
    backend="https://api.pulumi.com",
    secrets="",
    variables=frozenset({"CLOUDFLARE_API_TOKEN", "RAILWAY_API_TOKEN", "SUPABASE_ACCESS_TOKEN", "VERCEL_API_TOKEN"}),
)
"""A machine that lacks nothing."""


@dataclass
class FakeLive:
    """`fails` names the method that fails; `calls` are the methods in the order in which they were called."""

    state: Any
    folder: Path
    digest: str = "{}"
    stands_in: bool = False
    fails: str = ""
    has: Machine = READY
    calls: list[str] = field(default_factory=list)

    def export(self) -> str:
        """The state."""
        self._called("export")
        return json.dumps(self.state)

    def preview(self) -> str:
        """The preview."""
        self._called("preview")
        return self.digest

    def checkpoint(self) -> Path:
        """A file with the state."""
        self._called("checkpoint")
        path = self.folder / "prod.checkpoint.json"
        path.write_text(json.dumps(self.state))
        return path

    def update(self, tell: Callable[[str], None]) -> str:
        """One step, told."""
        tell("created: database")
        self._called("update")
        return "1 create, 3 s"

    def rehearsal(self) -> bool:
        """Whether stand-ins serve the vendors."""
        return self.stands_in

    def machine(self) -> Machine:
        """What the machine has."""
        return self.has

    def _called(self, method: str) -> None:
        self.calls.append(method)
        if self.fails == method:
            raise EngineRunError(method, 255, ("error: the vendor said no",), "1 of 2 steps was done")


def digest_of(document: Mapping[str, Any], **other: str) -> str:
    """The engine's preview that agrees with a forecast; `other` are names for which it says something else."""
    steps = []
    for change in document["direct"]["changes"]:
        op = other.get(change["name"], change["op"])
        state = {"urn": change["urn"], "type": change["type"], "custom": True}
        sides = {"create": ("newState",), "delete": ("oldState",)}.get(op, ("oldState", "newState"))
        steps.append(
            {"op": op, "urn": change["urn"], **dict.fromkeys(sides, state), "diffReasons": change["properties"]}
        )
    return json.dumps({"steps": steps, "changeSummary": {}})
