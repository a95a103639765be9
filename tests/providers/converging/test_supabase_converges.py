"""Whatever goes wrong on the way, a rerun brings about what is declared, once, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.supabase.fake import SupabaseFake
from tests.providers.converging.sequences import LIMIT, Processes, Step, brought_about, processes, steps
from tests.support.plugin import Secret
from tests.support.small_engine import Resources, SmallEngine, Wanted

LAUNCHER: Final = Path(__file__).parents[3] / "providers" / "supabase" / "pulumi-resource-supabase"


@dataclass(frozen=True, slots=True)
class Program:
    """What is declared of one project. Replicas need point-in-time recovery, a host name its add-on.

    The sizes have room for the replicas of two programs at once: an engine deletes last.
    """

    region: str
    password: str
    compute: str
    pitr: str | None
    replicas: frozenset[str]
    hostname: str | None
    work_mem: str | None
    pool_size: int | None
    networks: tuple[str, ...]
    tls: bool
    backup_at: str | None
    failing_replicas: int
    pooler_lag: int
    """Looks at the pooler that do not show a new replica."""

    @property
    def recovery(self) -> str | None:
        """The variant of point-in-time recovery."""
        return self.pitr or ("pitr_7" if self.replicas else None)


PROGRAMS = st.builds(
    Program,
    region=st.sampled_from(["us-east-1", "us-east-1", "us-east-1", "eu-west-1"]),
    password=st.sampled_from(["canary-one", "canary-two"]),
    compute=st.sampled_from(["ci_xlarge", "ci_2xlarge"]),
    pitr=st.none() | st.sampled_from(["pitr_7", "pitr_14"]),
    replicas=st.frozensets(st.sampled_from(["eu-west-1", "sa-east-1", "us-west-2"]), max_size=2),
    hostname=st.none() | st.sampled_from(["db.sayar.example", "data.sayar.example"]),
    work_mem=st.none() | st.sampled_from(["64MB", "32MB"]),
    pool_size=st.none() | st.integers(10, 12),
    networks=st.lists(st.sampled_from(["198.51.100.0/24", "203.0.113.7/32", "192.0.2.1/32"]), unique=True).map(tuple),
    tls=st.booleans(),
    backup_at=st.none() | st.sampled_from(["04:00", "05:30:00"]),
    failing_replicas=st.sampled_from([0, 0, 0, 1]),
    pooler_lag=st.sampled_from([0, 0, 0, 0, 0, 2, 2, 1_000_000]),  # the last: longer than anybody waits
)
OPERATIONS: Final = (
    "POST /v1/projects", "DELETE /v1/projects/{ref}", "GET /v1/projects/{ref}", "PATCH *password", "PATCH *addons",
    "DELETE *addons*", "GET *addons", "POST *read-replicas/setup", "POST *read-replicas/remove", "GET *projects",
    "PUT *postgres", "PATCH *pooler", "GET *pooler", "POST *network-restrictions/apply", "PUT *ssl-enforcement",
    "POST *initialize", "DELETE *custom-hostname", "PATCH *schedule", "GET *api-keys", "POST *", "PATCH *", "DELETE *",
    "GET *", "*",
)  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[Processes]:
    with processes(LAUNCHER) as running:
        yield running


def resources(program: Program, organization: str) -> Iterator[Wanted]:
    """The program as resources, in the order of their dependencies."""

    def of_project(kind: str, name: str, **inputs: Any) -> Wanted:
        def given_project(known: Resources) -> dict[str, Any]:
            return {"projectRef": known["project"].outputs["ref"], **inputs}

        return Wanted(name, f"supabase:index:{kind}", given_project)

    project = {
        "name": "sayar",
        "organizationSlug": organization,
        "region": program.region,
        "databasePassword": Secret(program.password),
    }
    yield Wanted("project", "supabase:index:Project", lambda _: project)
    yield of_project("Addon", "compute", type="compute_instance", variant=program.compute)
    if program.recovery is not None:
        yield of_project("Addon", "pitr", type="pitr", variant=program.recovery)
    for region in sorted(program.replicas):
        yield of_project("ReadReplica", f"replica-{region}", region=region)
    pool = {} if program.pool_size is None else {"defaultPoolSize": program.pool_size}
    yield of_project("PoolerConfig", "pooler", poolMode="transaction", **pool)
    yield of_project("NetworkRestrictions", "networks", allowedCidrs=list(program.networks), allowedCidrsV6=[])
    yield of_project("SslEnforcement", "tls", database=program.tls)
    yield of_project("ApiKeys", "keys")
    if program.work_mem is not None:
        yield of_project("PostgresConfig", "postgres", workMem=program.work_mem)
    if program.hostname is not None:
        yield of_project("Addon", "domain", type="custom_domain", variant="cd_default")
        yield of_project("CustomHostname", "hostname", hostname=program.hostname)
    if program.backup_at is not None:
        yield of_project("BackupSchedule", "backups", scheduleFor=program.backup_at)


def agreed(fake: SupabaseFake, engine: SmallEngine, program: Program) -> None:
    """The world holds what the program declares, once, under the names that the state knows, and nothing else."""
    known, projects = engine.resources, fake.live()["projects"]
    ref = known["project"].outputs["ref"]
    assert set(projects) == {ref}
    row, inside = projects[ref], fake.project(str(ref))
    assert (row["region"], inside.password) == (program.region, program.password)
    wanted = {program.recovery, "cd_default" if program.hostname else None} - {None}
    assert (f"ci_{row['size']}", set(row["addons"])) == (program.compute, wanted)
    assert row["replicas"] == {known[f"replica-{region}"].outputs["identifier"]: region for region in program.replicas}
    assert {each.status.now for each in inside.replicas} <= {"ACTIVE_HEALTHY"}
    for region in program.replicas:
        told = known[f"replica-{region}"].outputs
        assert (told["host"], told["port"]) == (f"aws-0-{region}.pooler.supabase.com", 6543)
        assert told["user"] == f"postgres.{told['identifier']}"
    if program.pool_size is not None:
        assert row["pooler"]["default_pool_size"] == program.pool_size
    assert row["restrictions"] == {"v4": sorted(program.networks), "v6": []}
    assert row["ssl_enforced"] == program.tls
    assert (row["hostname"] or {}).get("name") == program.hostname
    if program.work_mem is not None:
        assert row["postgres"]["work_mem"] == program.work_mem
    if program.backup_at is not None:
        assert row["backup_at"].startswith(program.backup_at)
    assert row["keys"] == ["publishable default", "secret default"]
    assert known["keys"].plain("secretKey")


def calm(fake: SupabaseFake) -> None:
    """End what goes wrong beside the faults: replicas that never start, and a pooler that lists none."""
    with fake.lock:
        fake.replicas_fail = fake.pooler_lag = 0
        for each in (database for project in fake.world.projects.values() for database in project.databases):
            each.pooler_lag = 0


@LIMIT
@given(sequence=steps(PROGRAMS, OPERATIONS))
def test_a_rerun_converges_and_nothing_is_doubled_or_lost(provider: Processes, sequence: list[Step]) -> None:
    with SupabaseFake(plan="team") as fake:
        provider.configure(accessToken=Secret(fake.token), endpoint=fake.url)
        engine = SmallEngine(provider.patient)
        for step in sequence:
            before = {name: state.outputs.get("ref") for name, state in engine.resources.items()}
            region = engine.resources["project"].inputs["region"] if engine.resources else None
            fake.replicas_fail, fake.pooler_lag = step.program.failing_replicas, step.program.pooler_lag
            program = tuple(resources(step.program, fake.organization))
            brought_about(engine, provider, fake, step, program, lambda: calm(fake))
            agreed(fake, engine, step.program)
            if region == step.program.region:
                assert engine.resources["project"].outputs["ref"] == before["project"], "the database is the same"
        engine.update(())
        assert fake.empty
        assert fake.breaches == []
    assert not [text for text in provider.told if "canary-" in text]
