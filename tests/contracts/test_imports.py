"""Data goes one way, so imports do: read from the source text, without importing anything."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = ("components", "infra", "providers", "sayar")
SDKS = ("pulumi", "pulumi_cloudflare", "pulumi_aws", "pulumi_kubernetes", "pulumi_random", "pulumiverse_vercel")
NETWORK = ("requests", "httpx", "urllib.request", "http.client", "socket", "boto3", "aiohttp")


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reaches(path: Path, packages: tuple[str, ...]) -> list[str]:
    return [name for name in imports(path) if any(name == one or name.startswith(f"{one}.") for one in packages)]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources("components"), ids=named)
def test_components_know_nothing_of_the_program_or_the_tool(path: Path) -> None:
    assert not reaches(path, ("infra", "sayar"))


@pytest.mark.parametrize("path", sources("infra"), ids=named)
def test_the_program_never_needs_the_tool(path: Path) -> None:
    assert not reaches(path, ("sayar",))


@pytest.mark.parametrize("path", sources("providers"), ids=named)
def test_providers_stand_alone(path: Path) -> None:
    assert not reaches(path, ("infra", "sayar", "components"))


@pytest.mark.parametrize("path", sources("sayar"), ids=named)
def test_the_tool_imports_a_pulumi_sdk_only_where_it_records_or_runs_the_engine(path: Path) -> None:
    room = path.relative_to(ROOT / "sayar").parts
    recording = ("record", "fastimport", "lean_sdk")
    if room[0] in ("engine", "preflight") or (room[0] == "graph" and path.stem.startswith(recording)):
        return
    assert not reaches(path, SDKS)


@pytest.mark.parametrize("path", [p for p in sources("components") if p.name == "spec.py"], ids=named)
def test_a_spec_is_data_and_imports_no_sdk(path: Path) -> None:
    assert not reaches(path, SDKS)


@pytest.mark.parametrize("path", sources("components", "infra"), ids=named)
def test_nothing_in_the_program_talks_to_the_network(path: Path) -> None:
    assert not reaches(path, NETWORK)


@pytest.mark.parametrize("path", sources(*OWN), ids=named)
def test_only_the_engine_room_starts_processes(path: Path) -> None:
    if path.is_relative_to(ROOT / "sayar" / "engine"):
        return
    assert not reaches(path, ("subprocess", "multiprocessing", "os.system", "os.exec"))


@pytest.mark.parametrize("path", sources("components", "sayar"), ids=named)
def test_only_the_config_room_reads_pulumi_config(path: Path) -> None:
    assert not reaches(path, ("pulumi.Config", "pulumi.config"))


@pytest.mark.parametrize("path", sources(*OWN), ids=named)
def test_a_file_can_be_held_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_no_two_modules_import_each_other_at_load_time() -> None:
    known = {module(path): path for path in sources(*OWN)}
    edges = {name: {found for one in top_level(path) if (found := owner(one, known))} for name, path in known.items()}
    for name, targets in edges.items():
        edges[name] = targets - {name}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail, name])
        if name in done:
            return
        for target in sorted(edges[name]):
            walk(target, (*trail, name))
        done.add(name)

    for name in sorted(edges):
        walk(name, ())


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def owner(name: str, known: dict[str, Path]) -> str | None:
    """The module that an imported name lives in; a package's own __init__ counts only when it is named itself."""
    return name if name in known else None


def top_level(path: Path) -> Iterator[str]:
    """Imports that run when the module is loaded: those inside functions and under TYPE_CHECKING do not."""
    pending: list[ast.stmt] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            pending += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            pending += [*node.body, *node.orelse, *node.finalbody]
        elif isinstance(node, ast.ClassDef):
            pending += node.body


@pytest.mark.parametrize("path", sources("jobs"), ids=named)
def test_a_job_stands_alone_because_it_travels_in_a_variable(path: Path) -> None:
    foreign = [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert not foreign


@pytest.mark.parametrize("path", sources(*OWN), ids=named)
def test_nobody_imports_a_job(path: Path) -> None:
    assert not reaches(path, ("jobs",))
