"""The needs that the running machine meets for AWS: credentials, a program, a way to clusters; and tokens of logs."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network

from sayar.preflight.doctor.outcome import Outcome, missing, ok, unknown
from sayar.preflight.doctor.read import Machine, NotRead, Readings
from sayar.preflight.doctor.wants import Credentials, LogToken, ReachesClusters

_NONE = "no variable is set; a role of the machine or the default profile may take their place, which nobody looked for"


def credentials(wanted: Credentials, machine: Machine) -> Outcome:
    """Whether the variables of one source are all set. One that is chosen and not whole is known to be no good; where
    none is chosen nobody knows: a machine on AWS has a role without any."""
    chosen = [source for source in wanted.sources if source[0] in machine.variables]
    for source in chosen:
        if machine.variables.issuperset(source):
            return ok(f"{' and '.join(source)} {'is' if len(source) == 1 else 'are'} set")
    for first, *others in chosen:
        lacking = [name for name in others if name not in machine.variables]
        return missing(f"{first} is set without {' and '.join(lacking)}")
    return unknown(NotRead(_NONE))


def aws_cli(machine: Machine) -> Outcome:
    """Whether the AWS CLI was found."""
    found = machine.aws
    if isinstance(found, NotRead):
        return missing(found.reason) if found.refused else unknown(found)
    return ok(found)


def reaches(wanted: ReachesClusters, machine: Machine) -> Outcome:
    """Whether the clusters' API answers this machine, by its own addresses."""
    if isinstance(machine.addresses, NotRead):
        return unknown(machine.addresses)
    if address := within(machine.addresses, wanted.inside):
        return ok(f"{address} is inside of {', '.join(wanted.inside)}")
    if address := within(machine.addresses, wanted.outside):
        return ok(f"{address} is one of {', '.join(wanted.outside)}")
    if wanted.outside:
        ranges = ", ".join(wanted.outside)
        return unknown(NotRead(f"the public address of this machine must be one of {ranges}; none of its own is"))
    if address := within(machine.addresses, wanted.elsewhere):
        return unknown(NotRead(f"{address} is in a network that is elsewhere, and its way there is not known"))
    seen = ", ".join(machine.addresses) or "it has none"
    return missing(f"it answers only {', '.join(wanted.inside)}, and this machine is outside ({seen})")


def within(addresses: Sequence[str], ranges: Sequence[str]) -> str | None:
    """The first address that lies in one of the ranges, else None."""
    networks = [IPv4Network(text) for text in ranges]
    return next((text for text in addresses if any(IPv4Address(text) in network for network in networks)), None)


def log_token(wanted: LogToken, readings: Readings) -> Outcome:
    """Whether the token is set. Before there is a zone nobody can have one; after that, only the first `up` tells."""
    if wanted.there:
        return ok("it is set")
    zone = readings.cloudflare.zone if readings.cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(zone, NotRead):
        return unknown(zone)
    if zone is None:
        return ok("not due before the first `sayar up`, which has it written")
    return unknown(
        NotRead(
            f"it is not set. After the first `sayar up`, read the object that `pulumi stack output edge_logs_pending` "
            f"names, set sayar:secrets.{wanted.secret}, and `sayar up` again"
        )
    )
