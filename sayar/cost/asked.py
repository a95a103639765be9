"""From a command line to what a cost is asked with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sayar.cost.book import load_book
from sayar.cost.choices import choices
from sayar.cost.document import Asked, expected_of
from sayar.cost.reading import NOTHING_OBSERVED, Observed, read_usage
from sayar.cost.upkeep import newest

if TYPE_CHECKING:
    from infra.config.stack import StackConfig


def asked(usage: Path | None, choose: Sequence[str], as_of: str | None) -> Asked:
    """What was asked. Raises InputError for a usage document that is wrong, ConfigError for a choice that is none."""
    from infra.config.errors import refuse

    known = [row.id for row in choices()]
    for id_ in choose:
        if id_ not in known:
            raise refuse("", "--choose", id_, f"one of {', '.join(known)}")
    return of(read_usage(usage) if usage is not None else NOTHING_OBSERVED, choose, as_of)


def of(observed: Observed, choose: Sequence[str] = (), as_of: str | None = None) -> Asked:
    """What a cost is asked with, as of a day: that of the newest price, or of the usage document if it is later."""
    book = load_book()
    day = as_of or max(str(newest(book) or ""), observed.as_of or "")
    return Asked(book=book, as_of=day, given=observed.given, choices=frozenset(choose), observed=observed)


def expected(config: StackConfig) -> Decimal:
    """What a month of a stack is expected to cost, USD, of whose use nothing is known."""
    return expected_of(config, of(NOTHING_OBSERVED))
