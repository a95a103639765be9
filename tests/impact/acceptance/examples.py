"""What users feel in each worked example: the numbers, and why they are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Pair = tuple[float, float]
NOTHING: Pair = (0, 0)
DAY = 86400


@dataclass(frozen=True)
class Felt:
    """What the users of a surface feel: typical and worst seconds. What is not said is nothing."""

    down: Pair = NOTHING
    error: Pair = NOTHING
    delay: Pair = NOTHING
    loss: Pair = NOTHING
    read: Pair | None = None
    """None: as `down`, since the steps and needs of most examples are of any capability."""
    write: Pair | None = None
    deferred: dict[str, Pair] = field(default_factory=dict)
    degraded: bool = False
    verdict: str = "ok"
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """One case: files, surfaces, and what the command ends with. Findings are those of the downtime model alone."""

    case: str
    files: str
    services: str
    surfaces: dict[str, Felt]
    code: int = 0
    verdict: str = "ok"
    findings: frozenset[str] = frozenset()


def down(typical: float, worst: float, **more: Any) -> Felt:
    """A surface that is hard down: all of its requests fail as long."""
    return Felt(down=(typical, worst), error=(typical, worst), **more)


def late(typical: float, worst: float, **more: Any) -> Felt:
    """A surface whose requests wait in a buffer."""
    return Felt(delay=(typical, worst), **more)


def part(seconds: float) -> Felt:
    """A share of the requests fails; the event takes equally long at best and at worst."""
    return Felt(error=(seconds, seconds), degraded=True, because=("event:eks-lost",))


RECORDS = "cloudflare:index/dnsRecord:DnsRecord"
INSTANCES = "aws:rds/clusterInstance:ClusterInstance"
SERVICES = "railway:index:ServiceInstance"
ADDONS = "supabase:index:Addon"


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::shop::{type_}::{name}"


WRITER, READER = urn(INSTANCES, "writer"), urn(INSTANCES, "reader")
RESTARTS = (urn(ADDONS, "size"), urn(ADDONS, "recovery"))
EARLY = ("event:old-zone-deleted",)

EXAMPLES = [
    Example(
        "W1a",
        "w1",
        "before-certificate",
        {
            "api": down(900, DAY, verdict="breach", because=(urn(RECORDS, "api"),)),
            "csv": down(900, DAY, verdict="breach", because=(urn(RECORDS, "csv"),)),
            # The sender gives up after a day, which is what the certificate may take.
            "webhook": late(900, DAY, verdict="at_risk", because=(urn(RECORDS, "webhook"),)),
            "web": Felt(),
        },
        code=3,
        verdict="breach",
        findings=frozenset({"buffer-window"}),
    ),
    Example("W1b", "w1", "phased", {name: Felt() for name in ("api", "csv", "webhook", "web")}),
    Example(
        "W1b with the old zone deleted at once",
        "w1",
        "old-zone-deleted",
        {
            "api": down(0, 172800, verdict="at_risk", because=EARLY),
            "csv": down(0, 172800, verdict="at_risk", because=EARLY),
            "webhook": Felt(delay=(0, 172800), loss=(0, 172800 - DAY), verdict="at_risk", because=EARLY),
            "web": down(0, 172800, verdict="at_risk", because=EARLY),
        },
        code=4,
        verdict="at_risk",
        findings=frozenset({"buffer-window"}),
    ),
    Example(
        "W2",
        "w2",
        "services",
        {
            # 120 + 5 and 600 + 30: no dependency joins them, but one server takes them one after another.
            "api": down(125, 630, because=RESTARTS),
            "csv": Felt(error=(12.5, 63), because=RESTARTS),  # a tenth of the requests misses the cache
            "webhook": late(125, 630, because=RESTARTS),
            "web": Felt(),
        },
    ),
    Example(
        "W3a",
        "w3/together",
        "services",
        {
            "api": down(660, 660, verdict="breach"),
            "csv": down(660, 660, verdict="breach"),
            "webhook": late(660, 660),
            "proxied": down(660, 660, verdict="breach"),  # a proxy shortens failovers, and nobody is left to take over
        },
        code=3,
        verdict="breach",
    ),
    Example(
        "W3b",
        "w3/reader-first",
        "services",
        {
            "api": down(30, 60, because=(WRITER,)),
            "csv": down(30, 60, because=(WRITER,)),
            "webhook": late(30, 60, because=(WRITER,)),
            "proxied": down(10.2, 20.4, because=(WRITER,)),
        },
    ),
    Example(
        "W3c",
        "w3/writer-first",
        "services",
        {
            # The role moves to the reader, and back when that one restarts.
            "api": down(60, 120, verdict="at_risk"),
            "csv": down(60, 120, verdict="at_risk"),
            "webhook": late(60, 120),
            "proxied": down(20.4, 40.8),
        },
        code=4,
        verdict="at_risk",
    ),
    Example(
        "W3d",
        "w3/in-the-window",
        "services",
        {
            "api": Felt(deferred={"sun:03:00-sun:04:00": (30, 60)}),
            "csv": Felt(deferred={"sun:03:00-sun:04:00": (30, 60)}),
        },
        findings=frozenset({"deferred-order"}),
    ),
    Example("W4a", "w4/fixed-name", "services", {"api": down(95, 330)}),
    Example("W4b", "w4/auto-named", "services", {"api": Felt()}),
    *(
        Example(
            f"W5 detected in {seconds} s",
            "w5",
            f"detected-in-{seconds}",
            {
                "at-10": part(0.1 * seconds),
                "at-50": part(0.5 * seconds),
                "at-100": down(seconds, seconds, because=("event:eks-lost",)),
            },
        )
        for seconds in (75, 25, 40)
    ),
    Example(
        "W6a",
        "w6/stack.json",
        "cut-over",
        {
            "api": down(17, 129, read=NOTHING, write=(17, 129), verdict="at_risk", because=("event:cut-over",)),
            "webhook": late(17, 129, because=("event:cut-over",)),
            "csv": Felt(),
            "web": Felt(),
        },
        code=4,
        verdict="at_risk",
    ),
    Example(
        "W6b",
        "w6/stack.json",
        "paused",
        {
            "api": down(0, 99, delay=(17, 30), read=NOTHING, write=(0, 99), verdict="at_risk"),
            "webhook": late(17, 129),
            "csv": Felt(),
            "web": Felt(),
        },
        code=4,
        verdict="at_risk",
    ),
    Example(
        "W6c",
        "w6/stack.json",
        "dump-restore",
        # 20480 MB at 50 and at 25 MB/s, and 8 s.
        {"api": down(1236.8, 1236.8, read=NOTHING, write=(1236.8, 1236.8), verdict="breach")},
        code=3,
        verdict="breach",
    ),
    Example("W7a", "w7/together", "two-regions", {"api": down(20, 60)}),
    Example("W7a one after the other", "w7/one-by-one", "two-regions", {"api": Felt()}),
    Example("W7a behind a health gate", "w7/health-gate", "two-regions", {"api": Felt()}),
    Example(
        "W7b",
        "w7/three",
        "three-regions",
        # With one needed, all three must be down; with two needed, the second to come back ends it.
        {"one-is-enough": down(10, 30), "two-are-needed": down(20, 40)},
    ),
    Example(
        "W9",
        "w9",
        "services",
        {
            "api": Felt(degraded=True),
            "webhook": late(15, 120, because=(urn(SERVICES, "redis"),)),
            "csv": Felt(),
            "web": Felt(),
        },
    ),
    Example("W10 at weight 0", "w10/drained", "services", {"api": Felt()}),
]
