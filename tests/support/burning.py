"""A stand-in whose vendor is out of order: it starts and checks its own arguments, and fails whatever else it is asked.

`python -m tests.support.burning PACKAGE [ENGINE]`, in place of the sandbox's own launcher.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

import grpc  # type: ignore[import-untyped]

from sayar.engine.sandbox import main, provider
from sayar.engine.sandbox.project import SandboxProject

FAILING: Final = ("Configure", "Check", "Diff", "Create", "Update", "Delete", "Read", "Invoke")
MESSAGE: Final = "the vendor is burning"


def burn(project: SandboxProject, *packages: str) -> None:
    """From now on every provider of these packages fails."""
    for package in packages:
        launcher = project.folder / "launchers" / package / f"pulumi-resource-{package}"
        text = launcher.read_text(encoding="utf-8")
        launcher.write_text(text.replace("sayar.engine.sandbox.main", "tests.support.burning"), encoding="utf-8")


def _failing(method: str) -> Callable[..., Any]:
    def fail(self: provider.SandboxProvider, request: Any, context: grpc.ServicerContext) -> Any:
        context.abort(grpc.StatusCode.UNAVAILABLE, f"{self.schema.package} {method}: {MESSAGE}")

    return fail


if __name__ == "__main__":
    for name in FAILING:
        setattr(provider.SandboxProvider, name, _failing(name))
    sys.exit(main.main(sys.argv[1:]))
