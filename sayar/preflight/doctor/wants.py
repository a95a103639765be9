"""What a need asks of the readings, one small class for each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Vendor = Literal["local", "cloudflare", "railway", "supabase", "vercel", "aws"]
VENDORS: tuple[Vendor, ...] = ("local", "cloudflare", "railway", "supabase", "vercel", "aws")
"""In the order of reports; `local` is this machine and the stack's files."""
ASKED: tuple[Vendor, ...] = ("cloudflare", "railway", "supabase", "vercel")
"""Those that are asked over their API, with a token each."""
AWS: Vendor = "aws"
"""Nobody asks it: no client of it is in the project."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Decided by the stack's files alone; `found` is what stands there."""

    met: bool
    found: str


@dataclass(frozen=True, slots=True)
class Tool:
    """The engine, at least this version."""

    least: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Some backend."""


@dataclass(frozen=True, slots=True)
class RemoteBackend:
    """A backend that is no folder of one machine."""


@dataclass(frozen=True, slots=True)
class SecretsProvider:
    """Something that encrypts the secrets of the state."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """The passphrase, where the stack's secrets are encrypted with one."""


@dataclass(frozen=True, slots=True)
class TokenThere:
    """One of these variables is set; whether the token is good is not asked."""

    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenGood:
    """The vendor takes the token, and it reaches the account."""

    vendor: Vendor
    account: str | None


@dataclass(frozen=True, slots=True)
class PlanAtLeast:
    """The account is on this plan or a higher one; `bought` says that the program buys it itself."""

    vendor: Vendor
    plan: str
    bought: bool = False


@dataclass(frozen=True, slots=True)
class BillsPaid:
    """Railway runs the workspace's workloads."""


@dataclass(frozen=True, slots=True)
class HasRegion:
    """The vendor has this region, by its own name."""

    vendor: Vendor
    region: str


@dataclass(frozen=True, slots=True)
class Entitled:
    """Supabase gives access to a feature: to a `member` of its set, or at `least` so much of it.

    `count` is how many there shall be, held against the amount where one is told.
    """

    feature: str
    member: str | None = None
    least: float | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class RoleMayWrite:
    """The token's user may make things in the Vercel team."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody answers for the domain."""


@dataclass(frozen=True, slots=True)
class Delegated:
    """The domain's name servers are those of its Cloudflare zone."""


@dataclass(frozen=True, slots=True)
class Certified:
    """The edge has a certificate for these hosts."""

    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SslMode:
    """The zone's mode, which `up` sets, is known."""

    mode: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The Cloudflare account pays for a product, by the id of its row; a `contract` may hold it without saying so."""

    product: str
    domain: str
    contract: bool


@dataclass(frozen=True, slots=True)
class BucketsOpen:
    """R2 is switched on for the Cloudflare account."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What no reading tells; `look` is how a person sees it."""

    look: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """All variables of one of the sources are set, the first of which chooses it; whose account it is, is not asked."""

    sources: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AwsCli:
    """The command `aws` on the path."""


@dataclass(frozen=True, slots=True)
class ReachesClusters:
    """This machine may call a private API: from ranges `inside`, or from those `outside` that are let in.

    Networks `elsewhere` may have a way there.
    """

    inside: tuple[str, ...]
    outside: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogToken:
    """A token of the edge's logs is `there`, as the `secret` of that name; never its value."""

    there: bool
    secret: str


Wanted = (
    Settled | Tool | LoggedIn | RemoteBackend | SecretsProvider | Passphrase | TokenThere | TokenGood | PlanAtLeast
    | BillsPaid | HasRegion | Entitled | RoleMayWrite | Registered | Delegated | Certified | SslMode | Subscribed
    | BucketsOpen | ByHand | Credentials | AwsCli | ReachesClusters | LogToken
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the stack cannot be run without: a stable `id`, a `text` of what it is, the config path that asks
    for it (`source`), and `how` a person brings it about."""

    id: str
    vendor: Vendor
    text: str
    source: str
    how: str
    wanted: Wanted
