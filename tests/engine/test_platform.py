"""The shipped program on the real engine against stand-in vendors, and the forecast held against what it says."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from infra.config.load import load_tier
from infra.moves.current import spec_hash
from sayar.cli.main import run
from sayar.engine import commands
from sayar.engine.process import Engine
from sayar.graph.model import Change
from tests.support.engine import MakeSandbox
from tests.support.platform import KEPT_BY_ALL, PROD, ROOT, Platform, assert_agrees, offline

pytestmark = pytest.mark.engine

POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
GUARD = "guard:index:Move"
BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
_HELD_BY_SCALE = (  # data and secrets that Growth has no place for
    "cache-eu-west-password",
    "cache-us-east-password",
    "dumps-eu",
    "idempotency-us-east-password",
    "idempotency-us-east-volume",
    "queue-us-east-password",
    "queue-us-east-volume",
)


def test_growth_to_scale_and_back_as_forecast(make_sandbox: MakeSandbox) -> None:
    platform = Platform(make_sandbox, "growth")
    world = platform.project.world()
    platform.up()

    platform.move_to("scale")
    up = platform.preview()
    assert_agrees(offline("growth", "scale"), up)
    assert_agrees(platform.forecast("scale"), up)
    assert not [change for change in up.changes if change.op in ("replace", "delete")], "nothing live is taken away"
    platform.up()
    assert platform.preview().changes == (), "a second preview shows no change"
    assert {thing.type for thing in world.things()} >= {change.type for change in up.changes if _is_made(change)}

    assert_no_secret_is_written(platform)
    assert_shares_touch_the_load_balancers_alone(platform)

    platform.move_to("growth")
    down = platform.forecast("growth")
    held = {change.urn for change in down.changes if change.refused}
    assert {urn.rsplit("::", 1)[1] for urn in held} == set(_HELD_BY_SCALE)
    with pytest.raises(commands.EngineRunError, match="protected"):
        platform.preview()
    for urn in held:
        platform.engine.run("state", "unprotect", urn, "--yes", "--stack", PROD)
    released = platform.preview()
    assert_agrees(offline("scale", "growth"), released)
    assert_agrees(platform.forecast("growth"), released)
    platform.up()
    assert platform.preview().changes == ()
    assert {thing.type for thing in world.things()} >= set(KEPT_BY_ALL), "going down loses nothing of Growth"


def test_a_budget_speaks_through_the_vendors_that_can(make_sandbox: MakeSandbox) -> None:
    """Railway's soft limit falls to 80 % of the sum, and each named product of the edge gets an alert; in place."""
    platform = Platform(make_sandbox, "growth")
    world = platform.project.world()
    platform.up()
    budget = {
        "monthly_usd": 60,
        "owner": "the founders",
        "cloudflare_usage": [{"product": "worker_requests", "limit": 100}],
    }
    platform.move_to("growth", budget=budget)
    change = platform.preview()
    assert {(one.op, one.type) for one in change.changes if one.new is not None and one.new.custom} == {
        ("update", "railway:index:UsageLimit"),
        ("create", "cloudflare:index/notificationPolicy:NotificationPolicy"),
    }
    assert_agrees(platform.forecast("growth"), change)
    platform.up()
    assert platform.preview().changes == ()
    (limit,) = [thing for thing in world.things() if thing.type == "railway:index:UsageLimit"]
    assert limit.properties["softLimitDollars"] == 48


def assert_no_secret_is_written(platform: Platform) -> None:
    """Passwords stand in connection strings and URLs, and a token's hash is the key of the buckets: all encrypted."""
    world = platform.project.world()
    secrets = [str(thing.properties["result"]) for thing in world.things("random:index/randomPassword:RandomPassword")]
    tokens = [str(thing.properties["value"]) for thing in world.things("cloudflare:index/accountToken:AccountToken")]
    secrets += [*tokens, *(hashlib.sha256(token.encode()).hexdigest() for token in tokens)]
    assert len(secrets) == 5 + 4 + 2, "the platform's own, one for each store, and the token with its hash"
    written = [path for path in platform.project.folder.rglob("*") if path.is_file() and path.name != "world.json"]
    assert [path for path in written if "stacks" in path.parts], "the state is among what is read here"
    for path in written:
        text = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in text], path.name


def assert_shares_touch_the_load_balancers_alone(platform: Platform) -> None:
    """A move sends shares of all users: 90/10 is one update of each load balancer, and the guard takes note of it."""
    balancing = load_tier(ROOT, "scale").platform.edge.large.balancing
    assert balancing is not None
    pools = [json.loads(pool.model_dump_json()) for pool in balancing.pools]
    for pool, share in zip(pools, (0.9, 0.1), strict=True):
        pool["share"] = share
    platform.move_to("scale", edge={"large": {"balancing": {"steering": "random", "pools": pools}}})
    changed = platform.preview().changes
    told = sorted((change.type, change.op) for change in changed)
    assert told == [(BALANCER, "update")] * len(balancing.hosts) + [(GUARD, "update")]
    platform.up()
    world = platform.project.world()
    ids = {str(thing.properties["name"]): thing.id for thing in world.things(POOL)}
    (api,) = [one for one in world.things(BALANCER) if one.properties["name"] == "api.sayar.example"]
    assert api.properties["randomSteering"]["poolWeights"] == {
        ids["api-sayar-example-us-east"]: 0.9,
        ids["api-sayar-example-eu-west"]: 0.1,
    }


def _is_made(change: Change) -> bool:
    return change.op == "create" and not change.type.startswith(("sayar:", "pulumi:"))


