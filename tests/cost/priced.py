"""A tier with leaves of its own, priced with what is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from components.clients.spec import Client
from infra.config.stack import StackConfig
from sayar.cost.asked import of
from sayar.cost.bill import Line
from sayar.cost.document import Asked, month_of
from sayar.cost.estimate import Estimate
from sayar.cost.reading import Observed
from sayar.cost.usage import Given
from sayar.platform import tier_config
from tests.infra.projects import config

ROOT = Path(__file__).resolve().parents[2]


def asked(amounts: Mapping[str, float] | None = None, choices: Sequence[str] = (), **observed: Any) -> Asked:
    """What a cost is asked with, of amounts that somebody measured."""
    given = Given({key: Decimal(str(value)) for key, value in (amounts or {}).items()}, "a test")
    return of(Observed(given, **observed), choices, "2026-11-26")


def stack(tier: str, *changes: str | Mapping[str, Any], clients: Sequence[Client] = ()) -> StackConfig:
    """A tier with leaves of its own, as a command line says them or by paths into lists, and clients with cells."""
    texts = tuple(one for one in changes if isinstance(one, str))
    values = {path: value for one in changes if not isinstance(one, str) for path, value in one.items()}
    if texts and values:
        raise ValueError("changes of one kind or of the other")
    found = config(tier, values) if values else _resolved(tier, texts)
    own = found.environment.model_copy(update={"clients": tuple(clients)})
    return found.model_copy(update={"environment": own})


@cache
def _resolved(tier: str, changes: tuple[str, ...]) -> StackConfig:
    return tier_config(tier, config_dir=ROOT, overrides=changes)


def month(
    tier: str,
    *changes: str | Mapping[str, Any],
    amounts: Mapping[str, float] | None = None,
    choices: Sequence[str] = (),
    clients: Sequence[Client] = (),
) -> Estimate:
    """The month of a tier."""
    return month_of(stack(tier, *changes, clients=clients), asked(amounts, choices))


def with_parts(amounts: Mapping[str, float] | None = None, **concerns: Any) -> Estimate:
    """The month of an Enterprise whose concerns no rule of a stack file has looked at."""
    config = stack("enterprise")
    platform = config.platform.model_copy(update=concerns)
    return month_of(config.model_copy(update={"platform": platform}), asked(amounts))


def billed(found: Estimate, sku: str, region: str | None = None) -> Decimal:
    """The quantity of all lines of rows that begin so, of one region or of all."""
    return sum((one.quantity for one in lines_of(found, sku, region)), Decimal(0))


def lines_of(found: Estimate, sku: str, region: str | None = None) -> list[Line]:
    """The lines of rows that begin so, of one region or of all."""
    rows = [one for one in found.bill.lines if one.sku.startswith(sku)]
    return [one for one in rows if region in (None, one.region)]


def dark(found: Estimate) -> set[str]:
    """The skus of everything that has no price."""
    return {one.sku for one in found.bill.unpriced}
