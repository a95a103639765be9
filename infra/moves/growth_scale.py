"""Growth to Scale: a second region behind a load balancer, a replica of the database beside it, stores."""

from __future__ import annotations

from typing import Final

from components.database.supabase_spec import SupabaseEngine
from infra.config.platform import PlatformSpec
from infra.moves.mixing import setting
from infra.moves.phase import SETTLE, Adjust, Ends, Gate, Manual, Recipe, Stage
from infra.moves.waits import wait_s

_WHOLE: Final = 100
_WEIGHTS: Final = (10, 50)
"""Percent of all requests that the new regions get, before each user is led to the nearest.

The strategy names steps for the way to Enterprise alone; the first two of them are taken here too.
"""


def _one_region(now: PlatformSpec, ends: Ends) -> PlatformSpec:
    """Replicas come after the resize, which would restart them all at once."""
    engine, was = now.database.engine, ends.lower.database.engine
    if isinstance(engine, SupabaseEngine) and isinstance(was, SupabaseEngine):
        return setting(now, "database.engine.read_replicas", was.read_replicas)
    return now


def _weighted(percent: int) -> Adjust:
    """Every request may go to any region, by the shares: the regions of before have what the new ones do not get."""

    def shares(now: PlatformSpec, ends: Ends) -> PlatformSpec:
        after = ends.upper.edge.large.balancing
        if after is None or ends.lower.edge.large.balancing is not None:
            return now
        before = [pool.region for pool in after.pools if pool.region in ends.lower.hosting.service_regions]
        new = [pool.region for pool in after.pools if pool.region not in before]
        if not before or not new:
            return setting(now, "edge.large.balancing", after)

        def share(region: str) -> float:
            return percent / _WHOLE / len(new) if region in new else (_WHOLE - percent) / _WHOLE / len(before)

        pools = tuple(pool.model_copy(update={"share": share(pool.region)}) for pool in after.pools)
        return setting(now, "edge.large.balancing", after.model_copy(update={"pools": pools, "steering": "random"}))

    return shares


def _shift(percent: int) -> Stage:
    return Stage(
        name=f"shift-{percent}",
        kind="config",
        title=f"{percent} % of all requests to the new region",
        why="A new region that is wrong is wrong for few",
        gate=Gate(
            "weight",
            f"errors and latency at {percent} % as before",
            "sayar probe --stack NAME, and latency by region in the dashboard `overview`",
            wait_s("weight"),
        ),
        rollback="the weights of before, at once: every request passes the edge",
        adjust=_weighted(percent),
        weight=percent,
    )


RECIPE: Final = Recipe(
    "growth",
    "scale",
    True,
    (
        Stage(
            name="plans",
            kind="human",
            title="Buy load balancing, seats and Grafana Pro",
            why="No API buys them, and what comes next is refused without them",
            gate=Gate("plan", "everything of the next phases is bought", "sayar doctor --stack NAME"),
            rollback="what was bought too early costs money and changes nothing",
            manual=(
                Manual(
                    "Cloudflare: load balancing",
                    "it is bought beside the zone's plan",
                    "dash.cloudflare.com, traffic, load balancing, enable",
                    "sayar doctor --stack NAME",
                ),
                Manual("Vercel: seats", "a team works on the web", "vercel.com, team settings, members", "the invoice"),
                Manual(
                    "Grafana Cloud: plan pro",
                    "two regions have twice the series",
                    "grafana.com, subscription",
                    "the invoice",
                ),
            ),
            with_=("balance", "web"),
        ),
        Stage(
            name="upgrade",
            kind="config",
            title="A larger database",
            why="In one window, and before there is a replica: it would restart too",
            gate=Gate("metric", "the database answers as before", "sayar probe --stack NAME"),
            rollback="the smaller size again, which is one more restart; a disk that has grown stays",
            takes=("database", "backup.database"),
            adjust=_one_region,
        ),
        Stage(
            name="replica",
            kind="config",
            title="A read replica in the second region",
            why="It is filled while nobody reads from it",
            gate=Gate(
                "metric",
                "it lags less than a second for a day",
                "lag in the dashboard `database`",
                wait_s("replica_lag"),
            ),
            rollback="remove the replica: nobody reads from it yet",
            takes=("network", "database", "monitoring.alerts"),
        ),
        Stage(
            name="stores",
            kind="config",
            title="Stores for caches, keys and jobs",
            why="Services use what is there, and go on with Postgres while it is not",
            gate=Gate("update", "every service has reconnected", "sayar probe --stack NAME"),
            rollback="services go back to Postgres; jobs that lie in a queue are worked off before it goes",
            takes=("cache",),
        ),
        Stage(
            name="expand",
            kind="config",
            title="Services in the second region",
            why="They run and answer their health checks before anybody is sent there",
            gate=Gate(
                "done",
                "their names have certificates and their health checks answer",
                "sayar doctor --stack NAME",
                wait_s("origin_certificate"),
            ),
            rollback="remove the services: nobody is sent there yet",
            takes=("hosting.railway",),
        ),
        Stage(
            name="balance",
            kind="config",
            title="A load balancer in front, everything to the first region",
            why="The balancer learns which pools are well before it decides anything",
            gate=Gate(
                "metric",
                "every pool is healthy, none is unknown",
                "dash.cloudflare.com, load balancing, health",
                wait_s("weight"),
            ),
            rollback="remove the balancer: the host's record is there and counts again",
            takes=("edge.alerts",),
            adjust=_weighted(0),
            weight=0,
        ),
        *(_shift(percent) for percent in _WEIGHTS),
        Stage(
            name="steer",
            kind="config",
            title="Everybody to the nearest region",
            why="Both regions have proven themselves",
            gate=Gate("soak", "a day within the error budget", "sayar status --stack NAME", wait_s("soak")),
            rollback="weights again, at once",
            takes=("edge.large",),
            weight=_WHOLE,
        ),
        Stage(
            name="web",
            kind="config",
            title="The web's functions in both regions",
            why="A deploy takes them there, to a tenth of the users first",
            gate=Gate("done", "the new deploy serves everybody", "vercel.com, deployments", 0),
            rollback="the deploy of before, at once",
            manual=(
                Manual(
                    "Deploy the web",
                    "a region of functions takes effect with the next deploy",
                    "the application's pipeline",
                    "vercel.com, deployments",
                ),
            ),
            takes=("hosting",),
        ),
        SETTLE,
    ),
)
