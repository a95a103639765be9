"""From hosts to surfaces: what a sender repeats, what the edge has kept, and what a page shows of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sayar.documents.services import Need, Surface
from sayar.services.draft import Host, Stand
from sayar.services.figures import figure

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec


def surfaces(stands: Iterable[Stand], *, cached: bool, budget_s: float | None) -> dict[str, Surface]:
    """The four surfaces. `cached`: the edge keeps feeds. `budget_s`: the seconds that each may fail; None judges none.

    api: as its host stands.
    webhook: WhatsApp repeats what was not answered, so everything hard is buffered, by the sender or, behind a topic of
    ours, by that.
    csv: what lies behind the edge's cache is cached, what lies before it is hard.
    web: pages come from their own platform. What they show of the api is missing without it, and they say so instead of
    failing, so all of the api is soft: a page that could not do without it would be down with the api anyway, and that
    is what api tells.
    """
    rows = list(stands)

    def of(host: Host, made: Callable[[Stand], Need]) -> tuple[Need, ...]:
        return _once(made(row) for row in rows if row.host == host)

    own = of("web", _plain)
    held = {need.on for need in own}
    shown = _once(_soft(row) for row in rows if row.host == "api" and row.on not in held)
    return {
        "api": Surface(budget_s=budget_s, needs=of("api", _plain)),
        "web": Surface(budget_s=budget_s, needs=(*own, *shown)),
        "webhook": Surface(budget_s=budget_s, needs=of("webhook", _buffered)),
        "csv": Surface(budget_s=budget_s, needs=of("feed", _cached if cached else _plain)),
    }


def keeps_feeds(spec: PlatformSpec) -> bool:
    """True where the edge keeps feeds: their host passes it, and the last rule about their paths says eligible."""
    if not spec.edge.passes("feed"):
        return False
    about = [
        row
        for row in spec.edge.delivery.cache
        if row.host in (None, "feed") and any(spec.edge.paths.feeds.startswith(path) for path in row.paths)
    ]
    return bool(about) and about[-1].cache == "eligible"


def _plain(row: Stand) -> Need:
    if row.soft:
        return _soft(row)
    return Need(on=row.on, mode="hard", weight=row.weight, capability=row.capability, mask=row.mask)


def _soft(row: Stand) -> Need:
    return Need(on=row.on, mode="soft", weight=row.weight, capability=row.capability)


def _buffered(row: Stand) -> Need:
    if row.soft:
        return _soft(row)
    window = figure("webhook_window_s") if row.window_s is None else row.window_s
    return Need(
        on=row.on, mode="buffered", weight=row.weight, capability=row.capability, mask=row.mask, window_s=window
    )


def _cached(row: Stand) -> Need:
    if row.soft or row.in_front:
        return _plain(row)
    return Need(
        on=row.on,
        mode="cached",
        weight=row.weight,
        capability=row.capability,
        mask=row.mask,
        hit_ratio=figure("feed_hit_ratio"),
        stale_if_error_s=figure("feed_stale_if_error_s"),
    )


def _once(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Each node or group once: the first that names it. What is said twice is said by one part of the platform."""
    found: dict[str, Need] = {}
    for need in needs:
        found.setdefault(need.on, need)
    return tuple(found.values())
