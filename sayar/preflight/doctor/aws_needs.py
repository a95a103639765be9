"""What a platform on AWS needs of the machine that runs it: credentials of its account, the CLI, a way to clusters."""

from __future__ import annotations

from collections.abc import Iterator

from components.backup.aws_spec import AwsBackup
from components.network.regions import called
from components.network.spec import AwsNetwork
from infra.config.stack import AwsAccounts, StackConfig
from sayar.preflight.doctor.by_hand import by_hand
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import AWS, AwsCli, Credentials, Need, ReachesClusters, Settled

_ACCOUNT, _ROLE = "sayar:aws.account", "sayar:aws.deploy_role"


def runner_needs(config: StackConfig) -> Iterator[Need]:
    """What this machine alone can tell, in a moment: whether credentials are set, and the CLI that makes tokens."""
    platform, rows = config.platform, facts()
    if not isinstance(platform.network.cloud, AwsNetwork):
        return
    sources = tuple(row.variables for row in rows.credentials)
    text = "credentials for AWS in the environment"
    yield Need("aws.credentials", AWS, text, _ACCOUNT, rows.step("aws.credentials"), Credentials(sources))
    if platform.cluster.eks is not None:
        text = "the command `aws`, by which every token of a cluster is made"
        yield Need("aws.cli", AWS, text, "sayar:cluster.engine", rows.step("aws.cli"), AwsCli())


def aws_needs(config: StackConfig) -> Iterator[Need]:
    """The machine, whose account its credentials are of, the roles that it takes, and where clusters take calls from.

    Nothing asks AWS: no client of it is a part of this program. So what only AWS knows says how a person sees it.
    """
    cloud, accounts = config.platform.network.cloud, config.environment.aws
    if not isinstance(cloud, AwsNetwork):
        return
    yield from runner_needs(config)
    if accounts is not None:
        yield from _accounts(config, accounts)
    yield from _way_in(config, cloud)


def _accounts(config: StackConfig, accounts: AwsAccounts) -> Iterator[Need]:
    rows = facts()
    example = accounts.is_example
    found = f"{accounts.account} is the shipped example" if example else accounts.account
    how = rows.step("local.account", stack=config.stack)
    yield Need(
        "local.account.aws", "local", "an account of your own at AWS", _ACCOUNT, how, Settled(not example, found)
    )
    if example:
        # Nobody can have credentials of an account that is nobody's.
        return
    text = f"credentials of AWS account {accounts.account}"
    yield by_hand("aws.account", AWS, text, _ACCOUNT, account=accounts.account)
    if config.platform.cluster.eks is not None:
        yield _role("aws.deploy_role", accounts.account, accounts.deploy_role)
    vaults = config.platform.backup.vaults
    if isinstance(vaults, AwsBackup) and vaults.copy_account == "backup" and accounts.backup is not None:
        yield _role("aws.deploy_role.backup", accounts.backup, accounts.deploy_role)


def _role(name: str, account: str, role: str) -> Need:
    text = f"the role {role} of AWS account {account}, which the runner may take"
    return by_hand(name, AWS, text, _ROLE, look="aws.role", account=account, role=role)


def _way_in(config: StackConfig, cloud: AwsNetwork) -> Iterator[Need]:
    """One need a cluster: its API answers its own network, those that are joined to it, and ranges that are named."""
    cluster = config.platform.cluster
    if cluster.eks is None:
        return
    ranges = {vpc.region: vpc.cidr for vpc in cloud.vpcs}
    for region in cluster.eks.regions:
        near = tuple(ranges.values()) if cloud.peering == "on" else (ranges[region],)
        name, outside = called("aws", region), cluster.api_access_cidrs
        how = facts().step("aws.cluster_api.open" if outside else "aws.cluster_api", near=", ".join(near))
        yield Need(
            f"aws.cluster_api.{name}",
            AWS,
            f"a way to the Kubernetes API in {name}",
            "sayar:cluster.api_access_cidrs",
            how,
            ReachesClusters(inside=near, outside=outside, elsewhere=cloud.elsewhere),
        )
