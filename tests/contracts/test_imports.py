"""Data goes one way, so imports do: read from the source text, without importing anything."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

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


def wrong(paths: Iterable[Path], packages: tuple[str, ...]) -> dict[str, list[str]]:
    """What files import of packages that they must not, by file."""
    return by_file(paths, lambda path: reaches(path, packages))


def by_file(paths: Iterable[Path], offences: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """The offences of each file that has any. A rule that looks at no file is broken itself."""
    known = list(paths)
    assert known, "no file is looked at"
    return {named(path): found for path in known if (found := offences(path))}


def test_components_know_nothing_of_the_program_or_the_tool() -> None:
    assert wrong(sources("components"), ("infra", "sayar")) == {}


def test_the_program_never_needs_the_tool() -> None:
    assert wrong(sources("infra"), ("sayar",)) == {}


def test_providers_stand_alone() -> None:
    assert wrong(sources("providers"), ("infra", "sayar", "components")) == {}


def test_the_tool_imports_a_pulumi_sdk_only_where_it_records_or_runs_the_engine() -> None:
    recording = ("record", "fastimport", "lean_sdk")

    def may(path: Path) -> bool:
        room = path.relative_to(ROOT / "sayar").parts[0]
        return room in ("engine", "preflight") or (room == "graph" and path.stem.startswith(recording))

    assert wrong((path for path in sources("sayar") if not may(path)), SDKS) == {}


def test_a_spec_is_data_and_imports_no_sdk() -> None:
    assert wrong((path for path in sources("components") if path.name == "spec.py"), SDKS) == {}


def test_nothing_in_the_program_talks_to_the_network() -> None:
    assert wrong(sources("components", "infra"), NETWORK) == {}


def test_only_the_engine_room_starts_processes() -> None:
    others = (path for path in sources(*OWN) if not path.is_relative_to(ROOT / "sayar" / "engine"))
    assert wrong(others, ("subprocess", "multiprocessing", "os.system", "os.exec")) == {}


def test_only_the_config_room_reads_pulumi_config() -> None:
    assert wrong(sources("components", "sayar"), ("pulumi.Config", "pulumi.config")) == {}


def test_a_file_can_be_held_in_the_head() -> None:
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*OWN)}
    assert {path: count for path, count in lines.items() if count > 300} == {}


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


def test_a_job_stands_alone_because_it_travels_in_a_variable() -> None:
    def foreign(path: Path) -> list[str]:
        return [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]

    assert by_file(sources("jobs"), foreign) == {}


def test_nobody_imports_a_job() -> None:
    assert wrong(sources(*OWN), ("jobs",)) == {}
