"""Who asks, what they pay for, and where things can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.paging import connection
from tests.fakes.railway.plans import REGIONS, Refusal
from tests.fakes.railway.session import NOT_AUTHORIZED, Session
from tests.fakes.railway.world import Customer, UsageLimit, Workspace

_LEAST_SOFT, _LEAST_HARD = 5, 10  # dollars


def _me(session: Session, *_: Any) -> dict[str, Any]:
    if session.knobs.workspace_token or session.scope is not None:
        raise Refusal(NOT_AUTHORIZED)
    return {"id": "me", "name": "Test", "email": "test@example.com", "workspaces": session.workspaces()}


def _api_token(session: Session, *_: Any) -> dict[str, Any]:
    if session.scope is not None:
        raise Refusal(NOT_AUTHORIZED)
    return {"workspaces": session.workspaces()}


def _regions(session: Session, _: Any, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    if arguments.get("projectId"):
        session.project(arguments["projectId"])
    return [
        {
            "name": name,
            "country": country,
            "location": location,
            "id": name,
            "region": name,
            "workspaceId": None,
            "deploymentConstraints": None,
        }
        for name, (country, location) in REGIONS.items()
    ]


def _usage_limit_set(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    customer = _customer(session, wanted["customerId"])
    soft, hard = wanted["softLimitDollars"], wanted.get("hardLimitDollars")
    if soft < _LEAST_SOFT:
        raise Refusal(f"The soft limit must be at least ${_LEAST_SOFT}")
    if hard is not None and hard < max(_LEAST_HARD, soft):
        raise Refusal(f"The hard limit must be at least ${_LEAST_HARD} and not below the soft limit")
    customer.usage_limit = UsageLimit(customer_id=customer.id, soft_limit=soft, hard_limit=hard)
    return True


def _usage_limit_remove(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    customer = _customer(session, arguments["input"]["customerId"])
    if customer.usage_limit is None:
        raise Refusal("Usage limit not found")
    customer.usage_limit = None
    return True


def _customer(session: Session, identity: str) -> Customer:
    """The customer with an id, when the token reaches its workspace. Raises Refusal."""
    for workspace in session.workspaces():
        if workspace.customer.id == identity:
            return workspace.customer
    raise Refusal(NOT_AUTHORIZED)


def _projects_of(session: Session, workspace: Workspace, *, deleted: bool = False) -> list[Any]:
    projects = session.world.projects.values()
    return [each for each in projects if each.workspace_id == workspace.id and (deleted or not each.deleted_at)]


FIELDS = {
    "Query.me": _me,
    "Query.apiToken": _api_token,
    "Query.regions": _regions,
    "Query.workspace": lambda session, _, arguments: session.workspace(arguments["workspaceId"]),
    "Mutation.usageLimitSet": _usage_limit_set,
    "Mutation.usageLimitRemove": _usage_limit_remove,
    "Workspace.apiTokenRateLimit": lambda session, *_: session.rate,
    "Workspace.projects": lambda session, workspace, arguments: connection(
        _projects_of(session, workspace), arguments, session.knobs.page_size
    ),
    "Workspace.projectCount": lambda session, workspace, arguments: len(
        _projects_of(session, workspace, deleted=bool(arguments.get("includeDeleted")))
    ),
}
