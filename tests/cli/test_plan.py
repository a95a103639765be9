"""`sayar plan`: one document on standard output, the verdict as exit code, every wrong question refused in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from tests.cli.ran import PROD, SECRET, SIGNATURE, Ran, deployed, encrypted, export, sayar
from tests.infra.projects import ROOT, project
from tests.support.remembered import forget

UP = ("plan", "--from", "starter", "--to", "growth")
CANARY = "canary-4711"
PROTECTED = "supabase:index:Project"


@pytest.fixture(scope="module")
def up() -> Ran:
    return sayar(*UP, "--format", "json")


@pytest.fixture(scope="module")
def starter() -> dict[str, Any]:
    return export("starter")


def kept(folder: Path, state: Any) -> str:
    path = folder / "export.json"
    path.write_text(json.dumps(state))
    return str(path)


def summary(ran: Ran) -> dict[str, int]:
    found: dict[str, int] = ran.json["direct"]["summary"]
    return found


def test_the_move_up_is_a_valid_document_whose_exit_code_says_its_verdict(up: Ran) -> None:
    Draft202012Validator(schema("plan")).validate(up.json)
    assert (up.json["format"], up.json["source"]) == ("sayar.plan/1", "offline")
    assert (up.json["from"], up.json["to"]) == ({"tier": "starter"}, {"tier": "growth"})
    assert (up.json["verdict"], up.json["exit_code"], up.code) == ("at_risk", 4, 4)
    assert up.err == ""


def test_the_move_up_says_for_how_long_each_surface_is_down_and_why(up: Ran) -> None:
    """One chain at Supabase: compute, recovery and configuration each restart the database, then the pooler."""
    seconds = {
        one["name"]: (one["typical_s"], one["worst_s"]) for one in up.json["direct"]["changes"] if one["worst_s"]
    }
    assert seconds == {"compute": (120, 600), "pitr": (5, 30), "postgres": (5, 30), "pooler": (0, 30)}
    assert up.json["coverage"]["unknown"] == 0
    surfaces = up.json["downtime"]["surfaces"]
    errors = {name: (one["error_s"]["typical"], one["error_s"]["worst"]) for name, one in surfaces.items()}
    # 120 + 5 + 5 and 600 + 30 + 30 + 30; nine of ten feeds come from the cache; the web only misses data.
    assert errors == {"api": (130, 690), "csv": (13, 69), "web": (0, 0), "webhook": (0, 0)}
    assert surfaces["webhook"]["delay_s"] == {"typical": 130, "worst": 690}, "Meta sends again"
    assert surfaces["webhook"]["loss_s"] == {"typical": 0, "worst": 0}
    assert {name: one["verdict"] for name, one in surfaces.items()} == {
        "api": "at_risk",
        "csv": "ok",
        "web": "ok",
        "webhook": "ok",
    }
    assert [urn.rpartition("::")[2] for urn in surfaces["api"]["because"]] == ["compute", "pitr", "postgres", "pooler"]


def test_of_all_phases_of_the_move_up_one_is_felt(up: Ran) -> None:
    phases = {one["name"]: one for one in up.json["phases"]}
    assert list(phases) == [
        "plans",
        "prepare",
        "certificate",
        "shift-feed",
        "shift-webhook",
        "shift-api",
        "verify",
        "require",
        "upgrade",
        "expand",
        "restrict",
        "settle",
    ]
    felt = {
        name
        for name, one in phases.items()
        for surface in one["downtime"]["surfaces"].values()
        if surface["error_s"]["worst"] or surface["delay_s"]["worst"] or surface["loss_s"]["worst"]
    }
    assert felt == {"upgrade"}
    assert phases["upgrade"]["downtime"]["surfaces"]["api"]["error_s"] == {"typical": 130, "worst": 690}
    assert {one["phase"] for one in up.json["manual_steps"]} == {"plans"}


def test_the_move_up_makes_replaces_and_deletes_what_it_should(up: Ran) -> None:
    """The strategy's Growth adds to Starter: nothing that serves traffic may be replaced or go."""
    assert summary(up)["create"] > 0
    assert summary(up)["update"] > 0
    assert (summary(up)["replace"], summary(up)["delete"]) == (0, 0)
    assert up.json["downtime"]["budget_s"] == 300, "the strategy's five minutes"
    assert all(change["urn"].startswith("urn:pulumi:prod::sayar::") for change in up.json["direct"]["changes"])


