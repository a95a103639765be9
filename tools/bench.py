"""Medians of fresh processes, side by side in one run: what `docs/benchmarks.md` records. No verdict, only figures."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import Process
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
RUNS = 9


@dataclass
class Case:
    """One command and what each run of it took: wall seconds, CPU seconds, peak resident memory in MB."""

    name: str
    command: Sequence[str | Path]
    limit: str = ""
    cwd: Path = ROOT
    env: dict[str, str] | None = None
    runs: int = RUNS
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self) -> None:
        """One fresh process; its own accounting is the operating system's."""
        started = time.perf_counter()
        with subprocess.Popen(
            [str(part) for part in self.command],
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            complaint = process.stderr.read() if process.stderr else b""
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 3, 4):
            sys.exit(f"{self.name} ended with {process.returncode}: {complaint.decode()[-400:]}")
        self.wall.append(time.perf_counter() - started)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss / 1024)

    def row(self) -> str:
        """A line of the table."""
        wall, cpu, memory = (statistics.median(values) for values in (self.wall, self.cpu, self.memory))
        spread = f"{min(self.wall):.2f} to {max(self.wall):.2f}"
        return f"| {self.name} | {wall:.2f} | {spread} | {cpu:.2f} | {memory:.0f} | {len(self.wall)} | {self.limit} |"


def tool(*arguments: str) -> list[str | Path]:
    """A command of the tool, in a fresh process."""
    return [PYTHON, "-m", "sayar.cli.main", *arguments]


def offline() -> list[Case]:
    """What runs without an engine."""
    slow = {**os.environ, "SAYAR_FAST_IMPORT": "0"}
    return [
        Case("python -c pass", [PYTHON, "-c", "pass"]),
        Case("import pulumi", [PYTHON, "-c", "import pulumi"]),
        Case("sayar plan, starter to growth", tool("plan", "--from", "starter", "--to", "growth"), "2.5 s, 180 MB"),
        Case("the same, as JSON", tool("plan", "--from", "starter", "--to", "growth", "--format", "json")),
        Case("the same, without the import hook", tool("plan", "--from", "starter", "--to", "growth"), env=slow),
        Case("the same, with the proof of order", tool("plan", "--from", "starter", "--to", "growth", "--prove")),
        Case("sayar plan, growth to scale", tool("plan", "--from", "growth", "--to", "scale"), "3.5 s"),
        Case("sayar graph growth", tool("graph", "growth")),
        Case("sayar graph scale", tool("graph", "scale")),
        Case("sayar graph enterprise", tool("graph", "enterprise"), "3.5 s, 400 MB"),
        Case("sayar plan, scale to enterprise", tool("plan", "--from", "scale", "--to", "enterprise"), "7 s"),
        Case(
            "the same, with the proof of order",
            tool("plan", "--from", "scale", "--to", "enterprise", "--prove"),
            "17 s",
        ),
        Case("sayar tiers", tool("tiers")),
        Case("sayar cost, all tiers", tool("cost"), "1 s"),
        Case("sayar cost enterprise, as JSON", tool("cost", "enterprise", "--format", "json")),
    ]


def many_clients(folder: Path) -> list[Case]:
    """Enterprise with cells of clients, half of them in each region."""
    cases = []
    for count, limit in ((50, ""), (100, "10 s")):
        place = folder / f"clients-{count}"
        place.mkdir()
        for path in ROOT.glob("Pulumi*.yaml"):
            shutil.copy(path, place)
        rows = [
            {
                "name": f"c{number:03d}",
                "isolation": "schema",
                "region": ("us-east", "eu-west")[number % 2],
                "hosts": {"api": f"api.c{number:03d}.test", "web": f"shop.c{number:03d}.test"},
            }
            for number in range(count)
        ]
        # JSON is YAML.
        said = {"config": {"sayar:tier": "enterprise", "sayar:clients": rows}}
        (place / "Pulumi.prod.yaml").write_text(json.dumps(said), encoding="utf-8")
        command = tool("graph", "enterprise", "--stack", "prod", "--config-dir", str(place))
        cases.append(Case(f"sayar graph enterprise, {count} clients", command, limit))
    return cases


