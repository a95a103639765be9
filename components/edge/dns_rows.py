"""The zone's records as plain rows: hosts, proofs of ownership, certificate authorities, mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from components.edge.words import ORIGIN_HOSTS

if TYPE_CHECKING:
    import pulumi

    from components.edge.spec import EdgeSpec
    from components.edge.zone_spec import CaaSpec, DmarcSpec, SpfSpec
    from components.origins import ContactAddresses, HostNames, Origins

AUTOMATIC_TTL = 1
"""The vendor's word for a time that it chooses; a proxied record has no other."""

ALIGNMENT = {"strict": "s", "relaxed": "r"}
OTHERWISE = {"reject": "-all", "softfail": "~all"}


@dataclass(frozen=True, slots=True)
class Authority:
    """The three parts of a CAA record's content (RFC 8659)."""

    flags: int
    tag: Literal["issue", "issuewild", "iodef"]
    value: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record: logical name, full name, and a text content or a CAA's parts. `ttl_s` in seconds, 1 automatic."""

    logical: str
    name: pulumi.Input[str]
    type: Literal["CNAME", "TXT", "CAA"]
    content: pulumi.Input[str] | Authority
    ttl_s: int
    proxied: bool
    comment: str


def record_rows(
    spec: EdgeSpec, *, domain: str, hosts: HostNames, contacts: ContactAddresses, origins: Origins
) -> tuple[RecordRow, ...]:
    """All records of the platform. Texts of origins come without quotes and leave as `record_text` makes them."""
    return (
        *_hosts(spec, hosts, origins),
        *_proofs(spec, origins),
        *_authorities(spec.dns.caa, domain, contacts.security, spec.dns.ttl_s),
        *_mail(spec, domain, contacts.dmarc),
    )


def record_text(text: str) -> str:
    """A TXT content as the vendor keeps it: in quotes, in pieces of at most 255 characters (RFC 1035, 3.3)."""
    pieces = [text[start : start + 255] for start in range(0, len(text), 255)] or [""]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)


def _hosts(spec: EdgeSpec, hosts: HostNames, origins: Origins) -> Iterator[RecordRow]:
    for host in ORIGIN_HOSTS:
        yield RecordRow(
            logical=host,
            name=hosts.of(host),
            type="CNAME",
            content=origins.of(host).cname,
            ttl_s=AUTOMATIC_TTL if spec.passes(host) else spec.dns.ttl_s,
            proxied=spec.passes(host),
            comment=f"Origin of the {host} host",
        )
    for row in origins.further:
        if row.name == hosts.of(row.host):
            continue
        # Users never ask for it: it is the name by which the region's platform knows the host.
        yield RecordRow(
            logical=f"{row.host}-{row.region}",
            name=row.name,
            type="CNAME",
            content=row.target.cname,
            ttl_s=AUTOMATIC_TTL if spec.passes(row.host) else spec.dns.ttl_s,
            proxied=spec.passes(row.host),
            comment=f"Origin of the {row.host} host in {row.region}",
        )
    # Its platform has an edge of its own, which a second one in front would blind.
    yield RecordRow(
        "web", hosts.web, "CNAME", origins.web.cname, spec.dns.ttl_s, False, "Origin of the web host, never proxied"
    )


def _proofs(spec: EdgeSpec, origins: Origins) -> Iterator[RecordRow]:
    # In the order of the hosts, not of their origins: the rows of a stack stay where they are.
    first = [row for host in ORIGIN_HOSTS for row in origins.served if row.first and row.host == host]
    for row in (*first, *origins.further):
        if row.target.proof is None:
            continue
        logical, what = (
            (row.host, f"{row.host} host")
            if row.first
            else (f"{row.host}-{row.region}", f"{row.host} host in {row.region}")
        )
        yield RecordRow(
            f"{logical}-proof",
            row.target.proof.name,
            "TXT",
            row.target.proof.value,
            spec.dns.ttl_s,
            False,
            f"Proof of ownership of the {what}",
        )


def _authorities(caa: CaaSpec, domain: str, security: str, ttl_s: int) -> Iterator[RecordRow]:
    rows: list[tuple[str, Authority]] = [
        *((f"caa-{authority}", Authority(0, "issue", authority)) for authority in caa.issue),
        *((f"caa-wild-{authority}", Authority(0, "issuewild", authority)) for authority in caa.issue_wild),
    ]
    if caa.report == "on":
        rows.append(("caa-report", Authority(0, "iodef", f"mailto:{security}")))
    for logical, authority in rows:
        yield RecordRow(logical, domain, "CAA", authority, ttl_s, False, "Who may issue certificates")


def _mail(spec: EdgeSpec, domain: str, reports: str) -> Iterator[RecordRow]:
    ttl_s = spec.dns.ttl_s
    yield RecordRow("spf", domain, "TXT", spf_text(spec.dns.spf), ttl_s, False, "Who may send mail")
    yield RecordRow(
        "dmarc",
        f"_dmarc.{domain}",
        "TXT",
        dmarc_text(spec.dns.dmarc, reports),
        ttl_s,
        False,
        "What happens to mail that fails",
    )


def spf_text(spf: SpfSpec) -> str:
    """The policy of RFC 7208, one term a sender."""
    return " ".join(["v=spf1", *(f"include:{host}" for host in spf.includes), OTHERWISE[spf.otherwise]])


def dmarc_text(dmarc: DmarcSpec, reports: str) -> str:
    """The policy of RFC 7489; `v` and `p` must come first and second."""
    letter = ALIGNMENT[dmarc.alignment]
    return f"v=DMARC1; p={dmarc.policy}; sp={dmarc.subdomains}; adkim={letter}; aspf={letter}; rua=mailto:{reports}"