def test_the_same_question_gets_the_same_bytes(up: Ran) -> None:
    forget()
    assert sayar(*UP, "--format", "json").out == up.out
    for form in ("text", "markdown"):
        first = sayar(*UP, "--format", form).out
        forget()
        assert sayar(*UP, "--format", form).out == first


def test_the_way_back_deletes_what_the_way_up_made(up: Ran) -> None:
    down = sayar("plan", "--from", "growth", "--to", "starter", "--format", "json")
    assert summary(down)["delete"] == summary(up)["create"]
    assert summary(down)["create"] == summary(up)["delete"]
    kept = {change["name"] for change in up.json["direct"]["changes"]} - {
        change["name"] for change in down.json["direct"]["changes"]
    }
    assert kept == {"bots"}, "its new settings are left out on the way back, and the vendor keeps what is left out"
    assert summary(down)["same"] == summary(up)["same"] + len(kept)
    assert down.json["downtime"]["budget_s"] == 300


def test_a_forecast_from_what_is_deployed_agrees_with_the_one_between_tiers(
    tmp_path: Path, up: Ran, starter: dict[str, Any]
) -> None:
    """The same move, once from the stack files and once from an export with the vendors' identifiers in it."""
    found = sayar("plan", "--state", kept(tmp_path, starter), "--to", "growth", "--format", "json")
    assert (found.code, found.json["source"], found.json["from"]) == (4, "state", {"tier": "starter"})
    assert summary(found) == summary(up)
    told = [(change["urn"], change["op"]) for change in found.json["direct"]["changes"]]
    assert sorted(told) == sorted((change["urn"], change["op"]) for change in up.json["direct"]["changes"])


def test_from_a_state_to_its_own_tier_nothing_changes_and_the_verdict_is_ok(
    tmp_path: Path, starter: dict[str, Any]
) -> None:
    found = sayar("plan", "--state", kept(tmp_path, starter), "--to", "starter", "--format", "json")
    assert (found.code, found.json["verdict"], found.json["direct"]["changes"]) == (0, "ok", [])


def test_an_empty_stack_is_only_built_and_nobody_can_be_hurt(tmp_path: Path) -> None:
    found = sayar("plan", "--state", kept(tmp_path, {"version": 3, "deployment": None}), "--to", "growth")
    assert found.code == 0
    assert "the deployed state to growth" in found.out


def test_a_protected_resource_that_the_target_does_not_have_blocks(tmp_path: Path, starter: dict[str, Any]) -> None:
    more = deployed("starter", "old-orders", PROTECTED, protect=True)
    state = {**starter, "deployment": {"resources": [*starter["deployment"]["resources"], more]}}
    found = sayar("plan", "--state", kept(tmp_path, state), "--to", "starter", "--format", "json")
    assert (found.code, found.json["verdict"]) == (3, "blocked")
    (change,) = found.json["direct"]["changes"]
    assert (change["op"], change["effect"], change["protected"], change["name"]) == (
        "delete",
        "blocked",
        True,
        "old-orders",
    )


def test_data_that_would_go_blocks_as_well_as_a_protection(tmp_path: Path, starter: dict[str, Any]) -> None:
    more = deployed("starter", "old-orders", PROTECTED)
    state = {**starter, "deployment": {"resources": [*starter["deployment"]["resources"], more]}}
    found = sayar("plan", "--state", kept(tmp_path, state), "--to", "starter", "--format", "json")
    assert (found.code, found.json["direct"]["changes"][0]["effect"]) == (3, "data_loss")
    assert found.json["direct"]["one_way"] is True


