"""Whatever goes wrong on the way, a rerun brings about what is declared, once, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.railway.fake import RailwayFake
from tests.providers.converging.sequences import LIMIT, Processes, Step, brought_about, processes, steps
from tests.support.plugin import Secret
from tests.support.small_engine import Resources, SmallEngine, Wanted

LAUNCHER: Final = Path(__file__).parents[3] / "providers" / "railway" / "pulumi-resource-railway"
EAST, WEST = "us-east4-eqdc4a", "europe-west4-drams3a"
STORE = "store"
IMAGE = "ghcr.io/sayar/api:7"


@dataclass(frozen=True, slots=True)
class Program:
    """What is declared: services by name with replicas and a variable, and what hangs on the first one."""

    services: Mapping[str, tuple[int, str]]
    first_environment: str
    domain: str | None
    region: str
    egress: bool
    volume_mb: int | None
    image: str | None
    """Of the service with the volume; that of the others is the pipeline's."""
    staging: str | None
    soft_limit: int | None

    @property
    def all_services(self) -> dict[str, tuple[int, str]]:
        """With the one that has the volume. It has one replica in every program: Railway takes no second one as long as
        the volume is there, and an engine deletes last."""
        store = {STORE: (1, "s")} if self.volume_mb is not None else {}
        return {**self.services, **store}


PROGRAMS = st.builds(
    Program,
    services=st.dictionaries(
        st.sampled_from(["api", "feed", "hooks"]), st.tuples(st.integers(1, 3), st.sampled_from("xyz")), min_size=1
    ),
    first_environment=st.sampled_from(["production", "production", "production", "live"]),
    domain=st.none() | st.sampled_from(["a.sayar.example", "b.sayar.example"]),
    region=st.sampled_from([EAST, WEST]),
    egress=st.booleans(),
    volume_mb=st.none() | st.just(60_000),  # a smaller one than there is would be refused, rightly
    image=st.none() | st.sampled_from(["redis:8", "redis:8.2"]),
    staging=st.none() | st.sampled_from(["staging", "test"]),
    soft_limit=st.none() | st.integers(5, 7),
)
OPERATIONS: Final = (
    "projectCreate", "projectCreate", "projectCreate", "projectUpdate", "projectScheduleDelete",
    "serviceCreate", "serviceDelete", "environmentCreate",
    "environmentDelete", "environmentRename", "environmentPatchCommit", "customDomainCreate", "customDomainDelete",
    "egressGatewayAssociationCreate", "egressGatewayAssociationsClear", "volumeCreate", "volumeDelete", "usageLimitSet",
    "usageLimitRemove", "project", "environment", "projects", "workspace", "*Create", "*Delete", "*",
)  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[Processes]:
    with processes(LAUNCHER) as running:
        yield running


def resources(program: Program, workspace: str) -> Iterator[Wanted]:
    """The program as resources, in the order of their dependencies."""

    def environment(known: Resources) -> str:
        return str(known["project"].outputs["defaultEnvironmentId"])

    def place(known: Resources, service: str) -> dict[str, Any]:
        return {"environmentId": environment(known), "serviceId": known[service].id}

    first_environment = program.first_environment
    project = {"name": "sayar", "workspaceId": workspace, "defaultEnvironmentName": first_environment}
    yield Wanted("project", "railway:index:Project", lambda _: project)
    if program.soft_limit is not None:
        limit = {"workspaceId": workspace, "softLimitDollars": program.soft_limit}
        yield Wanted("limit", "railway:index:UsageLimit", lambda _: limit)
    if program.staging is not None:
        yield Wanted(
            "staging",
            "railway:index:Environment",
            lambda known: {"name": program.staging, "projectId": known["project"].id},
        )
    for name, (replicas, value) in sorted(program.all_services.items()):
        own = {"image": program.image} if name == STORE and program.image else {}
        yield Wanted(
            name,
            "railway:index:Service",
            lambda known, name=name: {"name": name, "projectId": known["project"].id},  # type: ignore[misc]
        )
        yield Wanted(
            f"{name}-instance",
            "railway:index:ServiceInstance",
            lambda known, name=name, replicas=replicas, value=value, own=own: {  # type: ignore[misc]
                **place(known, name),
                **own,
                "regions": {program.region: {"numReplicas": replicas}},
                "variables": {"VALUE": value},
                "sealedVariables": {"SEALED": Secret(f"canary-{value}")},
            },
        )
    first = min(program.services)
    if program.domain is not None:
        yield Wanted(
            "domain",
            "railway:index:CustomDomain",
            lambda known: {"projectId": known["project"].id, "domain": program.domain, **place(known, first)},
        )
    if program.egress:
        yield Wanted(
            "egress", "railway:index:StaticEgress", lambda known: {**place(known, first), "region": program.region}
        )
    if program.volume_mb is not None:
        yield Wanted(
            "volume",
            "railway:index:Volume",
            lambda known: {
                "projectId": known["project"].id,
                "mountPath": "/data",
                "sizeMb": program.volume_mb,
                **place(known, STORE),
            },
        )


