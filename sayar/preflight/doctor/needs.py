"""What a stack needs to be run for real, from its config alone. Pure: nothing is asked and nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infra.built import refuse_unbuilt
from infra.config.errors import ConfigError
from infra.config.platform import TIERS, PlatformSpec
from infra.config.stack import StackConfig
from sayar.preflight.doctor.aws_account_needs import aws_account_needs
from sayar.preflight.doctor.aws_needs import aws_needs, runner_needs
from sayar.preflight.doctor.edge_needs import edge_needs
from sayar.preflight.doctor.environment_needs import environment_needs
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.large_needs import large_needs
from sayar.preflight.doctor.platform_needs import railway_needs, vercel_needs
from sayar.preflight.doctor.rights import made
from sayar.preflight.doctor.supabase_needs import supabase_needs
from sayar.preflight.doctor.wants import (
    VENDORS,
    LoggedIn,
    Need,
    Passphrase,
    RemoteBackend,
    SecretsProvider,
    Settled,
    TokenGood,
    TokenThere,
    Tool,
    Vendor,
)


def needs(config: StackConfig, examples: Mapping[str, str | None]) -> tuple[Need, ...]:
    """Everything, by vendor. `examples` are the shipped `sayar:accounts`, which are nobody's."""
    platform = config.platform
    found = [
        *machine_needs(config),
        *_own(config, examples),
        *environment_needs(config),
        *_built(config),
        *aws_needs(config),
        *aws_account_needs(config),
        *_tokens(config),
        *edge_needs(platform),
        *large_needs(config),
        *railway_needs(platform),
        *supabase_needs(platform),
        *vercel_needs(platform),
    ]
    return tuple(sorted(found, key=lambda need: VENDORS.index(need.vendor)))


def cheap_needs(config: StackConfig) -> tuple[Need, ...]:
    """What can be seen on this machine alone, and in a moment: what `sayar up` holds itself to."""
    machine = (need for need in machine_needs(config) if not isinstance(need.wanted, RemoteBackend))
    return (*machine, *runner_needs(config), *_there(config))


def machine_needs(config: StackConfig) -> Iterator[Need]:
    """The engine, a backend and what encrypts the state's secrets."""
    stack, rows = config.stack, facts()
    for tool in rows.tools:
        text = f"{tool.name} {tool.least} or newer"
        how = rows.step("local.pulumi", least=tool.least)
        yield Need(f"local.{tool.name}", "local", text, "Pulumi.yaml", how, Tool(tool.least))
    backend = rows.step("local.backend")
    yield Need("local.backend", "local", "a backend that keeps the state", "pulumi login", backend, LoggedIn())
    if stack not in TIERS:
        how = rows.step("local.remote_backend", stack=stack)
        text = "a backend that locks and keeps versions"
        yield Need("local.remote_backend", "local", text, "pulumi login", how, RemoteBackend())
    where = f"Pulumi.{stack}.yaml"
    how = rows.step("local.secrets_provider", stack=stack)
    yield Need(
        "local.secrets_provider", "local", "a provider that encrypts the state's secrets", where, how, SecretsProvider()
    )
    how = rows.step("local.passphrase")
    yield Need("local.passphrase", "local", "the passphrase of the state's secrets", where, how, Passphrase())


def used(platform: PlatformSpec) -> tuple[Vendor, ...]:
    """The vendors that the stack's providers call."""
    uses: dict[Vendor, bool] = {
        "cloudflare": platform.uses_cloudflare,
        "railway": platform.hosting.railway is not None,
        "supabase": platform.database.engine.kind == "supabase",
        "vercel": True,
    }
    return tuple(vendor for vendor in VENDORS if uses.get(vendor))


def account_of(platform: PlatformSpec, vendor: Vendor) -> tuple[str, str | None]:
    """The field of `sayar:accounts` that names a vendor's account, and the account."""
    fields = {
        "cloudflare": "cloudflare",
        "railway": "railway_workspace",
        "supabase": "supabase_organization",
        "vercel": "vercel_team",
    }
    name = fields[vendor]
    return name, getattr(platform.accounts, name)


def _own(config: StackConfig, examples: Mapping[str, str | None]) -> Iterator[Need]:
    """Domain and accounts that are not the shipped examples."""
    platform, stack = config.platform, config.stack
    identity = platform.platform
    how = facts().step("local.domain", stack=stack)
    wanted = Settled(not identity.is_example, identity.domain)
    yield Need("local.domain", "local", "a domain of your own", "sayar:platform.domain", how, wanted)
    for vendor in used(platform):
        name, account = account_of(platform, vendor)
        if account is None:
            continue
        is_example = account == examples.get(name)
        found = f"{account} is the shipped example" if is_example else account
        how = facts().step("local.account", stack=stack)
        text = f"an account of your own at {vendor.capitalize()}"
        wanted = Settled(not is_example, found)
        yield Need(f"local.account.{vendor}", "local", text, f"sayar:accounts.{name}", how, wanted)


def _built(config: StackConfig) -> Iterator[Need]:
    """Selections that no component of this version makes, each by its path; one need that is met where all are made."""
    how = facts().step("local.built")
    try:
        refuse_unbuilt(config)
    except ConfigError as error:
        for row in error.problems:
            path = row.path.removeprefix("sayar:")
            wanted = Settled(False, f"{path} is {row.value}")
            yield Need(f"local.built.{path}", "local", row.allowed, row.path, how, wanted)
        return
    wanted = Settled(True, "every selection has its component")
    yield Need("local.built", "local", "components for everything selected", f"Pulumi.{config.stack}.yaml", how, wanted)


def _tokens(config: StackConfig) -> Iterator[Need]:
    platform = config.platform
    for vendor in used(platform):
        name, account = account_of(platform, vendor)
        text = f"a token that {vendor.capitalize()} takes" + (f" and that reaches {account}" if account else "")
        yield Need(
            f"{vendor}.token",
            vendor,
            text,
            f"sayar:accounts.{name}",
            made(config, vendor),
            TokenGood(vendor, account),
        )


def _there(config: StackConfig) -> Iterator[Need]:
    platform = config.platform
    for vendor in used(platform):
        variables = facts().token_of(vendor).variables
        text, where = f"a token for {vendor.capitalize()}", f"sayar:accounts.{account_of(platform, vendor)[0]}"
        yield Need(f"{vendor}.token", vendor, text, where, made(config, vendor), TokenThere(variables))
