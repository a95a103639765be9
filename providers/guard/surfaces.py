"""What a step may not do to the users: traffic that jumps or is cut off, origins and replicas that cannot follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import PoolThen, Then
from providers.guard.refusal import Refusal
from providers.guard.steps import BACK, NEXT, START
from providers.kit.paths import joined

BASE: Final = "base"
DRAIN: Final = "drain"
WEIGHT: Final = "weight"
TLS: Final = "tls"
REPLICAS: Final = "replicas"
_STRICT: Final = "strict"


def base(new: MoveArgs) -> Iterator[Refusal]:
    """The old tier is still what it was when the move began."""
    move = new.transition
    if move is not None and move.base != move.base_now:
        what = (
            f"the old tier {move.from_} was {move.base[:12]} when the move began and is {move.base_now[:12]} now:"
            " its file, or the environment's own leaves, changed in the middle of the move"
        )
        how = "Take the change back, and make it after 'sayar move finish --stack …'"
        yield Refusal("transition.baseNow", BASE, what, move.base[:12], how)


def recorded(old: Then | None, new: MoveArgs) -> Iterator[Refusal]:
    """A step needs to know what had traffic before it; an older guard did not write that down."""
    if old is None or old.pools is not None:
        return
    before = old.transition.phase if old.transition else None
    after = new.transition.phase if new.transition else None
    if (old.tier, before) != (new.tier, after):
        what = "a step from a state that does not say which pools had traffic: an older guard has written it"
        how = "Run 'pulumi up' as the stack was, then the step"
        yield Refusal("pools", DRAIN, what, "an update in the same tier and phase, which records them", how)


def drain(old: Then | None, new: MoveArgs, since: Mapping[str, datetime] | None, now: datetime) -> Iterator[Refusal]:
    """A pool that leaves has had no traffic for `drainS` seconds. `since` None: only its weight is looked at."""
    for name, pool in sorted((old.pools or {}).items() if old else ()):
        if name in new.pools:
            continue
        if pool.may_have_traffic:
            share = "a weight that the state does not say" if pool.weight is None else f"weight {pool.weight}"
            yield _undrained(name, new, f"the pool is removed while it has {share}", "weight 0 first, then the wait")
        elif since is None:
            continue
        elif name not in since:
            what = "the pool is removed, and the state does not say since when it has had weight 0"
            yield _undrained(name, new, what, "one more update with weight 0, which records it, then the wait")
        elif now - since[name] < timedelta(seconds=new.drain_s):
            gone = max(0, int((now - since[name]).total_seconds()))
            end = moment(since[name] + timedelta(seconds=new.drain_s))
            what = f"the pool is removed {gone} s after its weight became 0"
            yield _undrained(name, new, what, f"from {end} on")


def _undrained(name: str, new: MoveArgs, what: str, allowed: str) -> Refusal:
    what = f"{what}: requests that are under way need {new.drain_s} s"
    return Refusal(joined("pools", name), DRAIN, what, allowed, f"{NEXT} when the time is up, or {BACK.lower()}")


def jump(old: Then | None, new: MoveArgs) -> Iterator[Refusal]:
    """A pool that comes while others have traffic comes with none: it is not known to serve yet."""
    before: Mapping[str, PoolThen] = (old.pools or {}) if old else {}
    busy = sorted(name for name, pool in before.items() if pool.may_have_traffic)
    for name, pool in sorted(new.pools.items()):
        if busy and name not in before and pool.weight > 0:
            what = f"the pool comes with weight {pool.weight} while {', '.join(busy)} had the traffic: it would jump"
            how = f"{START} or {NEXT[0].lower()}{NEXT[1:]}: a phase adds it, a later one shifts"
            yield Refusal(joined(joined("pools", name), "weight"), WEIGHT, what, "0", how)


def tls(old: Then | None, new: MoveArgs) -> Iterator[Refusal]:
    """Full (strict) in the whole zone only when every pool with traffic can serve behind it, before and after."""
    if new.origin_tls != _STRICT:
        return
    unable = {name for name, pool in new.pools.items() if pool.weight > 0 and not pool.strict_tls}
    if old is not None and old.origin_tls != _STRICT:
        # Which of the two the engine does first is not known, so a weight that goes in the same update still counts.
        then = old.pools or {}
        unable |= {name for name, pool in then.items() if pool.may_have_traffic and not pool.strict_tls}
        if old.pools is None:
            unable |= {"a pool that the state does not say"}
    if unable:
        what = f"strict origin TLS while {', '.join(sorted(unable))} has traffic and no certificate that it accepts"
        how = f"Shift its weight to 0 first, by an update of its own. {NEXT}"
        yield Refusal("originTls", TLS, what, "full", how)


def upgrade(old: Then | None, new: MoveArgs) -> Iterator[Refusal]:
    """Another version of the database only when it has no replicas, before and after."""
    if old is None or old.database is None or new.database is None:
        return
    then, now = old.database, new.database
    if then.engine is not None and then.engine != now.engine:
        return  # another database: the one of before is left as it is
    if then.version == now.version or (then.replicas == 0 and now.replicas == 0):
        return
    has = "how many is not known" if then.replicas is None else max(then.replicas, now.replicas)
    version = then.version or "a version that the state does not say"
    what = f"from {version} to {now.version} with read replicas ({has}): they cannot follow a change of version"
    how = "Delete the replicas by an update of its own, upgrade, then make them anew"
    yield Refusal("database.version", REPLICAS, what, then.version or "the version as it is", how)


def moment(at: datetime) -> str:
    """A time in UTC as RFC 3339 writes it, to the microsecond: rounded down, a pool would seem drained too early."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
