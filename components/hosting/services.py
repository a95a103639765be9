"""The services on Railway: one for each role and region, so that each region is an origin of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from components.hosting.project import HostingProject
from components.hosting.railway_spec import RailwaySpec, ReplicasSpec, ServiceSpec
from components.hosting.spec import HostingSpec
from components.hosting.variables import ServiceVariables, plain, secret
from components.hosting.words import ROLES, Restart, Role
from components.network.regions import called
from components.origins import HostNames, OriginTarget, Proof, RegionalOrigin
from providers.railway import sdk as railway

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
    """Every resource that `Services` makes, by role and by the platform's name of the region."""

    deployed: dict[tuple[Role, str], Deployed]


@dataclass(frozen=True, slots=True)
class _Given:
    """What every service is made with."""

    providers: Providers
    project: HostingProject
    hosts: HostNames
    variables: ServiceVariables


class Services(SayarComponent):
    """The services, in the environment of the project.

    Image, branch and undeclared variables belong to the application's pipeline and are never declared. A role in
    another than the first region is a service `<role>-<region>` with the host `<label>-<region>`, as Railway spreads
    the replicas of one service by itself.
    """

    def __init__(
        self,
        name: str,
        spec: HostingSpec,
        providers: Providers,
        *,
        project: HostingProject,
        hosts: HostNames,
        variables: ServiceVariables,
    ) -> None:
        """`project` is where they run. Raises ValueError for a spec without Railway."""
        if spec.railway is None:
            raise ValueError("the services of this spec do not run on Railway")
        super().__init__(name)
        rows, given = spec.railway, _Given(providers, project, hosts, variables)
        deployed = {
            (role, place.region): self._deploy(role, place, rows, given)
            for role in ROLES
            for place in rows.services.of(role).replicas
        }
        self.resources = ServicesResources(deployed=deployed)
        self.origins = tuple(
            RegionalOrigin(
                role,
                region,
                name=_host(hosts.of(role), region, rows.regions[0]),
                first=region == rows.regions[0],
                target=_target(parts.domain),
                platform="railway",
                part=1,
            )
            for (role, region), parts in deployed.items()
        )
        self.egress: tuple[pulumi.Output[Sequence[str]], ...] = tuple(
            parts.egress.addresses for parts in deployed.values() if parts.egress is not None
        )
        self.finish()

    def _deploy(self, role: Role, place: ReplicasSpec, rows: RailwaySpec, given: _Given) -> Deployed:
        providers, project_id, environment = given.providers, given.project.project_id, given.project.environment_id
        label = role if place.region == rows.regions[0] else f"{role}-{place.region}"
        service = railway.Service(label, name=label, project_id=project_id, opts=self.child(providers.railway))
        instance = self._instance(label, rows.services.of(role), role, place, service, given)
        domain = railway.CustomDomain(
            f"{label}-domain",
            project_id=project_id,
            environment_id=environment,
            service_id=service.id,
            domain=_host(given.hosts.of(role), place.region, rows.regions[0]),
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
        given: _Given,
    ) -> railway.ServiceInstance:
        return railway.ServiceInstance(
            f"{label}-instance",
            environment_id=given.project.environment_id,
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
            variables=plain(role, place.region, given.hosts, row.load, given.variables),
            sealed_variables=secret(role, place.region, given.variables),
            opts=self.child(given.providers.railway),
        )


def _host(host: str, region: str, first: str) -> str:
    return host if region == first else in_region(host, region)


def in_region(host: str, region: str) -> str:
    """The host of a further region: `api.sayar.example` in eu-west is `api-eu-west.sayar.example`."""
    label, _, parent = host.partition(".")
    return f"{label}-{region}.{parent}"


def _target(domain: railway.CustomDomain) -> OriginTarget:
    return OriginTarget(domain.cname_target, Proof(domain.verification_host, domain.verification_token))
