"""`sayar diff`: the changes of anybody's stack, from files alone."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.diffed import (
    DATABASE,
    MAP,
    QUEUE,
    STACK,
    changes,
    diff,
    document,
    entry,
    export,
    ids,
    kept,
    plain,
    preview,
    step,
    urn,
)
from tests.cli.ran import ROOT, encrypted, sayar

CANARY = "canary-4711"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
OLD = (entry("jobs", inputs={"delaySeconds": 1}), entry("mail", inputs={"fifoQueue": True}), entry("old"))
NEW = (entry("jobs", inputs={"delaySeconds": 2}), entry("mail", inputs={"fifoQueue": False}), entry("new"))
EDITS = {"jobs": "update", "mail": "replace", "old": "delete", "new": "create"}
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("before", [export(*OLD), export(*OLD, version=4), document(*OLD)])
@pytest.mark.parametrize("after", [export(*NEW), export(*NEW, version=4), document(*NEW)])
def test_exports_of_both_versions_and_graph_documents_compare_in_any_mixture(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any]
) -> None:
    ran = diff(tmp_path, before, after)
    assert {name: change["op"] for name, change in changes(ran).items()} == EDITS
    assert ran.json["direct"]["summary"] == {"create": 1, "update": 1, "replace": 1, "delete": 1, "same": 0}
    assert ran.json["source"] == ("offline" if "format" in before and "format" in after else "state")
    assert (ran.code, ran.json["exit_code"], ran.json["verdict"], ran.err) == (3, 3, "blocked", "")
    assert changes(ran)["old"]["effect"] == "data_loss", "a queue holds messages"
    assert (ran.json["from"], ran.json["to"], ran.json["phases"], ran.json["cost"]) == (None, None, [], None)
    Draft202012Validator(SCHEMA).validate(ran.json)


def test_a_stack_against_itself_is_ok_and_nothing_changes(tmp_path: Path) -> None:
    ran = diff(tmp_path, export(*OLD), export(*OLD))
    assert (ran.code, ran.json["verdict"], ran.json["direct"]["changes"], ids(ran)) == (0, "ok", [], [])
    assert ran.json["direct"]["summary"]["same"] == 3
    empty = {"version": 3, "deployment": None}
    assert diff(tmp_path, empty, empty).code == 0
    assert diff(tmp_path, empty, export(*OLD)).json["direct"]["summary"]["create"] == 3


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_same_files_give_the_same_bytes_and_the_order_of_resources_says_nothing(tmp_path: Path, form: str) -> None:
    more = [entry(f"q{number}", inputs={"fifoQueue": number % 2 == 0}) for number in range(12)]
    turned = [entry(f"q{number}", inputs={"fifoQueue": number % 3 == 0}) for number in range(12)]
    first = diff(tmp_path, export(*OLD, *more), export(*NEW, *turned), form=form)
    assert diff(tmp_path, export(*OLD, *more), export(*NEW, *turned), form=form).out == first.out != ""
    for seed in range(3):
        one, other = [*OLD, *more], [*NEW, *turned]
        random.Random(seed).shuffle(one)  # noqa: S311 - the same shuffle on every run
        random.Random(seed + 9).shuffle(other)  # noqa: S311 - as above
        assert diff(tmp_path, export(*one), export(*other), form=form).out == first.out


def test_two_stacks_of_one_project_are_compared_as_one(tmp_path: Path) -> None:
    dev = export(
        entry("jobs", stack="dev", parent=urn("shop-dev", STACK, stack="dev")), entry("x", stack="dev"), stack="dev"
    )
    prod = export(entry("jobs", parent=urn("shop-prod", STACK)), entry("x", inputs={"fifoQueue": True}))
    ran = diff(tmp_path, dev, prod)
    assert [(name, change["urn"]) for name, change in changes(ran).items()] == [("x", urn("x"))]
    assert ran.json["direct"]["summary"]["same"] == 1
    assert ids(ran).count("two-stacks") == 1
    (found,) = (one for one in ran.json["findings"] if one["id"] == "two-stacks")
    assert "dev and prod" in found["text"]
    assert "two-stacks" not in ids(diff(tmp_path, prod, prod))


def test_two_stacks_of_one_program_do_not_differ_by_what_a_vendor_called_their_parts(tmp_path: Path) -> None:
    """Every id differs between two stacks; without this each resource that uses one would be replaced."""
    sides = []
    for stack in ("dev", "prod"):
        own, vpc = {"vpcId": f"vpc-{stack}", "cidrBlock": "10.0.1.0/24"}, urn("net", "aws:ec2/vpc:Vpc", stack=stack)
        net = entry("net", "aws:ec2/vpc:Vpc", stack=stack) | {"id": f"vpc-{stack}"}
        user = entry("a", "aws:ec2/subnet:Subnet", own, stack=stack, propertyDependencies={"vpcId": [vpc]})
        sides.append(export(net, user | {"dependencies": [vpc]}, stack=stack))
    assert changes(diff(tmp_path, *sides)) == {}


def test_operations_under_way_and_waiting_deletions_are_findings(tmp_path: Path) -> None:
    pending = [{"resource": entry(name), "type": "creating"} for name in ("jobs", "mail")]
    waiting = entry("jobs", inputs={"delaySeconds": 9}, delete=True, id="jobs-0")
    state = export(*OLD, waiting, version=3)
    state["deployment"]["pending_operations"] = pending
    ran = diff(tmp_path, state, export(*OLD))
    assert (ran.code, ran.json["direct"]["changes"]) == (0, []), "what waits for its deletion is not compared"
    texts = {one["id"]: one["text"] for one in ran.json["findings"]}
    assert "2 operations were under way" in texts["pending-operations"].lower()
    assert "creating jobs, creating mail" in texts["pending-operations"]
    assert "1 replaced resource" in texts["waiting-deletions"]
    state["deployment"]["pending_operations"] = pending[:1]
    (text,) = (one["text"] for one in diff(tmp_path, state, export(*OLD)).json["findings"] if "pending" in one["id"])
    assert text.startswith("One operation was under way")


def test_an_alias_is_the_same_resource_under_its_new_name(tmp_path: Path) -> None:
    old = export(entry("jobs", inputs={"delaySeconds": 1}), entry("user", dependencies=[urn("jobs")]))
    new = (
        entry("tasks", inputs={"delaySeconds": 2}, aliases=[urn("jobs")]),
        entry("user", dependencies=[urn("tasks")]),
    )
    for after in (export(*new), document(*new)):
        ran = diff(tmp_path, old, after)
        assert [(one["name"], one["op"]) for one in ran.json["direct"]["changes"]] == [("tasks", "update")]


@pytest.mark.parametrize(
    ("options", "effect", "code"),
    [
        ({"protect": True}, "blocked", 3),
        ({"retainOnDelete": True}, "none", 0),
        ({"protect": True, "retainOnDelete": True}, "blocked", 3),
        ({}, "data_loss", 3),
    ],
)
def test_a_protected_delete_is_blocked_and_a_retained_one_hurts_nobody(
    tmp_path: Path, options: dict[str, bool], effect: str, code: int
) -> None:
    ran = diff(tmp_path, export(entry("db", DATABASE, **options)), export())
    change = changes(ran)["db"]
    assert (change["op"], change["effect"], change["stateful"], ran.code) == ("delete", effect, True, code)
    assert (change["protected"], change["retained"]) == ("protect" in options, "retainOnDelete" in options)
    assert ("retained" in ids(ran), "refused" in ids(ran)) == (effect == "none", effect == "blocked")


def test_replacing_what_is_protected_on_both_sides_is_blocked_and_released_is_not(tmp_path: Path) -> None:
    old = export(entry("a", inputs={"fifoQueue": True}, protect=True))
    ran = diff(tmp_path, old, export(entry("a", inputs={"fifoQueue": False}, protect=True)))
    assert (changes(ran)["a"]["effect"], ran.code) == ("blocked", 3)
    ran = diff(tmp_path, old, export(entry("a", inputs={"fifoQueue": False})))
    assert changes(ran)["a"]["effect"] != "blocked"
    assert ran.json["direct"]["released"] == [urn("a")]


def test_components_and_explicit_providers_count_and_what_the_engine_adds_does_not(tmp_path: Path) -> None:
    provider = "pulumi:providers:aws"
    more = export(
        entry("group", "acme:index:Group", custom=False),
        entry("east", provider, {"region": "us-east-1"}),
        entry("default_7_51_1", provider, {"region": "us-east-1"}),
        entry("default", provider),
        entry("read", QUEUE, external=True),
    )
    ran = diff(tmp_path, export(), more)
    assert {name: one["op"] for name, one in changes(ran).items()} == {"group": "create", "east": "create"}
    gone = diff(tmp_path, more, export())
    assert {name: one["op"] for name, one in changes(gone).items()} == {"group": "delete", "east": "delete"}
    assert changes(gone)["group"]["effect"] == "none", "a component is a group in the state"
    assert diff(tmp_path, more, more).json["direct"]["summary"]["same"] == 2


@pytest.mark.parametrize(
    ("old", "new", "properties", "confidence", "assumed"),
    [
        (encrypted("v1:a"), encrypted("v1:a"), [], None, 0),
        (encrypted("v1:a"), encrypted("v1:b"), ["kmsMasterKeyId"], "assumed", 1),
        (encrypted("v1:a"), "[secret]", [], None, 1),  # the secret of a recording: equal, and counted
        ("[secret]", "[secret]", [], None, 1),
        (plain("x"), plain("x"), [], None, 0),
        (plain("x"), "x", [], None, 0),  # being secret or not is no difference
        (encrypted("v1:a"), None, ["kmsMasterKeyId"], None, 0),
    ],
)
def test_secrets_are_compared_as_far_as_they_can_be(
    tmp_path: Path, old: Any, new: Any, properties: list[str], confidence: Any, assumed: int
) -> None:
    after = {} if new is None else {"kmsMasterKeyId": new}
    ran = diff(tmp_path, export(entry("a", inputs={"kmsMasterKeyId": old})), document(entry("a", inputs=after)))
    found = changes(ran)
    assert (found["a"]["properties"] if found else []) == properties
    assert (found["a"]["confidence"] if found else None) == confidence
    assert ran.json["coverage"]["assumed"] == assumed
    assert ("secrets-assumed" in ids(ran)) == (assumed == 1 and not properties)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_secret_in_clear_never_shows(tmp_path: Path, form: str) -> None:
    def state(word: str) -> dict[str, Any]:
        nested = {"list": [plain({"password": CANARY + word})], "mode": plain([CANARY, word])}
        more = {"outputs": {"made": plain(CANARY)}, "protect": True}
        return export(
            entry("a", inputs={"policy": plain(CANARY + word), "tags": nested, "fifoQueue": plain(word)}, **more),
            entry("db", DATABASE, {"masterPassword": plain(CANARY + word), "engine": plain(word + CANARY)}),
            entry("x", "acme:index:Box", {"key": plain(CANARY + word), "other": word}),
        )

    for files in ((state("1"), state("2")), (state("1"), export()), (export(), state("1"))):
        ran = diff(tmp_path, *files, form=form)
        assert ran.code in (0, 3, 4)
        assert CANARY not in ran.out + ran.err
    steps = [step("replace", inputs={"policy": plain(CANARY)}, diffReasons=["policy"]), step("delete", "b", DATABASE)]
    assert CANARY not in diff(tmp_path, preview(*steps), form=form).out


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_names_inside_of_a_secret_do_not_show_either(tmp_path: Path, form: str) -> None:
    """A secret object is secret as a whole: its value is `[secret]`, so a changed path ends where it begins."""
    old, new = (export(entry("a", inputs={"tags": plain({CANARY: word})})) for word in "12")
    ran = diff(tmp_path, old, new, form=form)
    assert "tags" in ran.out
    assert CANARY not in ran.out


@pytest.mark.parametrize(
    ("old", "new", "op", "may_replace"),
    [
        (UNKNOWN, UNKNOWN, None, None),
        ("a", UNKNOWN, "update", True),  # it could force a replacement
        (UNKNOWN, "a", "update", True),
        (None, UNKNOWN, "update", True),
    ],
)
def test_a_value_that_nobody_knows_may_replace_and_never_surely_does(
    tmp_path: Path, old: Any, new: Any, op: Any, may_replace: Any
) -> None:
    sides = [export(entry("a", inputs={} if one is None else {"name": one})) for one in (old, new)]
    found = changes(diff(tmp_path, *sides)).get("a", {"op": None, "may_replace": None, "confidence": "assumed"})
    assert (found["op"], found["may_replace"], found["confidence"]) == (op, may_replace, "assumed")


@pytest.mark.parametrize(
    ("inputs", "order"),
    [
        ({"name": "jobs"}, "delete_first"),
        ({"name": "jobs", "__defaults": []}, "delete_first"),
        ({"name": "jobs", "__defaults": ["delaySeconds"]}, "delete_first"),
        ({"name": "jobs-1a2b3c", "__defaults": ["name"]}, "create_first"),  # the provider made the name
        ({}, "create_first"),
    ],
)
def test_a_name_that_the_program_wrote_makes_a_bridged_provider_delete_first(
    tmp_path: Path, inputs: dict[str, Any], order: str
) -> None:
    old, new = (export(entry("a", inputs={**inputs, "fifoQueue": fifo})) for fifo in (False, True))
    change = changes(diff(tmp_path, old, new))["a"]
    assert (change["op"], change["order"], change["replace_properties"]) == ("replace", order, ["fifoQueue"])
    assert change["confidence"] == "assumed", "an export does not hold the program's own option"


@pytest.mark.parametrize(
    ("metadata", "order"),
    [
        ({"name": "web"}, "delete_first"),
        ({"name": "web", "annotations": {"pulumi.com/autonamed": "false"}}, "delete_first"),
        ({"name": "web-1a2b", "annotations": {"pulumi.com/autonamed": "true"}}, "create_first"),
    ],
)
def test_a_name_that_the_program_wrote_makes_kubernetes_delete_first(
    tmp_path: Path, metadata: dict[str, Any], order: str
) -> None:
    old, new = (export(entry("a", MAP, {"metadata": metadata, "data": {"k": word}})) for word in "12")
    change = changes(diff(tmp_path, old, new))["a"]
    assert (change["op"], change["order"]) == ("replace", order)


def test_no_sdk_is_imported_whatever_is_compared(tmp_path: Path) -> None:
    services = kept(tmp_path, "s.yaml", "format: sayar.services/1\nfacts: [{match: {name: mail}, effect: full}]\n")
    old, new = kept(tmp_path, "old.json", export(*OLD)), kept(tmp_path, "new.json", document(*NEW))
    digest = kept(tmp_path, "preview.json", preview(step("create")))
    code = (
        "import sys; from sayar.cli.main import run; code = run(sys.argv[1:]);"
        "print(code, sorted({name.split('.')[0] for name in sys.modules}"
        " & {'pulumi', 'pulumi_aws', 'pulumi_cloudflare', 'pulumi_kubernetes', 'grpc'}), file=sys.stderr)"
    )
    for files in ((old, new), (old, new, "--services", services), (digest,)):
        argv = [sys.executable, "-c", code, "diff", *files, "--format", "json"]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stderr.split(maxsplit=1)[1].strip() == "[]"
        assert done.stdout == sayar("diff", *files, "--format", "json", folder=None).out, "the same bytes as in here"
