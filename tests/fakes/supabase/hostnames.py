"""The custom hostname: ordered, verified through DNS records, and put to use."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Refused, Reply, created, refuse_if
from tests.fakes.supabase.world import Hostname, Project

_STEPS: Final = {
    1: "1_not_started",
    2: "2_initiated",
    3: "3_challenge_verified",
    4: "4_origin_setup_completed",
    5: "5_services_reconfigured",
}
_INITIATED, _READY, _IN_USE = 2, 4, 5


def get(call: Call) -> Reply:
    """How far the hostname is; without one, that it is not started."""
    project = call.project
    hostname = project.hostname or Hostname("", 1, 0)
    told = _told(project, hostname)
    hostname.lag = max(0, hostname.lag - 1)
    return Reply(told)


def initialize(call: Call) -> Reply:
    """Order a hostname, in place of the one before."""
    project = call.started
    _must_be_bought(project)
    project.hostname = Hostname(call.body["custom_hostname"], _INITIATED, call.knobs.records_late)
    return created(_told(project, project.hostname))


def reverify(call: Call) -> Reply:
    """Look at the DNS records; when they are right, the hostname is one step further."""
    project = call.started
    hostname = _ordered(project)
    if hostname.step < _READY and _resolves(call, hostname):
        hostname.step += 1
    hostname.verified += 1
    return created(_told(project, hostname))


def activate(call: Call) -> Reply:
    """Put a verified hostname to use."""
    project = call.started
    hostname = _ordered(project)
    refuse_if(hostname.step < _READY, f"Custom hostname {hostname.name} is not verified yet")
    hostname.step = _IN_USE
    return created(_told(project, hostname))


def delete(call: Call) -> Reply:
    """Give the hostname up, and the add-on too when that is asked for."""
    project = call.started
    _ordered(project)
    project.hostname = None
    if call.flag("remove_addon"):
        project.addons.discard("cd_default")
    return Reply()


def _must_be_bought(project: Project) -> None:
    refuse_if(project.addon("custom_domain") is None, "Custom hostname needs the custom domain add-on")


def _ordered(project: Project) -> Hostname:
    _must_be_bought(project)
    if project.hostname is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "Custom hostname is not initialized")
    return project.hostname


def _resolves(call: Call, hostname: Hostname) -> bool:
    patience = call.knobs.verify_reads
    return hostname.name in call.knobs.ready_names or (patience is not None and hostname.verified >= patience)


def _told(project: Project, hostname: Hostname) -> dict[str, Any]:
    verified = hostname.step > _INITIATED
    result = {
        "id": hostname.name and f"{project.ref}-{hostname.name}",
        "hostname": hostname.name,
        "ssl": _certificate(hostname, verified),
        "ownership_verification": {
            "type": "txt",
            "name": hostname.name and f"_cf-custom-hostname.{hostname.name}",
            "value": hostname.name and f"ownership-of-{hostname.name}",
        },
        "custom_origin_server": f"{project.ref}.supabase.co",
        "status": "active" if verified else "pending",
    }
    data = {"success": True, "errors": [], "messages": [], "result": result}
    return {"status": _STEPS[hostname.step], "custom_hostname": hostname.name, "data": data}


def _certificate(hostname: Hostname, verified: bool) -> dict[str, Any]:
    if not hostname.name or hostname.lag:
        return {"status": "initializing", "validation_records": []}
    record = {"txt_name": f"_acme-challenge.{hostname.name}", "txt_value": f"challenge-of-{hostname.name}"}
    return {"status": "active" if verified else "pending_validation", "validation_records": [record]}


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/custom-hostname": get,
    "DELETE /v1/projects/{ref}/custom-hostname": delete,
    "POST /v1/projects/{ref}/custom-hostname/initialize": initialize,
    "POST /v1/projects/{ref}/custom-hostname/reverify": reverify,
    "POST /v1/projects/{ref}/custom-hostname/activate": activate,
}
