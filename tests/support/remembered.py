"""Platforms that were recorded in this process already: tests ask two hundred times for some ninety of them.

What is remembered is what a config gave, all of it being the key. Whoever asks whether recording itself says the same
again begins with `forget`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import sayar.platform as kept_by
from sayar.graph.model import Graph
from sayar.platform import PlatformGraph, record_config, record_configs

if TYPE_CHECKING:
    from infra.config.stack import StackConfig

_KEPT: Final = 20
"""Moves and tiers; those of Enterprise are large."""


class _Key:
    """Configs by what they say and by which of it they were told: they themselves have no hash."""

    def __init__(self, configs: Sequence[StackConfig]) -> None:
        self.configs = tuple(configs)
        self._said = [one.model_dump_json(exclude_unset=told) for one in self.configs for told in (False, True)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._said == other._said

    def __hash__(self) -> int:
        return hash(tuple(self._said))


@lru_cache(_KEPT)
def _one(key: _Key, stack: str) -> PlatformGraph:
    return record_config(key.configs[0], stack=stack)


@lru_cache(_KEPT)
def _several(key: _Key, stack: str) -> tuple[Graph, ...]:
    return record_configs(key.configs, stack=stack)


def remember() -> None:
    """From now on, for whatever is imported after this."""
    kept_by.record_config = lambda config, *, stack: _one(_Key([config]), stack)
    kept_by.record_configs = lambda configs, *, stack: _several(_Key(configs), stack)


def forget() -> None:
    """Record anew."""
    _one.cache_clear()
    _several.cache_clear()
