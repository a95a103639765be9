"""The stand-ins of both vendors with 20 ms latency and their documented limits, and a stack of 200 resources there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

LATENCY_S = 0.02


@contextmanager
def elsewhere(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The same in a process of its own: what the stand-ins hold would count as the peak of each command measured."""
    ours, theirs = Pipe()
    world = Process(target=_serve, args=(folder, theirs))
    world.start()
    yield ours.recv()
    ours.send("done")
    world.join()
    if world.exitcode:
        sys.exit(world.exitcode)


def _serve(folder: Path, asked: Connection) -> None:
    with deployed(folder) as found:
        asked.send(found)
        asked.recv()


@contextmanager
def deployed(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The project's folder and the environment of the engine in it. At the end no limit may have been exceeded."""
    from sayar.engine.sandbox.project import SandboxProject
    from tests.fakes.railway.fake import RailwayFake
    from tests.fakes.supabase.fake import SupabaseFake

    program = Path(__file__).parent / "program"
    own = {name: ROOT / "providers" / name for name in ("railway", "supabase")}
    project = SandboxProject(folder, program, program=program, own=own)
    with RailwayFake(plan="PRO", limits="PRO") as railway, SupabaseFake(plan="team", limits=True) as supabase:
        variables = {
            "PYTHONPATH": str(ROOT),
            "RAILWAY_API_TOKEN": railway.token,
            "RAILWAY_API_URL": railway.endpoint,
            "SUPABASE_ACCESS_TOKEN": supabase.token,
            "SUPABASE_API_URL": supabase.url,
            "BENCH_WORKSPACE": railway.workspace_id,
            "BENCH_ORGANIZATION": supabase.organization,
            "SAYAR_PROVIDER_TIMINGS": json.dumps({"poll_s": 0.1}),
        }
        project.pulumi("stack", "init", "bench")
        project.pulumi("up", "--stack", "bench", "--yes", "--skip-preview", extra=variables)
        railway.latency_s = supabase.latency_s = LATENCY_S
        yield project.folder, {**project.environment, **variables}
        if railway.limited or supabase.limited:
            sys.exit(f"a documented limit was exceeded: {[*railway.limited, *supabase.limited][:5]}")
