"""A temporary project in which the engine runs a program against the sandbox, and can reach nothing else."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from sayar.engine.sandbox import faults, settings
from sayar.engine.sandbox.world import World

PACKAGES: Final = (
    "cloudflare",
    "vercel",
    "random",
    "railway",
    "supabase",
    "aws",
    "kubernetes",
    "tls",
    "grafana",
    "guard",
)
"""Every package that the program can name: one without a launcher would be looked for elsewhere."""

_CODE: Final = Path(__file__).resolve().parents[3]
_SYSTEM_PATH: Final = ("/usr/local/bin", "/usr/bin", "/bin")
_PASSPHRASE: Final = "sandbox"  # noqa: S105  # guards nothing: the state is that of stand-ins


@dataclass(frozen=True)
class SandboxProject:
    """A Pulumi project in `folder` that runs the program of `source`, or of the folder `program`.

    The project folder of `source` is never used: what it says of plugins would win over everything said here. All
    state, the world and HOME lie in `folder`; the environment is an allow-list, so no token gets through.
    """

    folder: Path
    source: Path
    program: Path | None = None
    options: frozenset[str] = field(default_factory=frozenset)
    schemas: Path | None = None
    """A folder with schemas of packages that only this project has, one file each."""
    own: Mapping[str, Path] = field(default_factory=dict)
    """Folders of providers that run as they are, by package, in place of stand-ins."""
    checkpoints: bool = True
    """Whether the engine writes its whole state after every step, as it does for a user: off, only once at the end.

    That is what an update of many resources takes its time for, and only a run that is killed needs it.
    """

    def __post_init__(self) -> None:
        """Write the project: its file, the stack files and a launcher for every package."""
        for part in ("home", "pulumi", "state", "tmp"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        for package in self.stand_ins:
            _write_launcher(self._launcher(package), package)
        declared = yaml.safe_load((self.source / "Pulumi.yaml").read_text(encoding="utf-8"))
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump(self._project(declared), sort_keys=False), "utf-8")
        for path in sorted(self.source.glob("Pulumi.*.yaml")):
            shutil.copyfile(path, self.folder / path.name)

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the engine and of every process below it."""
        from sayar.engine.binary import find_pulumi

        path = (str(find_pulumi().parent), str(self._virtualenv / "bin"), *_SYSTEM_PATH)
        return {
            "PATH": os.pathsep.join(path),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "LANG": "C.UTF-8",
            "PULUMI_HOME": str(self.folder / "pulumi"),
            "PULUMI_BACKEND_URL": (self.folder / "state").resolve().as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": _PASSPHRASE,
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **({} if self.checkpoints else {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}),
            settings.WORLD: str(self._world_file),
            settings.FAULTS: str(self._faults_file),
            settings.OPTIONS: ",".join(sorted(self.options)),
            settings.SCHEMAS: str(self.schemas.resolve()) if self.schemas else "",
        }

    def pulumi(
        self, *arguments: str, check: bool = True, timeout: float | None = None, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the engine in the project, without a terminal. `extra` are variables that a test adds.

        Raises EngineFailedError with the end of its output when it fails and `check` is set, EngineError when there
        is no engine, and subprocess.TimeoutExpired after `timeout` seconds.
        """
        from sayar.engine.binary import find_pulumi

        done = subprocess.run(  # noqa: S603  # the engine's path and our own arguments, no shell
            [str(find_pulumi()), *arguments],
            cwd=self.folder,
            env={**self.environment, **(extra or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        if check and done.returncode != 0:
            raise EngineFailedError(arguments, done)
        return done

    def world(self) -> World:
        """What the stand-in vendors hold."""
        return World(self._world_file)

    def inject(self, wanted: Iterable[faults.Fault]) -> None:
        """Ask for these faults, and for no others, from now on."""
        self._faults_file.write_text(faults.written(wanted), encoding="utf-8")

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """The packages that are no real providers here."""
        return tuple(package for package in self._packages if package not in self.own)

    @property
    def _packages(self) -> tuple[str, ...]:
        further = sorted(path.stem for path in self.schemas.glob("*.json")) if self.schemas else []
        return (*PACKAGES, *further)

    @property
    def _world_file(self) -> Path:
        return self.folder.resolve() / "world.json"

    @property
    def _faults_file(self) -> Path:
        return self.folder.resolve() / "faults.json"

    @property
    def _virtualenv(self) -> Path:
        own = self.source.resolve() / ".venv"
        return own if own.is_dir() else Path(sys.prefix)

    def _launcher(self, package: str) -> Path:
        return self.folder.resolve() / "launchers" / package / f"pulumi-resource-{package}"

    def _project(self, declared: Mapping[str, Any]) -> dict[str, Any]:
        folders = {package: self.own.get(package, self._launcher(package).parent) for package in self._packages}
        providers = [{"name": package, "path": str(folder.resolve())} for package, folder in folders.items()]
        return {
            "name": declared["name"],
            "description": "A rehearsal against stand-ins",
            "runtime": {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(self._virtualenv)}},
            "main": str((self.program or self.source).resolve()),
            "plugins": {"providers": providers},
            "config": declared.get("config", {}),
        }


class EngineFailedError(RuntimeError):
    """The engine ended with an error. The message holds its arguments, exit code and the end of what it said."""

    def __init__(self, arguments: tuple[str, ...], done: subprocess.CompletedProcess[str]) -> None:
        said = "\n".join(f"{done.stdout}\n{done.stderr}".strip().splitlines()[-40:])
        super().__init__(f"pulumi {shlex.join(arguments)} ended with {done.returncode}:\n{said}")
        self.returncode = done.returncode


def _write_launcher(path: Path, package: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    start = shlex.join([sys.executable, "-m", "sayar.engine.sandbox.main", package])
    path.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(_CODE))} exec {start} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
