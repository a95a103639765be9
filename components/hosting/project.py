"""The project on Railway that services, stores and jobs live in."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from components.hosting.spec import HostingSpec
from providers.railway import sdk as railway

ENVIRONMENT = "production"


@dataclass(frozen=True, slots=True)
class HostingProjectResources:
    """Every resource that `HostingProject` makes."""

    project: railway.Project
    usage_limit: railway.UsageLimit | None


class HostingProject(SayarComponent):
    """A project with the environment that every project is made with, and a bound of the bill.

    The project is protected: every service and volume goes with it.
    """

    def __init__(self, name: str, spec: HostingSpec, providers: Providers, *, workspace_id: str) -> None:
        """`workspace_id` is Railway's. Raises ValueError for a spec without Railway."""
        if spec.railway is None:
            raise ValueError("the services of this spec do not run on Railway")
        super().__init__(name)
        rows = spec.railway
        project = railway.Project(
            "project",
            name="sayar",
            workspace_id=workspace_id,
            default_environment_name=ENVIRONMENT,
            pr_deploys=rows.pr_environments == "on",
            is_public=False,
            opts=self.child(providers.railway, protect=True),
        )
        limit = None
        if rows.usage_limit is not None:
            limit = railway.UsageLimit(
                "usage-limit",
                workspace_id=workspace_id,
                soft_limit_dollars=rows.usage_limit.soft_usd,
                hard_limit_dollars=rows.usage_limit.hard_usd,
                opts=self.child(providers.railway),
            )
        self.resources = HostingProjectResources(project=project, usage_limit=limit)
        self.project_id: pulumi.Output[str] = project.id
        self.environment_id: pulumi.Output[str] = project.default_environment_id
        self.finish(project_id=project.id)
