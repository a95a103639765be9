"""Scale to Enterprise: a second platform on AWS beside the first; requests, then data are led over; the first goes.

While both are there, each is a whole platform: one names what is at Railway and Supabase, the other what is on AWS.
Both write to one database, so that it does not matter who answers a request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from components.edge.words import ORIGIN_HOSTS
from infra.config.platform import PlatformSpec
from infra.config.stack import Beside
from infra.moves.mixing import setting
from infra.moves.phase import LETTING_GO, UPDATED, Ends, Gate, Manual, Recipe, Stage, Stand, Standing
from infra.moves.waits import wait_s

_WHOLE: Final = 100
_PERCENTS: Final = (10, 50, 100)
"""The share of all requests that AWS gets, in the strategy's steps."""

_SWITCH: Final = ("ground",)
_DOCTOR: Final = "sayar doctor --stack NAME"
_IN_STEP: Final = "the queries of docs/data-move.md, in step"

Data = Literal["vendors", "aws"]


def _ground(ends: Ends) -> Standing:
    """Everything on AWS is there, and the edge knows nothing of it."""
    return Standing(ends.lower, Beside(platform=ends.upper, aws_percent=None, data="vendors"))


def _at(percent: int, data: Data, *, by_weight: bool = True) -> Stand:
    """The edge of the upper tier, which sends a share of every region's requests to AWS."""

    def stands(ends: Ends) -> Standing:
        platform = _lenient(ends.upper)
        balancing = platform.edge.large.balancing
        if by_weight and balancing is not None:
            # Shares are of all requests: while they count, nobody is led to the nearest region.
            platform = setting(platform, "edge.large.balancing.steering", "random")
        return Standing(platform, Beside(platform=ends.lower, aws_percent=percent, data=data))

    return stands


def _alone(ends: Ends) -> Standing:
    """AWS alone, under the TLS of before: what every origin can do changes once nothing else is behind the edge."""
    return Standing(_lenient(ends.upper))


def _lenient(upper: PlatformSpec) -> PlatformSpec:
    """Certificates are not checked while an origin is behind the edge that does not pass."""
    for host in ORIGIN_HOSTS:
        upper = setting(upper, f"edge.origins.{host}.ssl", "full")
    return upper


def _shift(percent: int) -> Stage:
    return Stage(
        name=f"shift-{percent}",
        kind="config",
        title=f"{percent} % of all requests to AWS",
        why="A platform that is wrong is wrong for few, and both write to one database",
        gate=Gate(
            "weight",
            f"errors and latency at {percent} % as before",
            "sayar probe --stack NAME, and latency by platform in the dashboard `overview`",
            wait_s("share"),
        ),
        rollback="the weights of before, at once: every request passes the edge",
        stands=_at(percent, "vendors"),
        weight=percent,
    )