def test_urns_of_a_forecast_from_a_state_are_those_of_the_state(tmp_path: Path) -> None:
    found = sayar(
        "plan", "--state", kept(tmp_path, export("starter", stack="live")), "--to", "growth", "--format", "json"
    )
    assert {change["urn"].split("::")[0] for change in found.json["direct"]["changes"]} == {"urn:pulumi:live"}


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize("to", ["starter", "growth"])
def test_no_secret_of_a_state_shows_in_any_form(tmp_path: Path, form: str, to: str) -> None:
    plain = {SIGNATURE: SECRET, "plaintext": json.dumps(CANARY)}
    state = export(
        "starter",
        deployed("starter", "a", inputs={"key": encrypted(CANARY), "nested": {"list": [plain]}}, outputs={"x": plain}),
        deployed("starter", "b", PROTECTED, inputs={"password": plain}, protect=True),
    )
    for entry in state["deployment"]["resources"][:40]:
        entry["outputs"] = {"made": plain, "kept": encrypted(CANARY)}
        if entry["type"] == "supabase:index:Project":
            entry["inputs"]["databasePassword"] = plain
        if entry["type"] == "vercel:index/project:Project":
            entry["inputs"]["framework"] = plain
    found = sayar("plan", "--state", kept(tmp_path, state), "--to", to, "--format", form)
    assert found.code == 3
    assert CANARY not in found.out + found.err


@pytest.mark.parametrize(
    "broken",
    [
        {"inputs": {"x": {SIGNATURE: SECRET, "plaintext": CANARY}}},
        {"protect": CANARY},
        {"inputs": CANARY},
        {"propertyDependencies": {"x": CANARY}},
        {"dependencies": CANARY},
    ],
)
def test_no_value_of_a_broken_state_is_quoted_in_its_refusal(tmp_path: Path, broken: dict[str, Any]) -> None:
    state = {"version": 3, "deployment": {"resources": [{**deployed("starter", "a"), **broken}]}}
    found = sayar("plan", "--state", kept(tmp_path, state), "--to", "starter")
    assert (found.code, found.out) == (2, "")
    assert CANARY not in found.err
    assert "resources[0]." in found.err


def test_a_stacks_own_file_is_laid_over_both_tiers_so_that_it_is_no_change_itself(tmp_path: Path) -> None:
    folder = project(tmp_path, prod=PROD.format(tier="starter") + "  sayar:edge: {dns: {ttl_s: 60}}\n")
    found = sayar(*UP, "--stack", "prod", "--format", "json", folder=folder)
    assert found.code == 4
    caa = [change for change in found.json["direct"]["changes"] if change["name"].startswith("caa-")]
    assert caa == [], "records that only the environment's file shapes are the same in both tiers"


def test_a_what_if_changes_the_target_alone(up: Ran) -> None:
    found = sayar(*UP, "--set", "edge.dns.ttl_s=60", "--format", "json")
    more = {change["name"] for change in found.json["direct"]["changes"]}
    more -= {change["name"] for change in up.json["direct"]["changes"]}
    assert "spf" in more
    assert all(
        change["properties"] == ["ttl"]
        for change in found.json["direct"]["changes"]
        if change["name"] in ("spf", "web")
    )


def test_the_date_of_a_document_is_that_of_its_facts_or_the_one_that_is_asked_for(up: Ran) -> None:
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", up.json["as_of"])
    assert sayar(*UP, "--as-of", "2024-02-29", "--format", "json").json == {**up.json, "as_of": "2024-02-29"}


def test_a_file_gets_the_whole_document_and_standard_output_nothing(tmp_path: Path, up: Ran) -> None:
    path = tmp_path / "plan.json"
    path.write_text("older and longer " * 100_000)
    found = sayar(*UP, "--format", "json", "--out", str(path))
    assert (found.code, found.out, path.read_text()) == (4, "", up.out)
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"], "no half-written neighbour stays behind"


