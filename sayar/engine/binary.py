"""Finding the engine: the build that `make engine` made, else the `pulumi` on PATH."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from sayar.engine.errors import EngineError as EngineError
from sayar.engine.errors import EngineMissingError

BUILDS: Final = Path(__file__).resolve().parents[2] / ".engine"
"""Where `tools/engine/build.py` puts its builds; the file `current` in it names the one to use."""

CHOICE: Final = "SAYAR_ENGINE"
"""Environment variable: `build` (nothing but our own build), or the path of a `pulumi`; unset, both are looked for."""

_MISSING: Final = "no pulumi found: `make engine` builds it, or put the Pulumi CLI, 3.259 or newer, on PATH"


def find_pulumi() -> Path:
    """The absolute path of the engine. Raises EngineMissingError, with one line, when there is none."""
    choice = os.environ.get(CHOICE, "")
    if choice not in ("", "build"):
        return _chosen(Path(choice))
    built = built_pulumi(BUILDS)
    if built is not None:
        return built
    on_path = shutil.which("pulumi") if choice != "build" else None
    if on_path is None:
        raise EngineMissingError(_MISSING)
    return Path(on_path).absolute()


def built_pulumi(builds: Path) -> Path | None:
    """The build in use under the folder `builds`, or None."""
    try:
        key = (builds / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    pulumi = builds / key / "pulumi"
    return pulumi if key and _runnable(pulumi) else None


def _chosen(pulumi: Path) -> Path:
    if not _runnable(pulumi):
        raise EngineMissingError(f"{CHOICE} says {pulumi}, and that is no program that can be started")
    return pulumi.absolute()


def _runnable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def main() -> int:
    """Print the path and return 0, or say what is missing and return 6."""
    try:
        sys.stdout.write(f"{find_pulumi()}\n")
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
