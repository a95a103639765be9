"""Needs against readings. What was not read stays unknown: it is never taken for good, and never for missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.judged_account import buckets_open, subscribed
from sayar.preflight.doctor.judged_runner import aws_cli, credentials, log_token, reaches
from sayar.preflight.doctor.judged_vendors import certified, delegated, entitled, plan, token
from sayar.preflight.doctor.outcome import MISSING, OK, UNKNOWN, Outcome, missing, ok, unknown
from sayar.preflight.doctor.read import NotRead, Readings
from sayar.preflight.doctor.wants import (
    AwsCli,
    BillsPaid,
    BucketsOpen,
    ByHand,
    Certified,
    Credentials,
    Delegated,
    Entitled,
    HasRegion,
    LoggedIn,
    LogToken,
    Need,
    Passphrase,
    PlanAtLeast,
    ReachesClusters,
    Registered,
    RemoteBackend,
    RoleMayWrite,
    SecretsProvider,
    Settled,
    SslMode,
    Subscribed,
    TokenGood,
    TokenThere,
    Tool,
    Vendor,
)
from sayar.verdict import EXIT_OK, EXIT_REFUSED, EXIT_UNDECIDED

State = Literal["ok", "missing", "not_checked"]


@dataclass(frozen=True, slots=True)
class Check:
    """A need and what became of it. `variable` is what would allow a check that was not made, else ""."""

    id: str
    vendor: Vendor
    state: State
    text: str
    how: str
    source: str
    variable: str = ""


def judge(needs: Sequence[Need], readings: Readings) -> tuple[Check, ...]:
    """One check a need, in the order of the needs."""
    return tuple(_check(need, _outcome(need, readings)) for need in needs)


def exit_code(checks: Iterable[Check]) -> int:
    """The worst of all: something is missing before something is not known."""
    states = {check.state for check in checks}
    if MISSING in states:
        return EXIT_REFUSED
    return EXIT_UNDECIDED if UNKNOWN in states else EXIT_OK


def _check(need: Need, outcome: Outcome) -> Check:
    # Where a variable would allow the check, that it is not set is all there is to say.
    text = f"{need.text}: {outcome.found}" if outcome.found and not outcome.variable else need.text
    how = "" if outcome.state == OK else need.how
    return Check(need.id, need.vendor, outcome.state, text, how, need.source, outcome.variable)


def _outcome(need: Need, readings: Readings) -> Outcome:
    wanted, machine = need.wanted, readings.machine
    match wanted:
        case Settled():
            return Outcome(OK if wanted.met else MISSING, wanted.found)
        case Tool():
            return _tool(wanted, machine.pulumi)
        case LoggedIn():
            return _logged_in(machine.backend)
        case RemoteBackend():
            return _remote(machine.backend)
        case SecretsProvider():
            return _secrets(machine.backend, machine.secrets)
        case Passphrase():
            return _passphrase(machine.secrets, machine.variables)
        case TokenThere():
            there = [name for name in wanted.variables if name in machine.variables]
            return ok(f"{there[0]} is set") if there else missing(f"{' or '.join(wanted.variables)} is not set")
        case TokenGood():
            return token(wanted, readings)
        case PlanAtLeast():
            return plan(wanted, readings)
        case BillsPaid():
            return _bills(readings)
        case HasRegion():
            return _region(wanted, readings)
        case Entitled():
            return entitled(wanted, readings)
        case RoleMayWrite():
            return _role(readings)
        case Registered():
            return _registered(readings)
        case Delegated():
            return delegated(readings)
        case Certified():
            return certified(wanted, readings)
        case SslMode():
            return _ssl(wanted, readings)
        case Subscribed():
            return subscribed(wanted, readings)
        case BucketsOpen():
            return buckets_open(readings)
        case ByHand():
            return unknown(NotRead(wanted.look))
        case Credentials():
            return credentials(wanted, machine)
        case AwsCli():
            return aws_cli(machine)
        case ReachesClusters():
            return reaches(wanted, machine)
        case LogToken():
            return log_token(wanted, readings)


def _tool(wanted: Tool, version: str | NotRead) -> Outcome:
    if isinstance(version, NotRead):
        return missing(version.reason) if version.refused else unknown(version)
    there = _numbers(version)
    if there is None:
        return unknown(NotRead(f"version {version} cannot be compared"))
    return ok(version) if there >= (_numbers(wanted.least) or ()) else missing(f"this is {version}")


def _numbers(version: str) -> tuple[int, ...] | None:
    parts = version.removeprefix("v").partition("-")[0].partition("+")[0].split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else None


def _logged_in(backend: str | NotRead) -> Outcome:
    if isinstance(backend, NotRead):
        return missing(backend.reason) if backend.refused else unknown(backend)
    return ok(backend)


def _remote(backend: str | NotRead) -> Outcome:
    if isinstance(backend, NotRead):
        return unknown(backend)
    return missing(f"{backend} is a folder of one machine") if backend.startswith("file://") else ok(backend)


def _secrets(backend: str | NotRead, secrets: str) -> Outcome:
    if secrets:
        return ok({"passphrase": "a passphrase", "key": "a cloud key"}.get(secrets, secrets))
    if isinstance(backend, NotRead):
        return unknown(
            NotRead("the stack's file names none, and the backend that may have one of its own is not known")
        )
    if backend.startswith("https://"):
        return ok("the backend's own")
    return missing("the stack's file names none")


def _passphrase(secrets: str, variables: frozenset[str]) -> Outcome:
    if secrets != "passphrase":
        return ok("none is needed")
    there = sorted(variables & {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"})
    return ok(f"{there[0]} is set") if there else missing("neither variable is set")


def _bills(readings: Readings) -> Outcome:
    found = readings.railway.workspace if readings.railway else NotRead("Railway was not asked")
    if isinstance(found, NotRead):
        return unknown(found)
    good = {word for row in facts().billing if row.vendor == "railway" for word in row.good}
    if found.trialing:
        return missing("the workspace is on trial")
    return ok(found.state) if found.state in good else missing(f"Railway says {found.state}")


def _region(wanted: HasRegion, readings: Readings) -> Outcome:
    found = readings.railway if wanted.vendor == "railway" else readings.supabase
    if found is None:
        return unknown(NotRead(f"{wanted.vendor.capitalize()} was not asked"))
    if isinstance(found.regions, NotRead):
        return unknown(found.regions)
    return ok() if wanted.region in found.regions else missing(f"open are {', '.join(found.regions) or 'none'}")


def _role(readings: Readings) -> Outcome:
    team = readings.vercel.team if readings.vercel else NotRead("Vercel was not asked")
    if team is None or isinstance(team, NotRead):
        return unknown(team or NotRead("no team was asked for"))
    if isinstance(team.role, NotRead):
        return unknown(team.role)
    good = {word for row in facts().roles if row.vendor == "vercel" for word in row.good}
    return ok(team.role) if team.role in good else missing(f"the role is {team.role}")


def _registered(readings: Readings) -> Outcome:
    found = readings.names.name_servers if readings.names else NotRead("DNS was not asked")
    if isinstance(found, NotRead):
        return unknown(found)
    return ok(", ".join(found)) if found else missing("nobody answers for it")


def _ssl(wanted: SslMode, readings: Readings) -> Outcome:
    found = readings.cloudflare.ssl if readings.cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(found, NotRead):
        return unknown(found)
    if found is None:
        return ok("the zone is made by the first `sayar up`, with this mode")
    return ok() if found == wanted.mode else ok(f"now {found}; `sayar up` sets {wanted.mode}")
