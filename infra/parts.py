"""Large parts of a platform that a recording of several phases need not make again where nothing of them differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig

T = TypeVar("T")


class Parts(Protocol):
    """Whoever runs the program, as far as it may have a part already."""

    def made(self, name: str, key: object, make: Callable[[], T]) -> T:
        """The part of that name: made, or the one that was made for an equal key before."""


class Every:
    """Makes every part: how the engine runs the program."""

    def made(self, name: str, key: object, make: Callable[[], T]) -> T:  # noqa: ARG002 - nothing is remembered
        """The part."""
        return make()


EVERY: Final = Every()


def steady(spec: PlatformSpec) -> tuple[object, ...]:
    """What the zone and its rules are made from: the edge without what sends traffic to one origin or another."""
    return (spec.edge.model_copy(update={"direct": (), "large": None}), spec.platform, spec.accounts)


def key_of(config: StackConfig, *more: object) -> tuple[object, ...]:
    """What a part behind the edge is made from: all concerns but the edge, the environment without its move, `more`.

    Two parts with equal keys have equal resources.
    """
    behind = config.platform.model_copy(update={"edge": None})
    return (config.stack, behind, config.environment.model_copy(update={"transition": None}), more)


def aws_key(config: StackConfig, *more: object, zone: bool) -> tuple[object, ...]:
    """The same of a part on AWS: it is told of the zone, of the edge's logs, and of the names of clients too."""
    large = config.platform.edge.large
    return key_of(config, zone, large.logpush, large.custom_hostnames, more)
