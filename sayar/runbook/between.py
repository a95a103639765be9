"""The runbook of a move between two tiers, read from the stack files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sayar.plan.moves import between_tiers
from sayar.platform import DEFAULT_STACK, at_rest
from sayar.runbook.build import Facts, runbook
from sayar.runbook.rows import duties_of, timing

if TYPE_CHECKING:
    from infra.config.platform import TierName
    from infra.moves.phase import Phase
    from sayar.documents.runbook import RunbookDocument


def runbook_between(
    origin: str,
    to: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    as_of: str | None = None,
    begin: date | None = None,
) -> RunbookDocument:
    """The runbook from one tier to its neighbour; `overrides` are of the target alone.

    Raises ConfigError for stack files that are refused, for one tier twice, and for tiers without phases between them.
    """
    from infra.config.load import load_tier, tier_named

    _refuse_same(tier_named(origin), tier_named(to))
    was = at_rest(load_tier(config_dir, origin, stack=stack))
    target = at_rest(load_tier(config_dir, to, stack=stack, overrides=overrides))
    from infra.moves.phases import phases_of

    phases: tuple[Phase, ...] = phases_of(was.platform, target.platform)
    if not phases:
        _refuse_without_phases(was.platform.tier, target.platform.tier)
    # What cannot be asked for is refused above, before anything is recorded.
    plan = between_tiers(origin, to, config_dir=config_dir, stack=stack, overrides=overrides, as_of=as_of)
    identity = target.platform.platform
    facts = Facts(
        origin=origin,
        to=to,
        stack=stack or DEFAULT_STACK,
        domain=identity.domain,
        hosts={role: identity.fqdn(role) for role in ("api", "web", "webhook", "feed")},
        phases=phases,
        duties=duties_of(origin, to),
        timing=timing(),
        begin=begin,
    )
    return runbook(plan, facts)


def moves_with_phases(config_dir: Path) -> tuple[tuple[TierName, TierName], ...]:
    """Every move between neighbours that has phases, up and then down. Raises ConfigError."""
    from itertools import pairwise

    from infra.config.load import load_tier
    from infra.config.platform import TIERS
    from infra.moves.phases import phases_of

    platforms = {tier: load_tier(config_dir, tier).platform for tier in TIERS}
    up = tuple(pairwise(TIERS))
    moves = (*up, *((upper, lower) for lower, upper in reversed(up)))
    return tuple((origin, to) for origin, to in moves if phases_of(platforms[origin], platforms[to]))


def _refuse_same(origin: TierName, to: TierName) -> None:
    from infra.config.errors import refuse

    if origin == to:
        raise refuse("", "--to", to, f"another tier than --from {origin}")


def _refuse_without_phases(origin: TierName, to: TierName) -> None:
    from infra.config.errors import refuse
    from infra.config.platform import TIERS

    first, last = TIERS.index(origin), TIERS.index(to)
    between = TIERS[first + 1 : last] if first < last else TIERS[last + 1 : first][::-1]
    if between:
        way = ", then ".join(between)
        allowed = f"a neighbour of {origin}: a move over more tiers is made one by one, through {way}"
    else:
        allowed = f"a tier to which {origin} has phases: between these two there are none"
    raise refuse("", "--to", to, allowed)
