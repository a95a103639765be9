"""The services on Railway: one for each role and region, so that each region is an origin of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from components.hosting.railway_spec import RailwaySpec, ReplicasSpec, ServiceSpec
from components.hosting.spec import HostingSpec
from components.hosting.variables import ServiceVariables, plain, secret
from components.hosting.words import ROLES, Restart, Role
from components.network.regions import called
from components.origins import HostNames, OriginTarget
from providers.railway import sdk as railway

ENVIRONMENT = "production"
_RESTART: dict[Restart, railway.RestartPolicy] = {"always": "ALWAYS", "on_failure": "ON_FAILURE", "never": "NEVER"}


@dataclass(frozen=True, slots=True)
class Deployed:
    """A role in a region: the service, how it runs, its name, and its fixed addresses where it has them."""

    service: railway.Service
    instance: railway.ServiceInstance
    domain: railway.CustomDomain
    egress: railway.StaticEgress | None


@dataclass(frozen=True, slots=True)
class ServicesResources:
    """Every resource that `Services` makes; services by role and by the platform's name of the region."""

    project: railway.Project
    deployed: dict[tuple[Role, str], Deployed]
    usage_limit: railway.UsageLimit | None


@dataclass(frozen=True, slots=True)
class _Given:
    """What every service is made with."""

    providers: Providers
    hosts: HostNames
    variables: ServiceVariables


class Services(SayarComponent):
    """A project with the environment that every project is made with, and the services in it.

    Image, branch and undeclared variables belong to the application's pipeline and are never declared. The project is
    protected: every service and volume goes with it. A role in another than the first region is a service
    `<role>-<region>` with the host `<label>-<region>`, as Railway spreads the replicas of one service by itself.
    """

    def __init__(
        self,
        name: str,
        spec: HostingSpec,
        providers: Providers,
        *,
        workspace_id: str,
        hosts: HostNames,
        variables: ServiceVariables,
    ) -> None:
        """`workspace_id` is Railway's. Raises ValueError for a spec without Railway."""
        if spec.railway is None:
            raise ValueError("the services of this spec do not run on Railway")
        super().__init__(name)
        rows, given = spec.railway, _Given(providers, hosts, variables)
        project = railway.Project(
            "project",
            name="sayar",
            workspace_id=workspace_id,
            default_environment_name=ENVIRONMENT,
            pr_deploys=rows.pr_environments == "on",
            is_public=False,
            opts=self.child(providers.railway, protect=True),
        )
        deployed = {
            (role, place.region): self._deploy(role, place, rows, project, given)
            for role in ROLES
            for place in rows.services.of(role).replicas
        }
        limit = None
        if rows.usage_limit is not None:
            limit = railway.UsageLimit(
                "usage-limit",
                workspace_id=workspace_id,
                soft_limit_dollars=rows.usage_limit.soft_usd,
                hard_limit_dollars=rows.usage_limit.hard_usd,
                opts=self.child(providers.railway),
            )
        self.resources = ServicesResources(project=project, deployed=deployed, usage_limit=limit)
        self.origins: dict[tuple[Role, str], OriginTarget] = {
            place: _target(parts.domain) for place, parts in deployed.items()
        }
        first = rows.regions[0]
        self.api_origin = self.origins["api", first]
        self.webhook_origin = self.origins["webhook", first]
        self.feed_origin = self.origins["feed", first]
        self.egress_addresses = _addresses([parts.egress for parts in deployed.values() if parts.egress is not None])
        self.finish(project_id=project.id)

    def _deploy(
        self, role: Role, place: ReplicasSpec, rows: RailwaySpec, project: railway.Project, given: _Given
    ) -> Deployed:
        providers, environment = given.providers, project.default_environment_id
        first = place.region == rows.regions[0]
        label = role if first else f"{role}-{place.region}"
        service = railway.Service(label, name=label, project_id=project.id, opts=self.child(providers.railway))
        instance = self._instance(label, rows.services.of(role), role, place, service, environment, given)
        host = given.hosts.of(role)
        domain = railway.CustomDomain(
            f"{label}-domain",
            project_id=project.id,
            environment_id=environment,
            service_id=service.id,
            domain=host if first else in_region(host, place.region),
            # Railway allows a name once in its whole world.
            opts=self.child(providers.railway, delete_before_replace=True),
        )
        egress = None
        if rows.static_egress == "on":
            egress = railway.StaticEgress(
                f"{label}-egress",
                environment_id=environment,
                service_id=service.id,
                region=called("railway", place.region),
                opts=self.child(providers.railway),
            )
        return Deployed(service=service, instance=instance, domain=domain, egress=egress)

    def _instance(
        self,
        label: str,
        row: ServiceSpec,
        role: Role,
        place: ReplicasSpec,
        service: railway.Service,
        environment: pulumi.Input[str],
        given: _Given,
    ) -> railway.ServiceInstance:
        return railway.ServiceInstance(
            f"{label}-instance",
            environment_id=environment,
            service_id=service.id,
            regions={called("railway", place.region): railway.RegionArgs(num_replicas=place.count)},
            limits=railway.LimitsArgs(vcpu=row.vcpu, memory_gb=row.memory_gb),
            healthcheck_path=row.health.path,
            healthcheck_timeout=row.health.timeout_s,
            overlap_seconds=row.overlap_s,
            draining_seconds=row.draining_s,
            start_command=row.start_command,
            pre_deploy_command=None if row.pre_deploy_command is None else [row.pre_deploy_command],
            cron_schedule=row.cron,
            restart_policy_type=_RESTART[row.restart.policy],
            restart_policy_max_retries=row.restart.retries if row.restart.policy == "on_failure" else None,
            sleep_application=row.sleep == "on",
            variables=plain(role, place.region, given.hosts, given.variables),
            sealed_variables=secret(role, given.variables),
            opts=self.child(given.providers.railway),
        )


def in_region(host: str, region: str) -> str:
    """The host of a further region: `api.sayar.example` in eu-west is `api-eu-west.sayar.example`."""
    label, _, parent = host.partition(".")
    return f"{label}-{region}.{parent}"


def _target(domain: railway.CustomDomain) -> OriginTarget:
    return OriginTarget(
        cname=domain.cname_target, verify_name=domain.verification_host, verify_value=domain.verification_token
    )


def _addresses(egress: Sequence[railway.StaticEgress]) -> pulumi.Output[list[str]] | None:
    """The addresses of all services, each once and sorted; None where no service has fixed ones."""
    if not egress:
        return None
    return pulumi.Output.all(*(row.addresses for row in egress)).apply(merged)


def merged(lists: Sequence[Sequence[str]]) -> list[str]:
    """Each address once, in a stable order: services of one environment may share some."""
    return sorted({address for addresses in lists for address in addresses})
