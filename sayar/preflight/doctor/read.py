"""What was read, as plain data. What was not read says why, and is never taken for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class NotRead:
    """Nobody knows: the `reason`, the `variable` that would allow the reading, and whether a token was `refused`."""

    reason: str
    variable: str = ""
    refused: bool = False


_NOT_ASKED: Final = NotRead("this machine was not asked")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Railway workspace as its API tells it: words of the API, not of the stack files."""

    plan: str
    state: str
    trialing: bool


@dataclass(frozen=True, slots=True)
class Railway:
    """`workspaces`: ids that the token reaches. `regions`: those that are open."""

    workspaces: tuple[str, ...] | NotRead
    workspace: Workspace | NotRead
    regions: tuple[str, ...] | NotRead


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One feature: `members` of a set and the `value` of a number, None where it is of another sort."""

    has: bool
    members: tuple[str, ...] | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Supabase:
    """`organizations`: slugs that the token reaches."""

    organizations: tuple[str, ...] | NotRead
    plan: str | NotRead
    entitlements: Mapping[str, Entitlement] | NotRead
    regions: tuple[str, ...] | NotRead


@dataclass(frozen=True, slots=True)
class Team:
    """A Vercel team; a token with too few rights is not told its plan."""

    plan: str | NotRead
    role: str | NotRead


@dataclass(frozen=True, slots=True)
class Vercel:
    """`user`: the id of the token's owner. `team` is None where the stack names none."""

    user: str | NotRead
    team: Team | NotRead | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: its `status` (`active` once it is delegated), name servers, account, and the rights where told."""

    status: str
    plan: str
    account: str
    name_servers: tuple[str, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate pack of the edge."""

    hosts: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an account pays for: the `plan`'s id and its `name` for people, and the `zone` that it is for, else ""."""

    plan: str
    name: str
    state: str
    zone: str


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """`token` is its status. `zone` is None where the account has none of that name; then what is of it is None too.

    `buckets` says whether R2 is switched on.
    """

    token: str | NotRead
    zone: Zone | NotRead | None
    certificates: tuple[Certificate, ...] | NotRead | None
    ssl: str | NotRead | None
    subscriptions: tuple[Subscription, ...] | NotRead
    buckets: bool | NotRead


@dataclass(frozen=True, slots=True)
class Names:
    """The domain's name servers as the world sees them; empty where nobody answers for the domain."""

    name_servers: tuple[str, ...] | NotRead


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has: the version of `pulumi`, refused where there is none, and the URL of its `backend`.

    `secrets` is what the stack's file holds for decrypting: `passphrase`, `key` or "". `variables` are the names of
    the environment's variables that are set. `aws` is where the CLI is, refused where it is not on the path;
    `addresses` are the machine's own, IPv4.
    """

    pulumi: str | NotRead
    backend: str | NotRead
    secrets: str
    variables: frozenset[str]
    aws: str | NotRead = _NOT_ASKED
    addresses: tuple[str, ...] | NotRead = _NOT_ASKED


NOT_ASKED: Final = Machine(_NOT_ASKED, _NOT_ASKED, "", frozenset())


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that was asked; a vendor that the stack does not use is None."""

    machine: Machine = NOT_ASKED
    railway: Railway | None = None
    supabase: Supabase | None = None
    vercel: Vercel | None = None
    cloudflare: Cloudflare | None = None
    names: Names | None = None
