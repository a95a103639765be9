"""Where resources of AWS go: an account's region, its explicit provider, and the tags that everything there carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pulumi

    from components.network.spec import DataClass

PARTITION: Final = "aws"
"""The commercial partition: China and GovCloud have others, and no region of the platform is there."""

SHARED: Final = "shared"
"""The client of what serves every client."""

NO_DATA: Final = "none"
"""The data class of what holds no data: networks, roles, rules."""


@dataclass(frozen=True, slots=True)
class AwsPlace:
    """One region of one AWS account.

    `region` is the platform's name, `aws` the vendor's, `account` twelve digits, `provider` the explicit provider of
    that region. `tags` (tier, environment, owner, cost) are on everything; they may name the tier, as they are inputs.
    """

    region: str
    aws: str
    account: str
    provider: pulumi.ProviderResource
    tags: Mapping[str, str]

    def tagged(self, name: str, data: DataClass | None = None, *, client: str = SHARED) -> dict[str, str]:
        """The tags of one resource: its name, the class of data that it holds, and whose it is.

        `cost` is the client's for what only one client uses.
        """
        own = {"Name": name, "data-class": data or NO_DATA, "client": client}
        return {**self.tags, **own, **({} if client == SHARED else {"cost": client})}

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something in this region, from what is known before it exists."""
        return f"arn:{PARTITION}:{service}:{self.aws}:{self.account}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The ARN of something that belongs to the account and to no region, as a role."""
        return f"arn:{PARTITION}:{service}::{self.account}:{resource}"

    @property
    def root(self) -> str:
        """The account itself as a principal of policies."""
        return root_of(self.account)


def root_of(account: str) -> str:
    """An account as a principal of policies: whoever its own policies let."""
    return f"arn:{PARTITION}:iam::{account}:root"


def managed(name: str) -> str:
    """The ARN of a policy that AWS keeps, as `AmazonEKSClusterPolicy` or `service-role/AWSConfigRole`."""
    return f"arn:{PARTITION}:iam::{PARTITION}:policy/{name}"