def agreed(fake: RailwayFake, engine: SmallEngine, program: Program, images: Mapping[str, str]) -> None:
    """The world holds what the program declares, once, under the ids that the state knows, and nothing else.

    `images` are what services ran before, by id: an image that is not declared is the one from before.
    """
    live, known = fake.live(), engine.resources
    environment = known["project"].outputs["defaultEnvironmentId"]
    assert set(live["projects"]) == {known["project"].id}
    expected = {environment, *([known["staging"].id] if program.staging else [])}
    assert set(live["environments"]) == expected
    assert {name: row["name"] for name, row in live["services"].items()} == {
        known[name].id: name for name in program.all_services
    }
    config = fake.environment(str(environment)).config["services"]
    for name, (replicas, value) in program.all_services.items():
        row = config[known[name].id]
        assert row["deploy"]["multiRegionConfig"] == {program.region: {"numReplicas": replicas}}
        declared = program.image if name == STORE else None
        assert (row.get("source") or {}).get("image") == (declared or images.get(known[name].id))
        assert row["variables"]["VALUE"]["value"] == value
        assert row["variables"]["SEALED"] == {"value": f"canary-{value}", "isSealed": True}
    assert {row["domain"] for row in live["custom_domains"].values()} == {program.domain} - {None}
    assert len(live["egress"]) == program.egress
    assert set(live["volumes"]) == ({known["volume"].id} if program.volume_mb else set())
    assert [row["soft"] for row in live["usage_limits"].values()] == [program.soft_limit] * (
        program.soft_limit is not None
    )


@LIMIT
@given(sequence=steps(PROGRAMS, OPERATIONS))
def test_a_rerun_converges_and_nothing_is_doubled_or_lost(provider: Processes, sequence: list[Step]) -> None:
    with RailwayFake() as fake:
        provider.configure(token=Secret(fake.token), endpoint=fake.endpoint)
        engine = SmallEngine(provider.patient)
        images: dict[str, str] = {}
        for step in sequence:
            before = {name: state.id for name, state in engine.resources.items()}
            program = tuple(resources(step.program, fake.workspace_id))
            brought_about(engine, provider, fake, step, program, lambda: None)
            agreed(fake, engine, step.program, images)
            kept = {name: state.id for name, state in engine.resources.items() if name in before}
            if kept.get("project") == before.get("project"):
                same = {name for name in kept if name in ("limit", "staging", *step.program.services)}
                assert {name: kept[name] for name in same} == {name: before[name] for name in same}
            for name in step.program.services:
                fake.deploy_image(engine.resources[name].id, IMAGE)
                images[engine.resources[name].id] = IMAGE
            if step.program.volume_mb is not None and step.program.image is not None:
                images[engine.resources[STORE].id] = step.program.image
        engine.update(())
        assert fake.empty
        assert fake.breaches == []
    assert not [text for text in provider.told if "canary-" in text]