def test_a_refused_move_leaves_an_older_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("older")
    unbuilt = ("--set", "cluster.engine.gitops=argocd")
    assert sayar("plan", "--from", "starter", "--to", "enterprise", *unbuilt, "--out", str(path)).code == 2
    assert path.read_text() == "older"
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--to", "growth"), "--from TIER and --state"),
        (("--from", "starter", "--state", "x.json", "--to", "growth"), "--from TIER and --state"),
        (("--from", "starter"), "--to"),
        (("--from", "starter", "--to", "starter"), "another tier than --from starter"),
        (("--from", "huge", "--to", "growth"), '"huge": one of starter, growth, scale, enterprise'),
        (("--from", "starter", "--to", "huge"), '"huge": one of starter, growth, scale, enterprise'),
        (("--from", "Starter", "--to", "growth"), '"Starter"'),
        (("--from", "starter", "--to", ""), '""'),
        (("--from", "starter", "--to", "growth", "--format", "xml"), "--format"),
        (("--from", "starter", "--to", "growth", "--as-of", "2026-02-30"), "2026-02-30"),
        (("--from", "starter", "--to", "growth", "--as-of", "20260101"), "20260101"),
        (("--from", "starter", "--to", "growth", "--stack", "nowhere"), "Pulumi.nowhere.yaml"),
        (("--from", "starter", "--to", "growth", "--set", "edge.mode=fast"), "sayar:edge.mode"),
        (("--from", "starter", "--to", "growth", "--set", "edge.mode"), "path=value"),
        (("--from", "starter", "--to", "growth", "--out", "no/such/folder"), "no/such/folder"),
        (("--state", "nowhere.json", "--to", "growth"), "nowhere.json: No such file"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line_without_a_document(arguments: tuple[str, ...], says: str) -> None:
    found = sayar("plan", *arguments)
    assert (found.code, found.out) == (2, "")
    (line,) = found.err.splitlines()
    assert says in line


def test_a_state_of_another_project_is_refused(tmp_path: Path) -> None:
    urn = "urn:pulumi:prod::shop::vendor:index:Thing::a"
    state = {"version": 3, "deployment": {"resources": [{"urn": urn, "type": "vendor:index:Thing", "custom": True}]}}
    found = sayar("plan", "--state", kept(tmp_path, state), "--to", "growth")
    assert (found.code, found.out) == (2, "")
    assert "shop" in found.err


def test_a_platform_that_cannot_be_built_is_refused_with_the_field_and_the_reason() -> None:
    found = sayar("plan", "--from", "scale", "--to", "enterprise", "--set", "cluster.engine.gitops=argocd")
    assert (found.code, found.out) == (2, "")
    (line,) = found.err.splitlines()
    assert line.endswith('sayar:cluster.engine.gitops: "argocd": off: deploying from Git is not built yet')


def test_the_direct_way_from_scale_to_enterprise_is_blocked_by_the_data_that_it_would_leave_behind() -> None:
    """Data is copied before its old home goes: that is what phases are for."""
    found = sayar("plan", "--from", "scale", "--to", "enterprise", "--format", "json")
    direct = found.json["direct"]
    assert direct["gate"].startswith("closed")
    assert {one["verdict"] for one in direct["downtime"]["surfaces"].values()} == {"blocked"}
    assert direct["summary"]["create"] > 700
    blocked = {change["name"] for change in direct["changes"] if change["effect"] in ("blocked", "data_loss")}
    assert {"project", "queue-us-east-volume", "dumps-eu"} <= blocked


def test_growth_to_scale_takes_nothing_away_and_the_way_back_is_held_by_what_holds_data() -> None:
    up = sayar("plan", "--from", "growth", "--to", "scale", "--format", "json")
    assert (up.code, up.json["verdict"]) == (0, "ok"), "660 s at worst, and 900 are promised"
    assert up.json["downtime"]["surfaces"]["api"]["error_s"] == {"typical": 125, "worst": 660}
    summary = up.json["direct"]["summary"]
    assert (summary["replace"], summary["delete"]) == (0, 0)
    down = sayar("plan", "--from", "scale", "--to", "growth", "--format", "json")
    assert down.json["direct"]["gate"].startswith("closed"), "in one update the engine would refuse"
    assert (down.code, down.json["verdict"]) == (0, "ok"), "in phases what holds data is let go of first"
    blocked = {change["name"] for change in down.json["direct"]["changes"] if change["effect"] == "blocked"}
    assert {"queue-us-east-volume", "idempotency-us-east-volume", "dumps-eu"} <= blocked
    assert "cache-us-east" not in blocked, "a cache can be filled again"


def test_a_broken_stack_file_of_the_target_is_one_line_for_each_problem(tmp_path: Path) -> None:
    text = (
        (ROOT / "Pulumi.growth.yaml")
        .read_text()
        .replace(" ttl_s: 300  #", " ttl_s: fast  #")
        .replace("seats: 1", "seats: x")
    )
    found = sayar(*UP, folder=project(tmp_path, growth=text))
    assert (found.code, found.out) == (2, "")
    assert [line.split(": ")[1] for line in found.err.splitlines()] == [
        "sayar:edge.dns.ttl_s",
        "sayar:hosting.vercel.seats",
    ]
