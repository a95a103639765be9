"""Parts of a program that several recordings have in common: made once, and counted to every graph that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sayar.graph.model import Resource

T = TypeVar("T")


@dataclass(slots=True)
class _Part:
    """What was made for a key, and every resource that was registered for it."""

    key: object
    value: Any = None
    resources: dict[str, Resource] = field(default_factory=dict)


_CURRENT: Final[ContextVar[tuple[_Part, ...]]] = ContextVar("sayar_parts", default=())


class Remembered:
    """The parts of programs that are recorded one after the other in one event loop.

    A resource belongs to the part during whose making it was constructed: the tasks that register it carry that along.
    """

    def __init__(self) -> None:
        self._known: dict[str, list[_Part]] = {}
        self._reused: dict[str, Resource] = {}

    def made(self, name: str, key: object, make: Callable[[], T]) -> T:
        """The part of that name: made, or the one that was made for an equal key before."""
        known = self._known.setdefault(name, [])
        for part in known:
            if part.key == key:
                self._reused |= part.resources
                for around in _CURRENT.get():
                    around.resources |= part.resources
                return part.value  # type: ignore[no-any-return]
        part = _Part(key)
        with _inside(part):
            part.value = make()
        known.append(part)
        return part.value  # type: ignore[no-any-return]

    def begin(self) -> None:
        """Another program: nothing of it is known yet."""
        self._reused = {}

    def reused(self) -> dict[str, Resource]:
        """What the program has of parts that were made for an earlier one."""
        return dict(self._reused)


def registered(resource: Resource) -> None:
    """Count a resource to the parts that are being made."""
    for part in _CURRENT.get():
        part.resources[resource.urn] = resource


@contextmanager
def _inside(part: _Part) -> Iterator[None]:
    token = _CURRENT.set((*_CURRENT.get(), part))
    try:
        yield
    finally:
        _CURRENT.reset(token)