def large_stacks(folder: Path) -> list[Case]:
    """Two exports of a thousand and of ten thousand resources, one in ten changed."""
    cases = []
    for count, limit in ((1_000, "1.0 s, 150 MB"), (10_000, "6 s")):
        sides = [folder / f"{side}-{count}.json" for side in ("old", "new")]
        for path, changed in zip(sides, (False, True), strict=True):
            # In a process of its own: what this one has ever held would count as the peak of each that it starts.
            writer = Process(target=write_export, args=(path, count, changed))
            writer.start()
            writer.join()
        cases.append(Case(f"sayar diff, {count:,} resources", tool("diff", *map(str, sides)), limit))
    return cases


def impact(folder: Path) -> list[Case]:
    """A thousand changes, as they are and with four surfaces that stand on all of them."""
    type_, rows = "acme:index:Box", []
    for number in range(1_000):
        urn = f"urn:pulumi:prod::shop::{type_}::box-{number:04d}"
        needs = [rows[at]["urn"] for at in {number // 2, number // 3} if at < number]
        rows.append({"urn": urn, "type": type_, "dependencies": needs})
    sides = []
    for image in ("1", "2"):
        path = folder / f"boxes-{image}.json"
        resources = [{**row, "inputs": {"image": image}} for row in rows]
        path.write_text(json.dumps({"format": "sayar.graph/1", "resources": resources}), encoding="utf-8")
        sides.append(str(path))
    members = [f"part-{number}" for number in range(4)]
    nodes = {name: {"match": {"name": f"box-*{name[-1]}"}} for name in members} | {"all": {"match": {"type": type_}}}
    needs = [{"on": "all", "mode": "hard"}, {"on": "enough", "mode": "cached", "hit_ratio": 0.9, "stale_if_error_s": 9}]
    services = {
        "format": "sayar.services/1",
        "nodes": nodes,
        "groups": {"enough": {"kind": "k_of_n", "k": 2, "members": members}},
        "surfaces": {name: {"budget_s": 300, "needs": needs} for name in ("api", "web", "webhook", "csv")},
        "facts": [{"match": {"type": type_}, "op": "update", "effect": "full", "typical_s": 3, "worst_s": 9}],
    }
    (folder / "boxes-services.json").write_text(json.dumps(services), encoding="utf-8")
    with_them = tool("diff", *sides, "--services", str(folder / "boxes-services.json"))
    return [
        Case("sayar diff, 1,000 changes", tool("diff", *sides)),
        Case("the same, with the seconds of four surfaces", with_them, "0.3 s more"),
    ]


def measured(folder: Path) -> list[Case]:
    """One year of series of every metric that triggers read, a value each quarter of an hour."""
    from datetime import UTC, datetime, timedelta

    end, many = datetime(2026, 11, 22, tzinfo=UTC), 365 * 96
    names = ("active_businesses", "api_requests", "egress_gb", "revenue_usd", "latency_p95_s")
    names += ("requests_outside_primary_share", "latency_p95_outside_s")
    times = [(end - timedelta(minutes=15 * back)).isoformat() for back in range(many - 1, -1, -1)]
    series = {name: [[at, place % 90 / 100] for place, at in enumerate(times)] for name in names}
    path = folder / "metrics.json"
    document = {"format": "sayar.metrics/1", "as_of": "2026-11-22", "series": series}
    path.write_text(json.dumps(document), encoding="utf-8")
    year = tool("triggers", "--tier", "growth", "--metrics", str(path))
    return [Case("sayar triggers, a year of 15-minute series", year, "0.8 s")]


def write_export(path: Path, count: int, changed: bool) -> None:
    """A stack export, to a file."""
    path.write_text(json.dumps(export_of(count, changed=changed)), encoding="utf-8")


def export_of(count: int, *, changed: bool) -> dict[str, Any]:
    """A stack export with resources of several AWS types, each third one depending on the one before it."""
    types = ("ec2/securityGroup:SecurityGroup", "rds/clusterInstance:ClusterInstance", "s3/bucket:Bucket")
    types += ("lb/targetGroup:TargetGroup", "iam/role:Role", "eks/nodeGroup:NodeGroup", "route53/record:Record")
    head = "urn:pulumi:prod::bench::"
    stack, provider = f"{head}pulumi:pulumi:Stack::bench-prod", f"{head}pulumi:providers:aws::main"
    rows: list[dict[str, Any]] = [
        {"urn": stack, "type": "pulumi:pulumi:Stack"},
        {"urn": provider, "type": "pulumi:providers:aws", "custom": True, "id": "p", "parent": stack},
    ]
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"]}]})
    for number in range(count):
        type_ = f"aws:{types[number % len(types)]}"
        edited = changed and number % 10 == 0
        inputs = {
            "__defaults": ["name"],
            "name": f"r{number}-abc",
            "description": "changed" if edited else "as it was",
            "policy": policy,
            "region": "us-east-1",
            "rules": [{"port": port, "from": ["10.0.0.0/8", "172.16.0.0/12"]} for port in range(4)],
            "tags": {"number": str(number), "tier": "growth"},
        }
        before = [str(rows[-1]["urn"])] if number % 3 == 2 else []
        rows.append(
            {
                "urn": f"{head}{type_}::r{number}",
                "type": type_,
                "custom": True,
                "id": f"id-{number}",
                "parent": stack,
                "provider": f"{provider}::p",
                "inputs": inputs,
                "outputs": {**inputs, "arn": f"arn:aws:x:{number}"},
                "dependencies": before,
                "propertyDependencies": {"rules": before},
            }
        )
    return {"version": 3, "deployment": {"manifest": {}, "resources": rows}}


def on_the_engine(folder: Path) -> list[Case]:
    """A preview of Starter beside one of an empty program, both against sandbox providers; none without an engine."""
    sys.path.insert(0, str(ROOT))
    from sayar.engine.binary import EngineError, find_pulumi
    from sayar.engine.sandbox.project import SandboxProject

    try:
        pulumi = find_pulumi()
    except EngineError as error:
        print(f"no engine: {error}", file=sys.stderr)
        return []
    empty = folder / "empty"
    empty.mkdir()
    (empty / "__main__.py").write_text("", encoding="utf-8")
    cases = []
    for name, program in (("an empty program", empty), ("Starter", ROOT)):
        project = SandboxProject(folder / name.replace(" ", "-"), ROOT, program=program)
        project.pulumi("stack", "init", "starter")
        command = [pulumi, "preview", "-s", "starter", "--non-interactive"]
        cases.append(Case(f"pulumi preview of {name}", command, cwd=project.folder, env=dict(project.environment)))
    return cases


def providers() -> list[Case]:
    """How long the own providers take from nothing to the port that they print."""
    code = "import subprocess as s, sys; p = s.Popen(sys.argv[1:], stdout=s.PIPE); p.stdout.readline(); p.kill()"
    return [
        Case(
            f"start of the {name} provider",
            [PYTHON, "-c", code, ROOT / "providers" / name / f"pulumi-resource-{name}"],
            "0.7 s",
        )
        for name in ("guard", "railway", "supabase")
    ]


def refresh(scratch: Path, stack: ExitStack) -> list[Case]:
    """A refresh of 200 mixed resources under the real engine."""
    from sayar.engine.binary import find_pulumi
    from tools.bench_providers.world import elsewhere

    folder, environment = stack.enter_context(elsewhere(scratch / "refresh"))
    command = [find_pulumi(), "refresh", "--stack", "bench", "--yes", "--skip-preview", "--non-interactive"]
    return [Case("pulumi refresh of 200 resources, 20 ms latency", command, "5 s", cwd=folder, env=environment)]


def main() -> int:
    """Print the table; `--offline` leaves the engine out."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        cases = offline() + many_clients(folder) + large_stacks(folder) + impact(folder) + measured(folder)
        cases += providers()
        if "--offline" not in sys.argv[1:]:
            on_engine = on_the_engine(Path(scratch))
            cases += on_engine + (refresh(Path(scratch), stack) if on_engine else [])
        load = os.getloadavg()[0]
        for case in cases:
            case.run()
            case.wall.clear(), case.cpu.clear(), case.memory.clear()
        for _ in range(RUNS):
            for case in cases:  # in turn, so that a slow minute of the machine falls on all of them
                case.run()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, commit {commit.stdout.strip()}"
    )
    print(f"load average before {load:.2f}, after {os.getloadavg()[0]:.2f}; warm byte-code, one warm-up run each\n")
    print("| what | median wall s | min to max | median CPU s | median peak MB | runs | limit |")
    print("|---|---|---|---|---|---|---|")
    for case in cases:
        print(case.row())
    return 0


if __name__ == "__main__":
    sys.exit(main())