def test_a_refused_config_ends_the_engine_with_one_line_a_problem_and_registers_nothing(
    make_sandbox: MakeSandbox,
) -> None:
    platform = Platform(make_sandbox, "starter")
    platform.move_to("starter", edge={"mode": "sideways", "dns": {"ttl_s": 30}}, hostng={})
    with pytest.raises(commands.EngineRunError) as raised:
        commands.preview(platform.engine, PROD)
    said = "\n".join(raised.value.problems)
    assert "Pulumi.prod.yaml: sayar:hostng: unknown key" in said
    platform.move_to("starter", edge={"mode": "sideways", "dns": {"ttl_s": "soon"}})
    with pytest.raises(commands.EngineRunError) as raised:
        commands.preview(platform.engine, PROD)
    said = "\n".join(raised.value.problems)
    assert 'Pulumi.prod.yaml: sayar:edge.mode: "sideways"' in said
    assert 'Pulumi.prod.yaml: sayar:edge.dns.ttl_s: "soon"' in said
    assert "Traceback" not in said
    assert platform.project.world().things() == ()


def test_what_has_no_component_is_refused_by_the_engine_too(make_sandbox: MakeSandbox) -> None:
    platform = Platform(make_sandbox, "enterprise")
    platform.move_to("enterprise", cluster={"engine": {"gitops": "argocd"}})
    with pytest.raises(commands.EngineRunError, match="not built yet") as raised:
        commands.preview(platform.engine, PROD)
    assert "Traceback" not in str(raised.value)


def test_a_stack_named_after_a_tier_runs_as_its_file_says(make_sandbox: MakeSandbox) -> None:
    project = make_sandbox(ROOT, stack="growth")
    project.pulumi("up", "--stack", "growth", "--yes", "--skip-preview")
    exported = json.loads(project.pulumi("stack", "export", "--stack", "growth").stdout)
    outputs = exported["deployment"]["resources"][0]["outputs"]
    assert (outputs["tier"], outputs["hosts"]["api"]) == ("growth", "api.sayar.example")


def test_the_program_runs_under_the_upstream_language_host_as_well(make_sandbox: MakeSandbox, pulumi: Path) -> None:
    upstream = pulumi.parent / "upstream" / "pulumi"
    platform = Platform(make_sandbox, "starter", program=None)
    other = upstream if upstream.exists() else pulumi
    assert not (other.parent / "language_host.py").exists(), "another host than ours"
    # The older host takes the first python on PATH, and asks it for pip.
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), str(other.parent), "/usr/bin", "/bin"])
    engine = Engine(other, platform.project.folder, {**(platform.engine.environment or {}), "PATH": path})
    theirs = json.loads(commands.preview(engine, PROD))["steps"]
    ours = json.loads(commands.preview(platform.engine, PROD))["steps"]
    assert {(step["op"], step["urn"]) for step in theirs} == {(step["op"], step["urn"]) for step in ours}
    assert len(theirs) > 60


@pytest.fixture
def sandboxed(make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """A platform whose environment is this process's, so that the commands can be run as a user runs them."""
    platform = Platform(make_sandbox, "starter")
    for name, value in (platform.engine.environment or {}).items():
        monkeypatch.setenv(name, value)
    return platform


def test_the_commands_preview_and_up_from_nothing_to_growth(
    sandboxed: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--stack", PROD, "--config-dir", str(sandboxed.project.folder))
    assert run(["up", *where, "--yes"]) == 0
    first = capsys.readouterr()
    assert "checkpoint:" in first.err
    assert "done:" in first.err
    assert "create" in first.out

    base = spec_hash(load_tier(sandboxed.project.folder, "starter", stack=PROD).platform)
    waiver = {"gate": "phases", "by": "the owner", "reason": "nobody uses it yet", "until": "9999-12-31"}
    jump = {"from": "starter", "phase": "direct", "base": base, "started": "2026-11-26", "waivers": [waiver]}
    sandboxed.move_to("growth", transition=jump)
    assert run(["preview", *where, "--format", "json"]) == 4, "nobody knows yet how long the updates take"
    seen = capsys.readouterr()
    assert "the engine agrees: 44 changes, 1 explained differences" in seen.err
    assert "dumps-instance: forecast update, engine same: assumed_change" in seen.err
    assert json.loads(seen.out)["from"] == {"tier": "starter"}

    assert run(["up", *where, "--yes"]) == 4
    assert "--accept-risk REASON" in capsys.readouterr().err
    assert sandboxed.preview().changes, "a refused update changes nothing"
    assert run(["up", *where, "--yes", "--accept-risk", "tried in staging"]) == 0
    assert sandboxed.preview().changes == ()
    kept = sorted((sandboxed.project.folder / ".sayar").rglob("*.accepted"))
    assert json.loads(kept[-1].read_text(encoding="utf-8"))["reason"] == "tried in staging"


def test_no_secret_of_the_platform_is_in_the_state_or_in_what_is_said(
    sandboxed: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--stack", PROD, "--config-dir", str(sandboxed.project.folder))
    assert run(["up", *where, "--yes"]) == 0
    assert run(["preview", *where, "--format", "markdown"]) == 0
    said = capsys.readouterr()
    things = sandboxed.project.world().things("random:index/randomPassword:RandomPassword")
    secrets = [str(thing.properties["result"]) for thing in things]
    assert len(secrets) == 5
    written = [path for path in sandboxed.project.folder.rglob("*") if path.is_file() and path.name != "world.json"]
    for secret in secrets:
        assert secret not in said.out + said.err
        assert not [path.name for path in written if secret.encode() in path.read_bytes()]
