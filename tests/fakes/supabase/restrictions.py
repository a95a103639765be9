"""Network restrictions: who may connect to a project's databases."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply, created, refuse_if
from tests.fakes.supabase.world import Lasting, Restrictions

_V4: Final = "dbAllowedCidrs"
_V6: Final = "dbAllowedCidrsV6"


def get(call: Call) -> Reply:
    """What holds or is about to; a read of its state."""
    restrictions = call.project.restrictions
    status = restrictions.status.read()
    return Reply(_told(call, restrictions, status))


def apply(call: Call) -> Reply:
    """Replace both lists; one that is not given is empty."""
    restrictions = _changed(call, call.body.get(_V4, []), call.body.get(_V6, []))
    return created(_told(call, restrictions, restrictions.status.now))


def patch(call: Call) -> Reply:
    """Add to the lists and take from them. This call alone answers with one list of typed addresses."""
    now, add, remove = call.project.restrictions, call.body.get("add", {}), call.body.get("remove", {})
    v4 = _merged(now.v4, add.get(_V4, []), remove.get(_V4, []))
    v6 = _merged(now.v6, add.get(_V6, []), remove.get(_V6, []))
    restrictions = _changed(call, v4, v6)
    return Reply(_told_typed(call, restrictions))


def _changed(call: Call, v4: list[str], v6: list[str]) -> Restrictions:
    project = call.started
    call.must_pay_for("Network restrictions")
    for version, cidrs in ((4, v4), (6, v6)):
        for cidr in cidrs:
            refuse_if(not _is_network(cidr, version), f"{cidr} is no IPv{version} network")
    before = project.restrictions
    status = Lasting("stored", "applied", call.knobs.restriction_reads)
    project.restrictions = Restrictions(v4, v6, (before.v4, before.v6), status, call.world.now())
    return project.restrictions


def _merged(now: list[str], add: list[str], remove: list[str]) -> list[str]:
    return [cidr for cidr in dict.fromkeys([*now, *add]) if cidr not in remove]


def _is_network(cidr: str, version: int) -> bool:
    try:
        return ipaddress.ip_network(cidr, strict=False).version == version
    except ValueError:
        return False


def _told(call: Call, restrictions: Restrictions, status: str) -> dict[str, Any]:
    told = {"config": {_V4: restrictions.v4, _V6: restrictions.v6}, **_around(call, restrictions, status)}
    if status == "stored" and restrictions.old is not None:
        told["old_config"] = {_V4: restrictions.old[0], _V6: restrictions.old[1]}
    return told


def _told_typed(call: Call, restrictions: Restrictions) -> dict[str, Any]:
    addresses = [{"address": cidr, "type": "v4"} for cidr in restrictions.v4]
    addresses += [{"address": cidr, "type": "v6"} for cidr in restrictions.v6]
    return {"config": {_V4: addresses}, **_around(call, restrictions, restrictions.status.now)}


def _around(call: Call, restrictions: Restrictions, status: str) -> dict[str, Any]:
    entitlement = "disallowed" if call.knobs.plan == "free" else "allowed"
    updated = {} if restrictions.updated_at is None else {"updated_at": restrictions.updated_at}
    return {"entitlement": entitlement, "status": status, **updated}


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/network-restrictions": get,
    "POST /v1/projects/{ref}/network-restrictions/apply": apply,
    "PATCH /v1/projects/{ref}/network-restrictions": patch,
}
