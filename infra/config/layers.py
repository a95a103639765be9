"""Lays files over one another leaf by leaf and remembers which file each leaf came from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Layer:
    """Values of one file (or of the command line), by concern without the `sayar:` of its key."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layered:
    """The merged values and, for every leaf's path, the name of the layer that said it."""

    values: dict[str, Any]
    origins: dict[str, str]

    def origin(self, path: str) -> str:
        """The layer of a path, or of the nearest parent that has one; the lowest layer where nothing is known."""
        probe = path
        while probe:
            if probe in self.origins:
                return self.origins[probe]
            probe = probe[: max(probe.rfind("."), probe.rfind("["), 0)]
        return next(iter(self.origins.values()), "")


def lay(layers: Sequence[Layer]) -> Layered:
    """Later layers win. Mappings merge key by key; everything else, lists too, is replaced whole.

    The engine itself never merges inside a key, so what a layer leaves out has to be filled in here.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer in layers:
        _lay_over(values, layer.values, layer.name, "", origins)
    return Layered(values, origins)


def _lay_over(below: dict[str, Any], above: Mapping[str, Any], name: str, at: str, origins: dict[str, str]) -> None:
    for key, value in above.items():
        path = f"{at}.{key}" if at else key
        if isinstance(value, Mapping):
            if not isinstance(below.get(key), dict):
                _forget(path, origins)
                below[key] = {}
            origins[path] = name
            _lay_over(below[key], value, name, path, origins)
        else:
            _forget(path, origins)
            below[key] = list(value) if isinstance(value, list | tuple) else value
            origins[path] = name


def _forget(path: str, origins: dict[str, str]) -> None:
    for known in [known for known in origins if known.startswith((f"{path}.", f"{path}["))]:
        del origins[known]
