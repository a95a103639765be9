"""What an environment says beside its platform: the move under way, approvals, budget, probes, clients, secrets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from components.backup import age
from components.clients.spec import Client
from components.edge.watch_spec import UsageSpec
from components.network.checks import unique
from components.spec import Label, Problem, Spec
from infra.config.platform import HostRole, PlatformSpec, TierName, is_example_name


def _in_the_calendar(text: str) -> str:
    date.fromisoformat(text)
    return text


IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_in_the_calendar)]
Reason = Annotated[str, StringConstraints(min_length=3)]
_WHOLE: Final = 100
COMPONENTS: Final = "sayar:"
"""What the types of the platform's own components begin with."""


class Waiver(Spec):
    """A gate that somebody decided to skip, until a date."""

    gate: str
    by: Reason
    reason: Reason
    until: IsoDate


class Transition(Spec):
    """A move under way: written by `sayar move`, read by the program."""

    origin: TierName = Field(alias="from")
    phase: Label
    weight: Annotated[int, Field(ge=0, le=100)] | None = None
    base: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    started: IsoDate
    waivers: tuple[Waiver, ...] = ()


class Approval(Spec):
    """Leave to do something to one stateful resource, until a date."""

    resource: Annotated[str, StringConstraints(pattern=r"^[^:]+:[^:]+:[^:]+::.+$")]
    action: Literal["release", "replace", "delete"]
    by: Reason
    reason: Reason
    until: IsoDate


class Budget(Spec):
    """What the platform may cost, in USD a month, who owns that, and what was spent of the error budget (seconds).

    `monthly_usd` null: no sum gates a move. A waiver lets a move through that leaves the sum, until its date.
    `cloudflare_usage` are products of the account and the amount of each from which Cloudflare mails.
    """

    monthly_usd: Annotated[float, Field(gt=0)] | None = None
    owner: Reason | None = None
    error_spent_s: Annotated[float, Field(ge=0)] | None = None
    waiver: Waiver | None = None
    cloudflare_usage: tuple[UsageSpec, ...] = ()

    def rules(self) -> Iterator[Problem]:
        """A sum is somebody's, and only a sum can be waived."""
        if self.monthly_usd is not None and self.owner is None:
            yield Problem("owner", None, "who owns the sum of monthly_usd")
        if self.monthly_usd is None and self.waiver is not None:
            yield Problem("waiver", self.waiver.gate, "null without monthly_usd")
        yield from unique("cloudflare_usage[{}].product", [row.product for row in self.cloudflare_usage])


class ProbeRequest(Spec):
    """One request a second to one surface, and what counts as served."""

    method: Literal["GET", "HEAD", "POST"]
    path: str
    expect_status: tuple[Annotated[int, Field(ge=100, le=599)], ...]


AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
"""The number of an AWS account."""

EXAMPLE_ACCOUNT = "000000000000"
"""What Pulumi.yaml ships: nobody's account."""


class AwsAccounts(Spec):
    """The AWS accounts of an environment. Identifiers only; credentials come from the environment of the runner.

    `deploy_role` is the IAM role, by name in either account, that clusters and the account of the copies know the
    runner by. `backup` null means that no second account is there.
    """

    account: AccountId
    backup: AccountId | None
    deploy_role: Label

    @property
    def is_example(self) -> bool:
        """True for the shipped account, which is nobody's."""
        return self.account == EXAMPLE_ACCOUNT

    def rules(self) -> Iterator[Problem]:
        """Copies in the same account are lost with it."""
        if self.backup == self.account:
            yield Problem("backup", self.backup, "another account, or null")


HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[^\s/?#@]+(/[^\s?#]*)?$")]
"""A URL without user, query and fragment."""


class TelemetryTarget(Spec):
    """Where services send metrics, logs and traces: the base URL of OTLP over HTTP."""

    endpoint: HttpsUrl

    @property
    def is_example(self) -> bool:
        """True for a host that is nobody's."""
        return is_example_name(urlsplit(self.endpoint).hostname or "")


AgeKey = Annotated[str, StringConstraints(pattern=age.PATTERN)]
"""The public half of an age key: `age1` and 58 letters."""

EXAMPLE_KEY = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
"""The point zero: a key that nobody has the other half of, and that age refuses to encrypt to."""


class Keys(Spec):
    """Public keys that the platform encrypts to. `dumps` is that of whoever restores."""

    dumps: AgeKey

    @property
    def dumps_is_example(self) -> bool:
        """True for the shipped key, which is nobody's."""
        return self.dumps == EXAMPLE_KEY

    def rules(self) -> Iterator[Problem]:
        """A wrong letter would be found only when a dump is needed."""
        if not age.sound(self.dumps):
            yield Problem("dumps", self.dumps, "a public key of age: the checksum in this one is wrong")


class Sealed(Spec):
    """A value that only the engine can open, as it stands in a stack file."""

    secure: str


class Environment(Spec):
    """The keys that only an environment's file has. Absent ones mean: none.

    `secrets` are values that somebody else gave us, by name: set with `pulumi config set --secret --path`. The engine
    hands them over opened; offline they stay sealed.
    """

    transition: Transition | None = None
    approvals: tuple[Approval, ...] = ()
    budget: Budget | None = None
    probe: dict[HostRole, ProbeRequest] = {}
    clients: tuple[Client, ...] = ()
    aws: AwsAccounts | None = None
    telemetry: TelemetryTarget | None = None
    keys: Keys | None = None
    secrets: dict[Label, str | Sealed] = {}

    @property
    def released(self) -> frozenset[str]:
        """The leaves that approvals let go of, each as `type::name`. Components let go of theirs by themselves."""
        rows = [row.resource for row in self.approvals if row.action == "release"]
        return frozenset(name for name in rows if not name.startswith(COMPONENTS))


class Beside(Spec):
    """A second platform that is there at the same time, while a move leads from one vendor's machines to another's.

    Of the two, one has services and data at vendors, the other has them on AWS. `aws_percent` is the share of every
    region's requests that AWS gets, null while the edge knows nothing of it. `data` is where both read and write.
    """

    platform: PlatformSpec
    aws_percent: Annotated[int, Field(ge=0, le=100)] | None
    data: Literal["vendors", "aws"]

    @property
    def aws_part(self) -> float | None:
        """The share that AWS gets, as a part of 1."""
        return None if self.aws_percent is None else self.aws_percent / _WHOLE


class StackConfig(Spec):
    """A stack, resolved: which platform, and what its environment says about it.

    While a move is under way `origin` is the platform that it comes from, under the same environment, and `beside` what
    is there besides in the phase.
    """

    stack: str
    platform: PlatformSpec
    environment: Environment
    origin: PlatformSpec | None = None
    beside: Beside | None = None

    @property
    def at_vendors(self) -> StackConfig:
        """The stack as whatever is at Railway and Supabase is made from."""
        return self._side("none")

    @property
    def on_aws(self) -> StackConfig:
        """The stack as whatever is on AWS is made from."""
        return self._side("aws")

    def _side(self, cloud: Literal["none", "aws"]) -> StackConfig:
        if self.beside is None or self.platform.network.cloud.kind == cloud:
            return self
        return self.model_copy(update={"platform": self.beside.platform})

    @property
    def recipient(self) -> str | None:
        """The public key that dumps are encrypted to; None where there is none of one's own.

        What Pulumi.yaml ships counts for the shipped domain only, here and for telemetry.
        """
        keys = self.environment.keys
        return keys.dumps if keys is not None and keys.dumps_is_example == self._is_example else None

    @property
    def telemetry_endpoint(self) -> str | None:
        """Where telemetry goes; None where there is no endpoint of one's own."""
        target = self.environment.telemetry
        return target.endpoint if target is not None and target.is_example == self._is_example else None

    @property
    def lacks_aws_account(self) -> bool:
        """True where a platform of somebody's own would be on AWS and has no account there yet."""
        said, on_aws = self.environment.aws, self.platform.network.cloud.kind == "aws"
        return on_aws and not self._is_example and (said is None or said.is_example)

    @property
    def _is_example(self) -> bool:
        return self.platform.platform.is_example
