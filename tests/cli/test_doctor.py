"""`sayar doctor`, whole, against stand-ins of everything that it asks; and its cheap part in `sayar up`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from tests.cli.engines import READY, FakeLive
from tests.cli.ran import Ran, sayar
from tests.fakes.faults import Fault
from tests.support.doctored import World, served

TOKENS = ("CLOUDFLARE_API_TOKEN", "RAILWAY_API_TOKEN", "RAILWAY_TOKEN", "SUPABASE_ACCESS_TOKEN", "VERCEL_API_TOKEN")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with served(tmp_path, monkeypatch) as found:
        yield found


def by_id(ran: Ran, state: str) -> dict[str, dict[str, str]]:
    return {check["id"]: check for check in ran.json["checks"] if check["state"] == state}


def test_everything_that_growth_needs_is_there(world: World) -> None:
    found = world.doctor("--format", "json")
    assert (found.code, found.json["summary"]["missing"], found.json["summary"]["not_checked"]) == (0, 0, 0)
    assert (found.json["format"], found.json["stack"], found.json["tier"]) == ("sayar.doctor/1", "prod", "growth")
    assert found.json["summary"]["ok"] == len(found.json["checks"]) > 20
    assert found.err.splitlines() == ["asking Cloudflare, Railway, Supabase, Vercel, DNS and this machine, 8 s at most"]


def test_the_document_is_as_its_schema_says_in_every_outcome(world: World) -> None:
    validator = Draft202012Validator(schema("doctor"))
    fine = world.doctor("--format", "json")
    world.railway.plan = "FREE"
    poor = world.doctor("--format", "json")
    world.patch.delenv("VERCEL_API_TOKEN")
    for found in (fine, poor, world.doctor("--format", "json")):
        assert list(validator.iter_errors(found.json)) == []
        assert found.json["exit_code"] == found.code


def test_nothing_but_questions_is_sent(world: World) -> None:
    world.doctor()
    assert {seen.method for fake in (world.cloudflare, world.supabase, world.vercel) for seen in fake.seen} == {"GET"}
    assert {seen.operation for seen in world.railway.seen} == {"apiToken", "workspace", "regions"}


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_plan_too_low_is_code_3_with_the_step_that_only_a_person_can_take(world: World, form: str) -> None:
    world.railway.plan = "HOBBY"
    world.supabase.plan = "free"
    world.vercel.plan = "hobby"
    found = world.doctor("--format", form)
    assert found.code == 3
    flat = " ".join(found.out.replace("\\", "").split())
    assert "plan pro or higher: it is on hobby" in flat
    assert "railway.com, the workspace's Settings" in flat
    assert f"supabase.com/dashboard/org/{world.supabase.organization}/billing" in flat
    assert "vercel.com, the team's Settings" in flat
    if form == "text":
        assert found.out.index("\nmissing\n") < found.out.index("\nfine\n")


def test_without_tokens_every_check_that_was_not_made_is_named_with_its_variable(world: World) -> None:
    for name in TOKENS:
        world.patch.delenv(name, raising=False)
    found = world.doctor("--format", "json")
    assert found.code == 4
    skipped = by_id(found, "not_checked")
    assert {check["variable"] for check in skipped.values()} == {*TOKENS} - {"RAILWAY_TOKEN"}
    assert {check["vendor"] for check in skipped.values()} == {"cloudflare", "railway", "supabase", "vercel"}
    vendors = ("cloudflare", "railway", "supabase", "vercel")
    assert {f"{vendor}.{what}" for vendor in vendors for what in ("token", "plan")} <= set(skipped)
    shown = world.doctor()
    for name in {*TOKENS} - {"RAILWAY_TOKEN"}:
        assert f"set {name} to have these checked" in shown.out
    assert [fake.seen for fake in (world.cloudflare, world.railway, world.supabase, world.vercel)] == [[]] * 4


@pytest.mark.parametrize("vendor", ["cloudflare", "railway", "supabase", "vercel"])
def test_a_vendor_that_hangs_is_code_4_within_the_bound(world: World, vendor: str) -> None:
    getattr(world, vendor).faults.add(Fault("*", "hang", times=100, late=False))
    began = time.monotonic()
    found = world.doctor("--format", "json", "--timeout", "2")
    assert time.monotonic() - began < 6
    assert found.code == 4
    assert {check["vendor"] for check in by_id(found, "not_checked").values()} == {vendor}
    assert f"{vendor}.plan" in by_id(found, "not_checked")


def test_all_are_asked_at_the_same_time(world: World) -> None:
    fakes = (world.cloudflare, world.railway, world.supabase, world.vercel)
    for fake in fakes:
        fake.latency_s = 1.0
    world.doctor()
    arrived = [min(seen.at for seen in fake.seen) for fake in fakes]
    assert max(arrived) - min(arrived) < 0.9


def test_a_refused_token_is_missing_and_what_it_would_have_told_is_not_checked(world: World) -> None:
    world.patch.setenv("SUPABASE_ACCESS_TOKEN", "canary-dead")
    found = world.doctor("--format", "json")
    assert found.code == 3
    assert list(by_id(found, "missing")) == ["supabase.token"]
    assert "supabase.com/dashboard/account/tokens" in by_id(found, "missing")["supabase.token"]["how"]
    assert "supabase.plan" in by_id(found, "not_checked")
    assert "canary" not in found.out + found.err


def test_no_token_is_shown_in_any_form_or_outcome(world: World) -> None:
    for fake in (world.cloudflare, world.railway, world.supabase, world.vercel):
        fake.faults.add(Fault("*", "500", times=2, message=f"the token {fake.token} is odd"))
    for form in ("text", "json", "markdown"):
        found = world.doctor("--format", form)
        assert not [canary for canary in world.canaries if canary in found.out + found.err]


def test_name_servers_elsewhere_are_missing(world: World) -> None:
    world.names.servers = ("ns1.registrar.example",)
    found = world.doctor("--format", "json")
    assert (found.code, list(by_id(found, "missing"))) == (3, ["cloudflare.name_servers"])


def test_a_first_deployment_lacks_no_zone(world: World) -> None:
    world.cloudflare.domain = None
    assert world.doctor().code == 0


def test_what_this_version_cannot_build_is_missing(world: World) -> None:
    world.write("enterprise")
    path = world.folder / "Pulumi.enterprise.yaml"
    path.write_text(path.read_text().replace('gitops: "off"', "gitops: argocd"))
    found = world.doctor("--format", "json")
    assert found.code == 3
    assert "local.built.cluster.engine.gitops" in by_id(found, "missing")


def test_everything_that_scale_needs_is_there(world: World) -> None:
    world.write("scale")
    found = world.doctor("--format", "json")
    assert (found.code, found.json["summary"]["missing"], found.json["summary"]["not_checked"]) == (0, 0, 0)


def test_a_missing_engine_is_missing_and_no_failure(world: World) -> None:
    world.patch.setenv("SAYAR_ENGINE", str(world.folder / "none"))
    found = world.doctor("--format", "json")
    assert found.code == 3
    assert "local.pulumi" in by_id(found, "missing")


def test_the_example_of_a_tier_is_refused_and_dns_is_not_asked_for_it(world: World) -> None:
    found = sayar("doctor", "--stack", "growth", "--format", "json", folder=world.folder)
    assert found.code == 3
    assert {"local.domain", "local.account.railway"} <= set(by_id(found, "missing"))
    assert world.names.asked == []


def test_an_unsafe_address_and_a_bad_bound_are_one_line(world: World) -> None:
    world.patch.setenv("VERCEL_API_URL", "http://vercel.evil")
    for more in ((), ("--timeout", "0"), ("--timeout", "x")):
        found = world.doctor(*more)
        assert (found.code, found.out, len(found.err.splitlines()) <= 2) == (2, "", True)
    assert not world.vercel.seen


def test_a_wrong_stack_file_is_refused_before_anybody_is_asked(world: World) -> None:
    with (world.folder / "Pulumi.prod.yaml").open("a") as file:
        file.write("  sayar:edge: {mode: fast}\n")
    found = world.doctor()
    assert (found.code, found.out, world.railway.seen) == (2, "", [])


def test_out_and_quiet(world: World, tmp_path: Path) -> None:
    path = tmp_path / "doctor.md"
    found = world.doctor("--format", "markdown", "--out", str(path), "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")
    assert path.read_text().startswith("**prod (growth): 0 missing, 0 not checked, ")


@pytest.fixture
def up(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Ran, FakeLive]]:
    """`sayar up` over an engine that only pretends, on a machine that has what a test says."""

    def run(**has: object) -> tuple[Ran, FakeLive]:
        kept = world.folder / "checkpoints"
        kept.mkdir(exist_ok=True)
        stands_in = bool(has.pop("stands_in", False))
        engine = FakeLive({"version": 3, "deployment": None}, kept, stands_in=stands_in, has=replace(READY, **has))
        monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: engine)
        return sayar("up", "--stack", "prod", "--yes", folder=world.folder), engine

    return run


def test_up_goes_on_where_nothing_is_missing(up: Callable[..., tuple[Ran, FakeLive]]) -> None:
    found, engine = up()
    assert (found.code, engine.calls) == (0, ["export", "checkpoint", "update"])
    assert "warning" not in found.err


def test_up_refuses_with_a_line_for_each_thing_that_is_missing(
    world: World, up: Callable[..., tuple[Ran, FakeLive]]
) -> None:
    found, engine = up(pulumi="v3.100.0", variables=frozenset({"CLOUDFLARE_API_TOKEN", "VERCEL_API_TOKEN"}))
    assert (found.code, found.out, engine.calls) == (3, "", [])
    head, *lines = found.err.splitlines()
    assert head == "refused: prod is not ready, see `sayar doctor --stack prod`; nothing was changed"
    assert [line.partition(":")[0] for line in lines] == [
        "pulumi 3.259.0 or newer",
        "a token for Railway",
        "a token for Supabase",
    ]
    assert not world.railway.seen, "the cheap part asks no vendor"


def test_up_warns_of_a_backend_that_is_a_folder_and_needs_a_secrets_provider_with_it(
    up: Callable[..., tuple[Ran, FakeLive]],
) -> None:
    found, engine = up(backend="file:///state", secrets="key")
    assert (found.code, engine.calls[-1]) == (0, "update")
    assert "warning: a backend that locks and keeps versions: file:///state is a folder of one machine" in found.err
    found, engine = up(backend="file:///state")
    assert (found.code, engine.calls) == (3, [])


def test_a_rehearsal_needs_no_token(up: Callable[..., tuple[Ran, FakeLive]]) -> None:
    found, engine = up(stands_in=True, pulumi="v1.0.0", variables=frozenset())
    assert (found.code, engine.calls[-1]) == (0, "update")
