"""What the state says of the last update. An older guard may have written less: what is not there is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from providers.kit.values import Plain


@dataclass(frozen=True, slots=True)
class PoolThen:
    """A pool as it was; None is not known."""

    weight: int | None
    strict_tls: bool | None

    @property
    def may_have_traffic(self) -> bool:
        """True where nothing proves that it had none."""
        return self.weight != 0


@dataclass(frozen=True, slots=True)
class TransitionThen:
    """A move as it was under way; None is not known."""

    from_: str | None
    phase: str | None
    phases: tuple[str, ...] | None
    one_way: frozenset[str]
    base: str | None
    started: str | None


@dataclass(frozen=True, slots=True)
class DatabaseThen:
    """The database as it was; None is not known."""

    engine: str | None
    version: str | None
    replicas: int | None


@dataclass(frozen=True, slots=True)
class Then:
    """What the program said in the last update. Of `transition` and `database` None means that there was none."""

    tier: str | None
    transition: TransitionThen | None
    pools: Mapping[str, PoolThen] | None
    origin_tls: str | None
    database: DatabaseThen | None


def then(inputs: Mapping[str, Plain]) -> Then | None:
    """The last update as its inputs tell it, None before the first one. What cannot be read is not known."""
    if not inputs:
        return None
    transition, database = _map(inputs.get("transition")), _map(inputs.get("database"))
    pools = _map(inputs.get("pools"))
    return Then(
        tier=_text(inputs.get("tier")),
        transition=None if transition is None else _transition(transition),
        pools=None if pools is None else {name: _pool(_map(each) or {}) for name, each in pools.items()},
        origin_tls=_text(inputs.get("originTls")),
        database=None
        if database is None
        else DatabaseThen(
            _text(database.get("engine")), _text(database.get("version")), _number(database.get("replicas"))
        ),
    )


def zeroed(outputs: Mapping[str, Plain]) -> dict[str, datetime]:
    """Since when each pool has had weight 0, as the state says; one whose time cannot be read is left out."""
    found: dict[str, datetime] = {}
    for name, text in (_map(outputs.get("zeroedAt")) or {}).items():
        try:
            at = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            continue
        if at.tzinfo is not None:  # a time without its zone is no moment
            found[name] = at.astimezone(UTC)
    return found


def _transition(row: Mapping[str, Any]) -> TransitionThen:
    phases, one_way = _texts(row.get("phases")), _texts(row.get("oneWay"))
    return TransitionThen(
        from_=_text(row.get("from")),
        phase=_text(row.get("phase")),
        phases=phases,
        one_way=frozenset(one_way or ()),
        base=_text(row.get("base")),
        started=_text(row.get("started")),
    )


def _pool(row: Mapping[str, Any]) -> PoolThen:
    strict = row.get("strictTls")
    return PoolThen(_number(row.get("weight")), strict if isinstance(strict, bool) else None)


def _map(value: Plain) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None


def _text(value: Plain) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Plain) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _number(value: Plain) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