RECIPE: Final = Recipe(
    "scale",
    "enterprise",
    True,
    (
        Stage(
            name="contracts",
            kind="human",
            title="Contracts, accounts and quotas",
            why="They take weeks, and what comes next is refused without them",
            gate=Gate("plan", "everything of the next phases is there", _DOCTOR),
            rollback="nothing to take back but the contracts",
            manual=(
                Manual(
                    "Cloudflare: Enterprise", "the edge's rules are those of the contract", "the sales team", _DOCTOR
                ),
                Manual("Vercel: Enterprise", "its availability is by contract", "the sales team", _DOCTOR),
                Manual(
                    "AWS: accounts, role of the runner, quotas",
                    "clusters, addresses and machines have limits that are raised by request",
                    "docs/enterprise.md",
                    _DOCTOR,
                ),
                Manual(
                    "Supabase: direct connections from AWS",
                    "replication does not pass the pooler: it needs IPv6, or the IPv4 add-on",
                    "supabase.com, add-ons",
                    "psql to the project's own host name",
                ),
            ),
            with_=_SWITCH,
        ),
        Stage(
            name="ground",
            kind="config",
            title="The platform on AWS, beside the one that serves",
            why="It runs against the database of today, from addresses that this lets in, and nobody is sent there",
            gate=Gate("done", "every workload is ready in every region", "kubectl get deployments in each cluster"),
            rollback="remove it: nobody is sent there yet",
            stands=_ground,
        ),
        Stage(
            name="edge",
            kind="config",
            title="The edge of Enterprise, everything still to Railway",
            why="The edge shows its certificate before an origin asks for it, and learns which pools are well",
            gate=Gate(
                "metric",
                "every pool is healthy, none is unknown",
                "dash.cloudflare.com, load balancing, health",
                wait_s("weight"),
            ),
            rollback="the edge of before; the pools of AWS go",
            stands=_at(0, "vendors"),
            weight=0,
        ),
        *(_shift(percent) for percent in _PERCENTS),
        Stage(
            name="steer",
            kind="config",
            title="Everybody to the nearest region, on AWS",
            why="AWS has proven itself at every share; Railway stands by",
            gate=Gate("soak", "a day within the error budget", "sayar status --stack NAME", wait_s("soak")),
            rollback="weights again, at once",
            stands=_at(_WHOLE, "vendors", by_weight=False),
            weight=_WHOLE,
        ),
        Stage(
            name="replicate",
            kind="human",
            title="Copy the data, and keep the copy up to date",
            why="Rows are copied while everybody writes; sequences and what is no row come at the cutover",
            gate=Gate(
                "metric",
                "every table is in step, lag at most two seconds for a day, checksums equal",
                _IN_STEP,
                wait_s("replication"),
            ),
            rollback="drop the subscription and its slot: the source was only read",
            manual=(
                Manual(
                    "Start the replication",
                    "the database that is written to stays where it is meanwhile",
                    "docs/data-move.md: check, then start",
                    _IN_STEP,
                ),
            ),
            with_=_SWITCH,
            both_ways=True,
        ),
        Stage(
            name="cut-over",
            kind="human",
            title="Writes to the other database",
            why="Nothing removes the seconds in which the last rows arrive: writes wait, reads go on",
            gate=Gate("done", "the other database takes every write, and replication runs the opposite way", _IN_STEP),
            rollback="before the first write resume at the source; after it, by the replication that runs back",
            manual=(
                Manual(
                    "Freeze, compare, switch",
                    "a person says go, as writes wait for it",
                    "docs/data-move.md: cut over",
                    _IN_STEP,
                ),
            ),
            with_=_SWITCH,
            event="cut-over",
            both_ways=True,
        ),
        Stage(
            name="switch",
            kind="config",
            title="Workloads are told the database on AWS first",
            why="They switched at run time already; a restart must find the same",
            gate=UPDATED,
            rollback="the database of before, by the replication that runs back",
            stands=_at(_WHOLE, "aws", by_weight=False),
            weight=_WHOLE,
        ),
        Stage(
            name="verify",
            kind="wait",
            title="Watch a week",
            why="What comes next has no way back but a backup",
            gate=Gate(
                "soak",
                "a week within the error budget, and the copy at Supabase still in step",
                "sayar status --stack NAME, " + _IN_STEP,
                wait_s("data_soak"),
            ),
            rollback="as the phase before",
            with_=_SWITCH,
        ),
        replace(LETTING_GO, stands=_at(_WHOLE, "aws", by_weight=False), weight=_WHOLE),
        Stage(
            name="contract",
            kind="config",
            title="Railway and Supabase leave the platform",
            why="Nothing was sent there for the drain time; data stays at the vendors until people delete it",
            gate=UPDATED,
            rollback="none by config: adopt what stayed at the vendors, or restore a backup",
            stands=_alone,
            one_way=True,
        ),
        Stage(
            name="strict",
            kind="config",
            title="The edge checks every origin's certificate",
            why="Every origin that is left passes",
            gate=Gate("metric", "no more errors at the edge than an hour before", "rate of 525 and 526"),
            rollback="certificates are not checked again",
            stands=lambda ends: Standing(ends.upper),
        ),
    ),
)
