"""The throw-away project of a rehearsal: the stack files of a project in a folder of their own, against stand-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from infra.config.load import stack_file
from infra.config.platform import TIERS
from infra.config.stack_file import read_stack_file
from sayar.engine.binary import find_pulumi
from sayar.engine.commands import stack_init
from sayar.engine.process import Engine
from sayar.engine.rehearsal_stops import environment, with_config
from sayar.engine.sandbox.project import SandboxProject

CODE: Final = Path(__file__).resolve().parents[2]
_LAZY: Final = """\
import sys

sys.path.insert(0, {code!r})

from sayar.engine.quick_program import run

run()
"""


def own_keys(config_dir: Path, stack: str | None) -> dict[str, object]:
    """What the stack's own file says, none without a stack. Raises ConfigError, for the name of a tier too."""
    from infra.config.errors import refuse

    if stack is None:
        return {}
    if stack in TIERS:
        raise refuse("", "--stack", stack, "an environment with a file of its own; a tier needs none")
    return dict(read_stack_file(config_dir / stack_file(stack)))


def prepare(folder: Path, source: Path, own: dict[str, object], stack: str, tier: str, *, lazy: bool) -> SandboxProject:
    """Write the project into an empty folder, with an empty stack. Every vendor is a stand-in; the guard is real.

    Of `source` the project file and the tier files are copied, and no other stack's file. `lazy` runs the program with
    SDKs that are loaded as they are used. Raises EngineError, and OSError where the files cannot be read.
    """
    project = SandboxProject(
        folder,
        source,
        program=_lazy_program(folder) if lazy else (source if (source / "__main__.py").is_file() else CODE),
        own={"guard": CODE / "providers" / "guard"},
        checkpoints=False,  # nobody kills it, and a large tier takes most of its time for writing its state down
    )
    for path in folder.glob("Pulumi.*.yaml"):
        if path.name not in map(stack_file, TIERS):
            path.unlink()
    path = folder / stack_file(stack)
    path.write_text(with_config("", environment(own, tier)), encoding="utf-8")
    stack_init(engine_of(project), stack)
    return project


def engine_of(project: SandboxProject) -> Engine:
    """The engine of a project: nothing of the caller's environment gets through. Raises EngineMissingError."""
    return Engine(find_pulumi(), project.folder, project.environment)


def _lazy_program(folder: Path) -> Path:
    program = folder / "program"
    program.mkdir(parents=True)
    (program / "__main__.py").write_text(_LAZY.format(code=str(CODE)), encoding="utf-8")
    return program
