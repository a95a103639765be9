"""What the environment tells a sandbox provider: where the world and the faults are, and how it is to behave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WORLD: Final = "SAYAR_SANDBOX_WORLD"
FAULTS: Final = "SAYAR_SANDBOX_FAULTS"
OPTIONS: Final = "SAYAR_SANDBOX_OPTIONS"
SCHEMAS: Final = "SAYAR_SANDBOX_SCHEMAS"
"""A folder with schemas of further packages; the sandbox's own come first."""
UNKNOWN_ON_UPDATE: Final = "unknown_on_update"
"""In the preview of an update, every computed output is unknown, as with providers that plan nothing."""
_WORDS: Final = frozenset({UNKNOWN_ON_UPDATE})


class SettingsError(ValueError):
    """An environment in which no sandbox can run: says which variable is wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one provider process."""

    world: Path
    faults: Path | None = None
    options: frozenset[str] = frozenset()

    @property
    def unknown_on_update(self) -> bool:
        """Whether computed outputs are unknown in the preview of an update."""
        return UNKNOWN_ON_UPDATE in self.options


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings, with options as words between commas. Raises SettingsError."""
    if not environment.get(WORLD):
        raise SettingsError(f"{WORLD} is not set: the sandbox keeps its world in that file")
    options = frozenset(word.strip() for word in environment.get(OPTIONS, "").split(",") if word.strip())
    if options - _WORDS:
        raise SettingsError(f"{OPTIONS}: {', '.join(sorted(options - _WORDS))}: known are {', '.join(sorted(_WORDS))}")
    faults = environment.get(FAULTS)
    return Settings(Path(environment[WORLD]), Path(faults) if faults else None, options)
