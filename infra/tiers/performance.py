"""The promises of a tier as arithmetic: what they ask of its services, held against what is there.

Every figure rests on assumptions that nobody has measured on this platform yet, so what is not enough is a remark and
never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from components.findings import Finding
from infra.tiers.arithmetic import hit_rate, in_flight, lifetime, staffed, users_rate, whole
from infra.tiers.assumptions import Assumptions, assumptions
from infra.tiers.figures import Expectations, Figure
from infra.tiers.judging import judged
from infra.tiers.needs import MILLI, Demand, needs_of
from infra.tiers.promises import TierPromises, promises
from infra.tiers.sizes import Sizes, sizes_of

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec

_DAY_S: Final = 86400
_THOUGHT: Final = ("think_s", "mean_of_promised")
_CHATS: Final = ("chat_share", "chat_pause_s", "events_an_exchange")


def expected(promised: TierPromises, sizes: Sizes, rests_on: Assumptions) -> Expectations:
    """What the promises of one tier ask of services of these sizes."""
    value = rests_on.value
    response, feed = promised.response_s.value, promised.feed
    spare = promised.availability_percent[0].value >= value("spare_from_percent")
    demands = _demands(promised, rests_on)
    api, webhook, feeds = (
        needs_of(demand, sizes.of(demand.role), spare=spare, rests_on=rests_on) for demand in demands
    )
    mean = _most(promised, "api_requests_month", rests_on) / (value("month_days") * _DAY_S)
    seconds = feed.products / (sizes.feed.vcpu * value("products_vcpu_s")) + value("feed_start_s")
    hot = api.rate.value * value("reads_share") * value("cacheable_share")
    hot /= _most(promised, "businesses", rests_on) * value("hot_products")
    kept = min(whole(lifetime(hot, value("wanted_hit_rate"))), value("stalest_s"))
    asked = (*api.rate.uses, "reads_share", "cacheable_share", "hot_products", "open_end_factor")
    busy = (api.rate.value + webhook.rate.value) * value("database_ms") / MILLI + feeds.rate.value * seconds
    return Expectations(
        spare=spare,
        promised_s={demand.role: demand.promised_s for demand in demands},
        stalest_s=value("stalest_s"),
        month_mean=Figure(
            "requests, mean of the month",
            mean,
            "a second",
            "the profile's requests a month / seconds of the month",
            ("month_days", "open_end_factor"),
        ),
        month_peak=Figure(
            "requests, peak of the month",
            mean * value("month_peak_factor"),
            "a second",
            "the mean of the month × the peak factor",
            ("month_days", "month_peak_factor", "open_end_factor"),
        ),
        in_flight=Figure(
            "requests under way",
            in_flight(api.rate.value, response * value("mean_of_promised")),
            "requests",
            "requests a second × mean response (Little's law)",
            _THOUGHT,
        ),
        api=api,
        webhook=webhook,
        feed=feeds,
        pool=Figure(
            "connections to the database",
            staffed(busy, value("burst_sigmas")),
            "connections",
            "busy = (requests + events) a second × time on a connection + feeds under way; "
            "busy + deviations × √busy, rounded up; all of it at the primary",
            tuple(dict.fromkeys((*_THOUGHT, *_CHATS, "database_ms", "burst_sigmas", *feeds.rate.uses))),
        ),
        feed_s=Figure(
            "largest feed",
            seconds,
            "seconds",
            "products / (vCPU × products of one vCPU a second) + time to the first row",
            ("products_vcpu_s", "feed_start_s"),
        ),
        cache_s=Figure(
            "cache lifetime",
            kept,
            "seconds",
            "wanted / (1 - wanted) / reads a second of one hot product, rounded up, never above the stalest answer",
            (*asked, "wanted_hit_rate", "stalest_s"),
        ),
        hit_rate=Figure(
            "hit rate of hot products",
            hit_rate(hot, kept),
            "share",
            "reads of one product in a lifetime / (1 + the same): one miss, then hits",
            (*asked, "wanted_hit_rate", "stalest_s"),
        ),
        feed_hit_rate=Figure(
            "hit rate of feeds",
            hit_rate(1 / value("feed_interval_s"), value("stalest_s")),
            "share",
            "the same with one fetch of each feed an interval, kept as long as the stalest answer",
            ("feed_interval_s", "stalest_s"),
        ),
    )


def _demands(promised: TierPromises, rests_on: Assumptions) -> tuple[Demand, Demand, Demand]:
    value, response, feed = rests_on.value, promised.response_s.value, promised.feed
    users = promised.concurrent_users.value
    requests = users_rate(users, value("think_s"), response * value("mean_of_promised"))
    events = users * value("chat_share") * value("events_an_exchange") / value("chat_pause_s")
    fetches = _most(promised, "businesses", rests_on) / value("feed_burst_s")
    asked = Figure("api requests", requests, "a second", "users / (think time + mean response)", _THOUGHT)
    sent = Figure("webhook events", events, "a second", "users in a chat × events of an exchange / pause", _CHATS)
    by = ("feed_burst_s", "open_end_factor")
    made = Figure("feed fetches", fetches, "a second", "businesses / seconds of a burst, none of them from a cache", by)
    answered, lead, rows = ("event_response_s",), ("feed_start_s",), feed.products / value("products_vcpu_s")
    cpu = [value(name) / MILLI for name in ("request_cpu_ms", "event_cpu_ms")]
    return (
        Demand("api", "requests", asked, cpu[0], ("request_cpu_ms",), response, (), 0, (), False),
        Demand("webhook", "events", sent, cpu[1], ("event_cpu_ms",), value(answered[0]), answered, 0, (), False),
        Demand("feed", "feeds", made, rows, ("products_vcpu_s",), feed.seconds, (), value(lead[0]), lead, True),
    )


def _most(promised: TierPromises, what: str, rests_on: Assumptions) -> float:
    """The upper end of a range of the profile; an open one is planned from its lower end."""
    row = next(one for one in promised.profile if one.what == what)
    return row.high if row.high is not None else (row.low or 0) * rests_on.value("open_end_factor")


def findings(platform: PlatformSpec) -> tuple[Finding, ...]:
    """A warning for each thing that is not enough for the tier's promises, with the assumptions that say so."""
    return tuple(_warnings(platform))


def _warnings(platform: PlatformSpec) -> Iterator[Finding]:
    sizes = sizes_of(platform)
    if sizes is None:
        return
    for row in judged(expected(promises().tiers[platform.tier], sizes, assumptions()), sizes):
        if not row.enough:
            text = f"Not enough for what the tier promises, if the assumptions hold: {row.name}, {row.verdict}."
            source = f"infra/tiers/assumptions.yaml: {', '.join(row.uses)}"
            yield Finding(f"performance-{row.id}", "warning", text, source)
