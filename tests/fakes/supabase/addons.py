"""What is bought for a project: its compute size, PITR, a custom domain, an IPv4 address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply, refuse_if
from tests.fakes.supabase.plans import ADDONS, VARIANTS, size_rank
from tests.fakes.supabase.replicas import most_replicas
from tests.fakes.supabase.world import HEALTHY, Lasting, Project


def list_all(call: Call) -> Reply:
    """What is selected and what could be, with prices."""
    selected = [VARIANTS[each] for each in call.project.selected]
    return Reply(
        {
            "selected_addons": [{"type": each.type, "variant": each.as_json()} for each in selected],
            "available_addons": [_offer(kind, name) for kind, name in ADDONS.items()],
        }
    )


def apply(call: Call) -> Reply:
    """Select a variant, in place of the one of its type that is selected."""
    project, kind, name = call.started, call.body["addon_type"], call.body["addon_variant"]
    variant = VARIANTS.get(name)
    refuse_if(variant is None or variant.type != kind, f"{name} is no variant of {kind} that can be had")
    call.must_pay_for(ADDONS[kind])
    if kind == "compute_instance":
        _resize(call, project, name.removeprefix("ci_"))
        return Reply()
    refuse_if(kind == "pitr" and size_rank(project.size) < size_rank("small"), "PITR needs at least Small compute")
    project.addons = {each for each in project.addons if VARIANTS[each].type != kind} | {name}
    return Reply()


def remove(call: Call) -> Reply:
    """Take a variant back; compute returns to the smallest size of the plan."""
    project, name = call.started, call.path["addon_variant"]
    refuse_if(name not in project.selected, f"Add-on {name} is not selected", HTTPStatus.NOT_FOUND)
    kind = VARIANTS[name].type
    if kind == "compute_instance":
        _resize(call, project, project.base_size)
        return Reply()
    needed = kind == "pitr" and project.replicas and not call.knobs.walg_enabled
    refuse_if(needed, "Read replicas need physical backups: remove them before PITR")
    refuse_if(kind == "custom_domain" and project.hostname, "Delete the custom hostname first")
    project.addons.discard(name)
    return Reply()


def _offer(kind: str, name: str) -> dict[str, Any]:
    variants = [variant.as_json() for variant in VARIANTS.values() if variant.type == kind]
    return {"type": kind, "name": name, "variants": variants}


def _resize(call: Call, project: Project, size: str) -> None:
    """Change the compute size, which all databases of a project share. The size it has is no change."""
    if size == project.size:
        return
    small = size_rank(size) < size_rank("small")
    refuse_if(small and project.addon("pitr"), "PITR needs at least Small compute")
    refuse_if(small and project.replicas, "Read replicas need at least Small compute")
    refuse_if(len(project.replicas) > most_replicas(size), f"{size} can have {most_replicas(size)} read replicas")
    project.size = size
    project.status = Lasting("RESIZING", HEALTHY, call.knobs.resize_reads)


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/billing/addons": list_all,
    "PATCH /v1/projects/{ref}/billing/addons": apply,
    "DELETE /v1/projects/{ref}/billing/addons/{addon_variant}": remove,
}
