"""The web front end on Vercel: project, host, variables, firewall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pulumi
import pulumiverse_vercel as vercel

from components.base import Providers, SayarComponent
from components.hosting.spec import HostingSpec
from components.hosting.vercel_spec import PUBLIC, RollingReleaseSpec, VariableSpec, VercelSpec
from components.hosting.web_firewall import firewall
from components.hosting.words import Protection, Target
from components.limits import limit
from components.network.regions import called

DEPLOYED: tuple[Target, ...] = ("production", "preview")
"""Where a variable from the rest of the platform is set; nobody's own machine gets it."""

_PROTECTION: dict[Protection, str] = {
    "none": "none",
    "standard": "standard_protection_new",
    "previews": "only_preview_deployments",
    "all": "all_deployments",
}


@dataclass(frozen=True, slots=True)
class WebResources:
    """Every resource that `Web` makes; domains of white-label clients by client."""

    project: vercel.Project
    domain: vercel.ProjectDomain
    client_domains: dict[str, vercel.ProjectDomain]
    variables: vercel.ProjectEnvironmentVariables
    firewall: vercel.FirewallConfig
    rolling_release: vercel.ProjectRollingRelease | None


class Web(SayarComponent):
    """A project without repository: the application's pipeline deploys to it. A new function region or variable counts
    from the next deployment on.
    """

    def __init__(
        self,
        name: str,
        spec: HostingSpec,
        providers: Providers,
        *,
        team_id: str | None,
        host: str,
        env: Mapping[str, pulumi.Input[str]],
        client_domains: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`host` is the full name of the web, `env` what the rest of the platform tells it. `client_domains` are full
        names by client; each client points its own to the same place as ours.

        A variable is sensitive unless its name says that pages carry it (`NEXT_PUBLIC_`). Raises ValueError where the
        spec sets a variable that the platform sets too.
        """
        doubled = sorted({row.name for row in spec.vercel.env} & {*env, *_switches(spec.vercel)})
        if doubled:
            raise ValueError(f"the platform sets these variables of the web itself: {', '.join(doubled)}")
        super().__init__(name)
        rows = spec.vercel
        project = vercel.Project(
            "project",
            name="sayar-web",
            team_id=team_id,
            framework=rows.framework,
            node_version=rows.node_version,
            build_machine_type=rows.build_machine,
            resource_config={
                "fluid": rows.fluid == "on",
                "function_default_regions": [called("vercel", region) for region in rows.function_regions],
                "function_default_timeout": rows.function_timeout_s,
            },
            skew_protection=rows.skew_protection,
            vercel_authentication={"deployment_type": _PROTECTION[rows.deployment_protection]},
            git_fork_protection=True,
            opts=self.child(providers.vercel),
        )
        self.resources = WebResources(
            project=project,
            domain=vercel.ProjectDomain(
                "domain", project_id=project.id, team_id=team_id, domain=host, opts=self.child(providers.vercel)
            ),
            client_domains={
                client: vercel.ProjectDomain(
                    f"domain-client-{client}",
                    project_id=project.id,
                    team_id=team_id,
                    domain=full,
                    opts=self.child(providers.vercel),
                )
                for client, full in client_domains.items()
            },
            variables=vercel.ProjectEnvironmentVariables(
                "variables",
                project_id=project.id,
                team_id=team_id,
                variables=_variables({**env, **_switches(rows)}, rows.env),
                opts=self.child(providers.vercel),
            ),
            firewall=vercel.FirewallConfig(
                "firewall",
                project_id=project.id,
                team_id=team_id,
                enabled=rows.firewall.enabled == "on",
                **firewall(rows.firewall),
                opts=self.child(providers.vercel),
            ),
            rolling_release=None
            if rows.rolling_release is None
            else _rolling(rows.rolling_release, project.id, team_id, self.child(providers.vercel)),
        )
        self.cname: pulumi.Input[str] = str(limit("hosting", "vercel", "any", "cname").value)
        self.finish(project_id=project.id)


def _switches(rows: VercelSpec) -> dict[str, str]:
    """Analytics are a part of the application that these turn on; no API of the vendor does."""
    return {
        f"{PUBLIC}WEB_ANALYTICS": rows.analytics,
        f"{PUBLIC}SPEED_INSIGHTS": rows.speed_insights,
    }


def _variables(
    platform: Mapping[str, pulumi.Input[str]], own: tuple[VariableSpec, ...]
) -> list[vercel.ProjectEnvironmentVariablesVariableArgs]:
    """All variables by name, so that a new one moves no other in the list."""
    rows = [(name, value, DEPLOYED, not name.startswith(PUBLIC)) for name, value in platform.items()]
    rows += [(row.name, row.value, row.targets, False) for row in own]
    return [
        vercel.ProjectEnvironmentVariablesVariableArgs(
            key=name,
            value=pulumi.Output.secret(value) if sensitive else value,
            sensitive=sensitive,
            targets=list(targets),
        )
        for name, value, targets, sensitive in sorted(rows, key=lambda row: row[0])
    ]


def _rolling(
    row: RollingReleaseSpec, project_id: pulumi.Input[str], team_id: str | None, options: pulumi.ResourceOptions
) -> vercel.ProjectRollingRelease:
    return vercel.ProjectRollingRelease(
        "rolling-release",
        project_id=project_id,
        team_id=team_id,
        advancement_type="automatic" if row.advance == "automatic" else "manual-approval",
        stages=[
            vercel.ProjectRollingReleaseStageArgs(target_percentage=stage.percent, duration=stage.minutes)
            for stage in row.stages
        ],
        opts=options,
    )
