"""Rules of a platform on AWS that need its environment: accounts, the role that deploys, clients."""

from __future__ import annotations

from collections.abc import Iterator

from components.backup.aws_spec import AwsBackup
from components.clients.spec import problems as problems_of_clients
from components.spec import Problem
from infra.config.platform import PlatformSpec
from infra.config.stack import Environment


def with_aws(platform: PlatformSpec, environment: Environment) -> Iterator[Problem]:
    """What a platform on AWS needs of its environment and lacks."""
    yield from _accounts(platform, environment)
    yield from _clients(platform, environment)


def _accounts(platform: PlatformSpec, environment: Environment) -> Iterator[Problem]:
    said = environment.aws
    if platform.network.cloud.kind != "aws":
        return
    if said is None:
        yield Problem("aws", None, "the AWS account of the platform while network.cloud.kind is aws")
        return
    vaults, eks = platform.backup.vaults, platform.cluster.eks
    if isinstance(vaults, AwsBackup) and vaults.copy_account == "backup" and said.backup is None:
        yield Problem("aws.backup", None, "the account of the copies while backup.vaults.copy_account is backup")
    admins = [row.role for row in eks.access if row.may == "admin" and not row.namespaces] if eks else []
    # Objects in a cluster are made as the first of them.
    if admins and said.deploy_role != admins[0]:
        allowed = f"{admins[0]}, the first role with may: admin in cluster.engine.access"
        yield Problem("aws.deploy_role", said.deploy_role, allowed)


def _clients(platform: PlatformSpec, environment: Environment) -> Iterator[Problem]:
    clients, eks, hostnames = environment.clients, platform.cluster.eks, platform.edge.large.custom_hostnames
    if not clients:
        return
    if eks is None:
        yield Problem("clients", [row.name for row in clients], "none: cells need cluster.engine.kind eks")
        return
    yield from problems_of_clients(clients, domain=platform.platform.domain, regions=eks.regions)
    named = [(index, row) for index, row in enumerate(clients) if "api" in row.hosts]
    if hostnames is None:
        for index, row in named:
            allowed = "no host while edge.large.custom_hostnames is null"
            yield Problem(f"clients[{index}].hosts.api", row.hosts["api"], allowed)
    elif len(named) > hostnames.most:
        allowed = f"at most {hostnames.most} API hosts, as edge.large.custom_hostnames.most says"
        yield Problem("clients", len(named), allowed)
