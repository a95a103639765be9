"""Stand-ins that many runs of the engine have in common: they run once, in this process, and the engine attaches.

Otherwise it starts a process for every package in every run, which is a third of the time of a small stack. All else
is the same: the variable is meant for providers under a debugger
(https://www.pulumi.com/docs/iac/guides/building-extending/providers/debugging-providers/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from sayar.engine.sandbox.project import SandboxProject

_ATTACH: Final = "PULUMI_DEBUG_PROVIDERS"


@contextmanager
def attached(project: SandboxProject) -> Iterator[Mapping[str, str]]:
    """Serve the stand-ins of a project until the block ends; gives the environment of an engine that attaches to them.

    A fault that ends the provider's process cannot strike here: that takes a process of its own.
    """
    with ExitStack() as servers:
        ports = {package: servers.enter_context(_served(package, project)) for package in project.stand_ins}
        yield {**project.environment, _ATTACH: ",".join(f"{package}:{port}" for package, port in ports.items())}


@contextmanager
def _served(package: str, project: SandboxProject) -> Iterator[int]:
    """The port of one package."""
    from sayar.engine.sandbox.main import schema_for, server_of
    from sayar.engine.sandbox.settings import from_environment

    environment = project.environment
    server, port = server_of(schema_for(package, environment), from_environment(environment), die=_refused)
    try:
        yield port
    finally:
        server.stop(grace=None)


def _refused(code: int) -> NoReturn:
    raise RuntimeError(f"a stand-in of this process cannot end with {code}")
