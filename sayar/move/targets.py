"""What `sayar move back` updates alone while everything else may fail: found in the text of a state. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sayar import urn

if TYPE_CHECKING:
    from sayar.move.steps import Shifted

_BALANCER: Final = "cloudflare:index/loadBalancer:LoadBalancer"
_RECORD: Final = "cloudflare:index/dnsRecord:DnsRecord"
_GUARD: Final = "guard:index:Move"


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a state says of a move: the phase, and its resources by URN."""

    phase: str | None
    resources: Mapping[str, Mapping[str, Any]]


def deployed(state: str) -> Deployed:
    """Read the text of a stack export, as far as a move needs it. Raises ValueError for a text of something else."""
    document = json.loads(state)
    deployment = document.get("deployment") if isinstance(document, dict) else None
    rows = deployment.get("resources") if isinstance(deployment, dict) else None
    found = {str(row.get("urn")): row for row in rows or () if isinstance(row, dict) and not row.get("delete")}
    outputs = next((row.get("outputs") for row in found.values() if row.get("type") == "pulumi:pulumi:Stack"), None)
    move = outputs.get("move") if isinstance(outputs, dict) else None
    phase = move.get("phase") if isinstance(move, dict) else None
    return Deployed(phase if isinstance(phase, str) else None, found)


def targets(state: Deployed, shift: Shifted) -> tuple[str, ...]:
    """The URNs of what sends requests, of those that the shift is about, and of the guard.

    Empty where the state has nothing of it: then there is nothing that an update of a part could turn.
    """
    kinds = {name: urn.type_of(name) for name in state.resources}
    steering = [name for name, kind in kinds.items() if shift.balancers and kind == _BALANCER]
    steering += [name for name, kind in kinds.items() if kind == _RECORD and urn.name_of(name) in shift.hosts]
    if not steering:
        return ()
    return (*steering, *(name for name, kind in kinds.items() if kind == _GUARD))


def still_protected(state: Deployed, names: Iterable[str]) -> tuple[str, ...]:
    """Those of some resources (`type::name`) that the state protects."""
    wanted = set(names)
    found = {f"{urn.type_of(name)}::{urn.name_of(name)}" for name, row in state.resources.items() if row.get("protect")}
    return tuple(sorted(found & wanted))
